"""Clients that one file makes and another asks, such as a session of `requests`, without saying how long to wait."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rulekit.analysis.flow.calls import argument, calls_by_word, has_unknown_arguments
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.cross_references import Neighbours, Offer
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.waiting import WAITS
from rulekit.model.finding import Span

_ENDLESS = {target: wait for target, wait in WAITS.items() if not wait.limited and wait.kind == "network"}
_METHODS = frozenset(target.rpartition(".")[2] for target in _ENDLESS)
_CLIENTS = frozenset(target.rpartition(".")[0] for target in _ENDLESS)
_TIMED = ("timeout", "mount")


@dataclass(frozen=True)
class Clients:
    """The names at the top of a file that are clients or functions that give one, with the class; and its imports."""

    own: Mapping[str, str]
    imports: Mapping[str, str]


@dataclass(frozen=True)
class Request:
    """A call of a method of what another file made, by the qualified name of that."""

    maker: str
    method: str
    span: Span


@question
def clients(source: Source) -> Clients:
    """Which clients without a timeout does a file have for others?"""
    imported = {imported_name.name: imported_name.target for imported_name in names(source).imports.values()}
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
    return Clients(own, imported)


@question
def requests_without_timeout(source: Source) -> tuple[Request, ...]:
    """Where does a file ask what it imported, without saying how long to wait?"""
    by_word = calls_by_word(source)
    calls = [(word, call) for word in sorted(_METHODS & by_word.keys()) for call in by_word[word]]
    made_elsewhere = [(word, call, maker) for word, call in calls if (maker := _maker(source, call))]
    return tuple(
        Request(maker, word, source.span(call))
        for word, call, maker in made_elsewhere
        if argument(source, call, "timeout") is None and not has_unknown_arguments(source, call)
    )


def endless_requests(project: Project) -> Iterator[tuple[Member, Request, str]]:
    """Yield the calls that may wait for ever on a client of another file, each with what it calls."""
    together = Neighbours(
        Offer(member, module_clients.own, module_clients.imports)
        for member, module_clients in project.collected(clients)
    )
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
