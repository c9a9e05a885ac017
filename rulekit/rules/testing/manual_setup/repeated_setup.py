"""Tests that begin alike: the same first statements, apart from the literals in them."""

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from rulekit.analysis.names.functions import full_name
from rulekit.analysis.syntax.index import Function, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import tests
from rulekit.model.late import dataclass

# Two first lines alike are said faster than a fixture; three that only bind numbers set nothing up.
SHORTEST = 3
FEWEST_CALLS = 2
_Outline = tuple[type, type, str, str]
_SIMPLE = frozenset({ast.Assign, ast.AnnAssign, ast.Expr})


@dataclass(frozen=True)
class Prologue:
    """The tests that begin alike, by their names, and the number of statements that they share."""

    tests: tuple[Function, ...]
    length: int


@question
def shared_prologues(source: Source) -> tuple[Prologue, ...]:
    """Which tests begin with the same statements, at least three of them?"""
    alike: dict[tuple[str, ...], list[Function]] = defaultdict(list)
    for test in (test for similar in _by_outline(source).values() if len(similar) > 1 for test in similar):
        if key := _key(test):
            alike[key].append(test)
    groups = [tuple(sorted(group, key=partial(full_name, source))) for group in alike.values() if len(group) > 1]
    return tuple(Prologue(group, _shared_length(group)) for group in groups)


def _by_outline(source: Source) -> Mapping[tuple[_Outline, ...], Sequence[Function]]:
    """Sort tests by a cheap outline of their first statements."""
    by_outline: dict[tuple[_Outline, ...], list[Function]] = defaultdict(list)
    beginnings: dict[_Outline, list[tuple[Function, list[ast.stmt]]]] = defaultdict(list)
    for test in tests(source):
        body = _body(test) if len(test.body) > SHORTEST else []
        if len(body) > SHORTEST and _SIMPLE.issuperset([statement.__class__ for statement in body[:SHORTEST]]):
            beginnings[_outline(body[0])].append((test, body))
    for alike in beginnings.values():
        for test, body in alike if len(alike) > 1 else ():
            by_outline[tuple(_outline(statement) for statement in body[:SHORTEST])].append(test)
    return by_outline


def _outline(statement: ast.stmt) -> _Outline:
    value = getattr(statement, "value", None)
    target = getattr(statement, "targets", [None])[0]
    return statement.__class__, value.__class__, getattr(target, "id", ""), called_name(value)


def _key(test: Function) -> tuple[str, ...]:
    """Give the first statements without their literals; nothing if they hardly do anything."""
    first = _body(test)[:SHORTEST]
    calls = [statement for statement in first if any(isinstance(node, ast.Call) for node in walk(statement))]
    if len(calls) < FEWEST_CALLS or any(_asserts(statement) for statement in first):
        return ()
    return tuple(_without_literals(statement) for statement in first)


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
        part = waiting.pop()
        if isinstance(part, ast.Constant):
            parts.append("." if isinstance(part.value, (str, int, float, bytes)) else repr(part.value))
        elif isinstance(part, ast.AST):
            parts.append(type(part).__name__)
            waiting += [getattr(part, field, None) for field in part._fields if field not in {"ctx", "type_comment"}]
        elif isinstance(part, list):
            parts.append(str(len(part)))
            waiting += part
        else:
            parts.append(str(part))
    return " ".join(parts)


def _body(test: Function) -> list[ast.stmt]:
    first = test.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return test.body[1:] if has_docstring else test.body
