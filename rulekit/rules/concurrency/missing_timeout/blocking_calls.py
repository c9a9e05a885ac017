"""Calls that wait for others: which of them may wait for ever, and what in the code says when to give up."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, has_unknown_arguments
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project, offer
from rulekit.analysis.syntax.index import FUNCTIONS, defaults
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.timeouts import PACKAGES, THREAD_BASES, WAITS, Wait
from rulekit.model.finding import Span

_WAITERS = frozenset({"concurrent.futures.wait", "concurrent.futures.as_completed"})


@dataclass(frozen=True)
class Waiting:
    """A call that waits, what it calls, how it is told when to give up, and whether it is told to wait for ever."""

    call: ast.Call
    target: str
    wait: Wait
    for_ever: bool


@question
def endless_waits(source: Source) -> tuple[Waiting, ...]:
    """Which calls may wait for ever?"""
    packages = PACKAGES.keys() if source.parsed.facts else PACKAGES.keys() & imported_packages(source)
    if not packages:
        return ()
    targets = frozenset().union(*(PACKAGES[package] for package in packages))
    waits = [_waiting(source, call, target) for call, target in calls_to(source, targets)]
    if not packages.isdisjoint({"threading", "multiprocessing"}):
        waits += [_waiting(source, call, target) for call, target in _joins_of_own_threads(source)]
    return tuple(wait for wait in waits if wait is not None)


def _waiting(source: Source, call: ast.Call, target: str) -> Waiting | None:
    wait = WAITS[target]
    timeout = argument(source, call, wait.keyword, wait.position)
    if timeout is None:
        return None if wait.limited or has_unknown_arguments(source, call) else Waiting(call, target, wait, False)
    for_ever = _is_none(source, timeout)
    return Waiting(call, target, wait, for_ever=True) if for_ever else None


def _is_none(source: Source, timeout: ast.expr) -> bool:
    """Tell whether a timeout is `None`, by another name, or by a default that a call of this file leaves as it is."""
    if isinstance(timeout, ast.Constant):
        return timeout.value is None
    if not isinstance(timeout, ast.Name):
        return False
    parameter = names(source).single_binder(timeout)
    if isinstance(parameter, ast.arg):
        function = source.parents[source.parents[parameter]]
        # Who calls a public function is not to be told: only of a private one does each call stand in this file.
        if not isinstance(function, FUNCTIONS) or function.name[0] != "_":
            return False
        default = dict(defaults(function.args)).get(parameter)
        is_none = isinstance(default, ast.Constant) and default.value is None
        return is_none and any(argument_for(source, call, parameter) is None for call in callers(source, function))
    values = values_at(source, timeout)
    return bool(values) and all(isinstance(value, ast.Constant) and value.value is None for value in values)


def _joins_of_own_threads(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield the joins of objects whose class, in this file, is a thread or process."""
    thread_classes: dict[str, str] = {}
    for definition in source.nodes(ast.ClassDef):
        lineage = (definition, *classes_above(source, definition)) if definition.bases else ()
        bases = (names(source).resolve(base) or "" for ancestor in lineage for base in ancestor.bases)
        if base := next((base for base in bases if base in THREAD_BASES), ""):
            thread_classes[definition.name] = base
    for call in calls_by_word(source).get("join", ()) if thread_classes else ():
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        maker = names(source).single_value(receiver) or receiver
        class_name = maker.func.id if isinstance(maker, ast.Call) and isinstance(maker.func, ast.Name) else ""
        if class_name in thread_classes:
            yield call, f"{thread_classes[class_name]}.join"


def does_not_block(source: Source, call: ast.Call, keyword: str) -> bool:
    """Tell whether a call of a queue or lock says that it does not wait: `get(False)`, `get(block=False)`."""
    return constant(source, argument(source, call, keyword, 0)) is False


@question
def has_default_timeout(source: Source) -> bool:
    """Does the module give all its sockets a timeout?"""
    return "setdefaulttimeout" in vocabulary(source)


@question
def timed_receivers(source: Source) -> frozenset[str]:
    """Which objects, as they are written, get a timeout by `settimeout`, an adapter, or an attribute?"""
    receivers: set[str] = set()
    for word in ("settimeout", "setblocking", "mount"):
        for call in calls_by_word(source).get(word, ()):
            if isinstance(call.func, ast.Attribute):
                receivers.add(ast.unparse(call.func.value))
    return frozenset(receivers)


