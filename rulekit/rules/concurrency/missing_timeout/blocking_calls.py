"""Calls that wait for others: which of them may wait for ever, and what in the code says when to give up."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import callers, class_of, method_of
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, has_unknown_arguments
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import definitions, values_at
from rulekit.analysis.flow.type_inference import appended_items, attribute_values, type_of
from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import exits
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project, offer
from rulekit.analysis.syntax.cell_links import counts_anywhere
from rulekit.analysis.syntax.index import FUNCTIONS, defaults, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import preceding
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.timeouts import PACKAGES, PLAIN_ADAPTERS, THREAD_BASES, TIMEOUT_OBJECTS, WAITS, Wait
from rulekit.model.finding import Span
from rulekit.model.late import dataclass

_WAITERS = frozenset({"concurrent.futures.wait", "concurrent.futures.as_completed"})


@dataclass(frozen=True)
class Waiting:
    """A call that waits, what it calls, how it is told when to give up, and whether it is told to wait for ever."""

    call: ast.Call
    target: str
    wait: Wait
    for_ever: bool
    timeout: ast.expr | None = None


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


@question
def waits_of(source: Source) -> Mapping[ast.Call, Sequence[Waiting]]:
    """What is each call that may wait for ever?"""
    waits: dict[ast.Call, list[Waiting]] = defaultdict(list)
    for wait in endless_waits(source):
        waits[wait.call].append(wait)
    return waits


def _waiting(source: Source, call: ast.Call, target: str) -> Waiting | None:
    wait = WAITS[target]
    timeout = argument(source, call, wait.keyword, wait.position)
    if timeout is None:
        return None if wait.limited or has_unknown_arguments(source, call) else Waiting(call, target, wait, False)
    for_ever = _is_none(source, timeout)
    return Waiting(call, target, wait, for_ever=True, timeout=timeout) if for_ever else None


def _is_none(source: Source, timeout: ast.expr) -> bool:
    """Tell whether a timeout is `None`, by another name, or by a default that a call of this file leaves as it is.

    It may also hide in a pair, or in the object that a library has for timeouts.
    """
    match timeout:
        case ast.Constant(value=value):
            return value is None
        case ast.Tuple(elts=parts):
            return any(_is_none(source, part) for part in parts)
        case ast.Call():
            return _is_endless_object(source, timeout)
        case ast.Name():
            return _is_name_of_none(source, timeout)
    return False


def _is_name_of_none(source: Source, timeout: ast.Name) -> bool:
    parameter = names(source).single_binder(timeout)
    if not isinstance(parameter, ast.arg):
        values = values_at(source, timeout)
        return bool(values) and all(not isinstance(value, ast.Name) and _is_none(source, value) for value in values)
    function = source.parents[source.parents[parameter]]
    # Who calls a public function is not to be told: only of a private one does each call stand in this file.
    if not isinstance(function, FUNCTIONS) or function.name[0] != "_":
        return False
    default = dict(defaults(function.args)).get(parameter)
    is_none = isinstance(default, ast.Constant) and default.value is None
    return is_none and any(argument_for(source, call, parameter) is None for call in callers(source, function))


def _is_endless_object(source: Source, made: ast.Call) -> bool:
    """Recognise `httpx.Timeout(None)` and the like, unless it says for each piece that is read how long to wait."""
    kind = TIMEOUT_OBJECTS.get(names(source).resolve(made.func) or "")
    if kind is None:
        return False
    whole, read = argument(source, made, kind.whole, kind.position), argument(source, made, kind.read)
    is_read_endless = read is not None and _is_none(source, read)
    if whole is None:
        return is_read_endless
    return (
        is_read_endless
        if kind.adds_nothing and read is not None
        else _is_none(source, whole) and (read is None or is_read_endless)
    )


def _joins_of_own_threads(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield the joins of objects whose class, in this file, is a thread or process."""
    thread_classes: dict[ast.ClassDef, str] = {}
    for definition in source.nodes(ast.ClassDef):
        lineage = (definition, *classes_above(source, definition)) if definition.bases else ()
        bases = (names(source).resolve(base) or "" for ancestor in lineage for base in ancestor.bases)
        if base := next((base for base in bases if base in THREAD_BASES), ""):
            thread_classes[definition] = base
    for call in calls_by_word(source).get("join", ()) if thread_classes else ():
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        made = _own_class(source, receiver) if receiver is not None else None
        if made in thread_classes and made is not None and method_of(source, made, "join") is None:
            yield call, f"{thread_classes[made]}.join"


