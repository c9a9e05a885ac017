"""Tests that begin alike: the same first statements, apart from the literals in them."""

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rulekit.analysis.syntax.index import Function, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import tests

SHORTEST = 3
CALLS = 2
_Outline = tuple[type, type, str, str]
_SIMPLE = frozenset({ast.Assign, ast.AnnAssign, ast.Expr})


@dataclass(frozen=True)
class Prologue:
    """The tests that begin alike, and the number of statements that they share."""

    tests: tuple[Function, ...]
    length: int


@question
def shared_prologues(source: Source) -> tuple[Prologue, ...]:
    """Which tests begin with the same statements, at least three of them?"""
    alike: dict[tuple[str, ...], list[Function]] = defaultdict(list)
    for test in (test for some in _by_outline(source).values() if len(some) > 1 for test in some):
        if key := _key(test):
            alike[key].append(test)
    groups = [tuple(group) for group in alike.values() if len(group) > 1]
    return tuple(Prologue(group, _shared_length(group)) for group in groups)


def _by_outline(source: Source) -> Mapping[tuple[_Outline, ...], Sequence[Function]]:
    """Sort tests by a cheap outline of their first statements."""
    found: dict[tuple[_Outline, ...], list[Function]] = defaultdict(list)
    beginnings: dict[_Outline, list[tuple[Function, list[ast.stmt]]]] = defaultdict(list)
    for test in tests(source):
        body = _body(test) if len(test.body) > SHORTEST else []
        if len(body) > SHORTEST and _SIMPLE.issuperset([one.__class__ for one in body[:SHORTEST]]):
            beginnings[_outline(body[0])].append((test, body))
    for some in beginnings.values():
        for test, body in some if len(some) > 1 else ():
            found[tuple(_outline(one) for one in body[:SHORTEST])].append(test)
    return found


def _outline(statement: ast.stmt) -> _Outline:
    value = getattr(statement, "value", None)
    target = getattr(statement, "targets", [None])[0]
    return statement.__class__, value.__class__, getattr(target, "id", ""), called_name(value)


def _key(test: Function) -> tuple[str, ...]:
    """Give the first statements without their literals; nothing if they hardly do anything."""
    first = _body(test)[:SHORTEST]
    calls = [one for one in first if any(isinstance(node, ast.Call) for node in walk(one))]
    if len(calls) < CALLS or any(_asserts(one) for one in first):
        return ()
    return tuple(_without_literals(one) for one in first)


def _asserts(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    call = call.value if isinstance(call, ast.Await) else call
    function = call.func if isinstance(call, ast.Call) else None
    return "assert" in (last_name(function)).lower()


def _shared_length(group: Sequence[Function]) -> int:
    bodies = [_body(test) for test in group]
    length = SHORTEST
    while length < min(map(len, bodies)) - 1:
        if len({_without_literals(body[length]) for body in bodies}) > 1:
            break
        length += 1
    return length


def _without_literals(statement: ast.stmt) -> str:
    """Write a statement with a dot in place of each literal."""
    parts: list[str] = []
    waiting: list[object] = [statement]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Constant):
            parts.append("." if isinstance(one.value, (str, int, float, bytes)) else repr(one.value))
        elif isinstance(one, ast.AST):
            parts.append(type(one).__name__)
            waiting += [getattr(one, field, None) for field in one._fields if field not in {"ctx", "type_comment"}]
        elif isinstance(one, list):
            parts.append(str(len(one)))
            waiting += one
        else:
            parts.append(str(one))
    return " ".join(parts)


def _body(test: Function) -> list[ast.stmt]:
    first = test.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return test.body[1:] if has_docstring else test.body