def is_done_already(source: Source, call: ast.Call) -> bool:
    """Tell whether the future of `future.result()` is known to be done: it was waited for, or said so itself."""
    word = receiver_of(call)
    if any(receiver_of(other) == word for other in calls_by_word(source).get("done", ())):
        return True
    scope = names(source).scope_of(call)
    waits = (wait for wait, _ in calls_to(source, _WAITERS))
    place = (call.lineno, call.col_offset)
    return any(names(source).scope_of(wait) is scope and (wait.lineno, wait.col_offset) < place for wait in waits)


def receiver_of(call: ast.Call) -> str:
    """Return the object that a method is called on, as it is written."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def is_made_with_timeout(source: Source, call: ast.Call) -> bool:
    """Tell whether the object whose method is called was made with a timeout for all that it does."""
    keywords = (keyword.arg or "" for maker in _makers_of(source, call) for keyword in maker.keywords)
    return any("timeout" in keyword for keyword in keywords)


def is_near_socket(source: Source, call: ast.Call) -> bool:
    """Tell whether the socket that is connected was made for this machine alone, or for datagrams."""
    words = {last_name(argument) for maker in _makers_of(source, call) for argument in maker.args}
    return not words.isdisjoint({"AF_UNIX", "SOCK_DGRAM"})


def _makers_of(source: Source, call: ast.Call) -> Iterator[ast.Call]:
    """Yield the calls that made the object whose method is called."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(receiver, ast.Name):
        binders = names(source).binders(receiver)
        values = [names(source).value(binder) for binder in binders]
    elif isinstance(receiver, ast.Attribute):
        word = ast.unparse(receiver)
        written = (assignment for assignment in source.nodes(ast.Assign) if ast.unparse(assignment.targets[0]) == word)
        values = [assignment.value for assignment in written]
    else:
        values = []
    yield from (value for value in values if isinstance(value, ast.Call))


_ENDLESS = {target: wait for target, wait in WAITS.items() if not wait.limited and wait.kind == "network"}
_ENDLESS_METHODS = frozenset(target.rpartition(".")[2] for target in _ENDLESS)
_CLIENTS = frozenset(target.rpartition(".")[0] for target in _ENDLESS)
_TIMED = ("timeout", "mount")


@dataclass(frozen=True)
class Request:
    """A call of a method of what another file made, by the qualified name of that."""

    maker: str
    method: str
    span: Span


@question
def clients(source: Source) -> Offer[str]:
    """Which clients without a timeout, or functions that give one, does a file have for others, with their class?"""
    own: dict[str, str] = {}
    for statement in source.tree.body:
        if isinstance(statement, FUNCTIONS):
            values = [node.value for node in own_nodes(statement) if isinstance(node, ast.Return)]
            kinds = {type_of(source, value) for value in values if value is not None}
            name, kind = statement.name, kinds.pop() if len(kinds) == 1 else None
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, kind = statement.targets[0].id, type_of(source, statement.value)
        else:
            continue
        if kind in _CLIENTS and not any(word in source.segment(source.extent(statement)) for word in _TIMED):
            own[name] = kind
    return offer(source, own)


@question
def requests_without_timeout(source: Source) -> tuple[Request, ...]:
    """Where does a file ask what it imported, without saying how long to wait?"""
    by_word = calls_by_word(source)
    calls = [(word, call) for word in sorted(_ENDLESS_METHODS & by_word.keys()) for call in by_word[word]]
    made_elsewhere = [(word, call, maker) for word, call in calls if (maker := _maker(source, call))]
    return tuple(
        Request(maker, word, source.span(call))
        for word, call, maker in made_elsewhere
        if argument(source, call, "timeout") is None and not has_unknown_arguments(source, call)
    )


def endless_requests(project: Project) -> Iterator[tuple[Member, Request, str]]:
    """Yield the calls that may wait for ever on a client of another file, each with what it calls."""
    together = Neighbours(project.collected(clients))
    for member, calls in project.collected(requests_without_timeout):
        for call in calls if member.module in together.offers else ():
            home = together.find(member.module, call.maker)
            target = f"{home[1]}.{call.method}" if home is not None else ""
            if target in _ENDLESS and home is not None and home[0] != member.module:
                yield member, call, target


def _maker(source: Source, call: ast.Call) -> str | None:
    """Return the imported name behind `session.get(...)`: the session itself, or the function that gave it."""
    known = names(source)
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(value := known.single_value(base), ast.Call):
        base = value
    maker = known.resolve(base.func if isinstance(base, ast.Call) else base)
    return None if maker is None or maker.startswith("builtins.") or type_of(source, base) is not None else maker