def _own_class(source: Source, receiver: ast.expr) -> ast.ClassDef | None:
    """Return the class of this file that made an object, which may be an item of a list that a loop goes through."""
    if (made := class_of(source, receiver)) is not None:
        return made
    loops = (
        [source.parents.get(definition) for definition in definitions(source, receiver)]
        if isinstance(receiver, ast.Name)
        else []
    )
    items = [
        item for loop in loops if isinstance(loop, (ast.For, ast.comprehension)) for item in _items(source, loop.iter)
    ]
    classes = {class_of(source, item) for item in items}
    return classes.pop() if len(classes) == 1 else None


def _items(source: Source, container: ast.expr) -> Iterator[ast.expr]:
    """Yield what a list is written with, and what is appended to it."""
    values: list[ast.AST | None] = [container]
    if isinstance(container, ast.Name):
        values = [names(source).value(definition) for definition in definitions(source, container)]
    elif isinstance(container, ast.Attribute) and (holder := class_of(source, container.value)) is not None:
        values = [*attribute_values(source).get((holder, container.attr), ())]
    for value in values:
        if isinstance(value, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            yield value.elt
        elif isinstance(value, (ast.List, ast.Tuple, ast.Set)):
            yield from value.elts
    if isinstance(container, (ast.Name, ast.Attribute)):
        yield from appended_items(source).get(last_name(container), ())


def does_not_block(source: Source, call: ast.Call, keyword: str) -> bool:
    """Tell whether a call of a queue or lock says that it does not wait: `get(False)`, `get(block=False)`."""
    return constant(source, argument(source, call, keyword, 0)) is False


@counts_anywhere("setdefaulttimeout")
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
            if isinstance(call.func, ast.Attribute) and not (word == "mount" and _mounts_plain_adapter(source, call)):
                receivers.add(ast.unparse(call.func.value))
    # `session.request = partial(session.request, timeout=5)` replaces what all its other methods call.
    for statement in source.nodes(ast.Assign) if "timeout" in vocabulary(source) else ():
        target = statement.targets[0]
        if isinstance(target, ast.Attribute) and target.attr in {"request", "send"}:
            words = {keyword.arg for keyword in walk(statement.value) if isinstance(keyword, ast.keyword)}
            receivers |= {ast.unparse(target.value)} if "timeout" in words else set()
    return frozenset(receivers)


def _mounts_plain_adapter(source: Source, call: ast.Call) -> bool:
    """Recognise `session.mount("https://", HTTPAdapter(max_retries=3))`: the library's own adapter has no timeout."""
    adapter = call.args[1] if len(call.args) > 1 else None
    made = names(source).single_value(adapter) or adapter
    return isinstance(made, ast.Call) and names(source).resolve(made.func) in PLAIN_ADAPTERS


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
    makers = list(_makers_of(source, call))
    kinds = [{last_name(part) for part in (*maker.args, *(one.value for one in maker.keywords))} for maker in makers]
    return bool(kinds) and all(not words.isdisjoint({"AF_UNIX", "SOCK_DGRAM"}) for words in kinds)


def _makers_of(source: Source, call: ast.Call) -> Iterator[ast.Call]:
    """Yield the calls that made the object whose method is called."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    values: list[ast.AST | None] = []
    if isinstance(receiver, ast.Name):
        values += [names(source).value(definition) for definition in definitions(source, receiver)]
    elif isinstance(receiver, ast.Attribute):
        word = ast.unparse(receiver)
        written = [assignment for assignment in source.nodes(ast.Assign) if ast.unparse(assignment.targets[0]) == word]
        # What the same block has put there before the call is there.
        before = [statement for statement in preceding(source, source.statement(call)) if statement in written]
        values += [assignment.value for assignment in before[-1:] or written if isinstance(assignment, ast.Assign)]
    yield from (value for value in values if isinstance(value, ast.Call))


_ENDLESS = {target: wait for target, wait in WAITS.items() if not wait.limited and wait.kind == "network"}
_ENDLESS_METHODS = frozenset(target.rpartition(".")[2] for target in _ENDLESS)
_CLIENTS = frozenset(target.rpartition(".")[0] for target in _ENDLESS)
_CLIENT_PACKAGES = frozenset(package for package, targets in PACKAGES.items() if not targets.isdisjoint(_ENDLESS))
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
    is_likely = source.parsed.facts or not _CLIENT_PACKAGES.isdisjoint(imported_packages(source))
    for statement in source.tree.body if is_likely else ():
        if isinstance(statement, FUNCTIONS):
            values = [node.value for node in exits(source).get(statement, ()) if isinstance(node, ast.Return)]
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
