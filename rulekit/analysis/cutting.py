"""Where a long function could be cut: a run of statements that needs little and gives little back."""

import ast
import builtins
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rulekit.analysis.codelines import code_between
from rulekit.analysis.index import FUNCTIONS, Function, Scope, parameters
from rulekit.analysis.source import Source

SHORTEST = 6
MOST_TAKEN = 4
MOST_GIVEN = 2
MOST_STATEMENTS = 40
LARGEST_SHARE = 0.75

_LANGUAGE = frozenset(dir(builtins))
_LEAPS = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal)
_JUMPS = (ast.Break, ast.Continue)


@dataclass(frozen=True)
class Cut:
    """A run of statements that could become a function: its lines, what it needs and what it gives back."""

    first: ast.stmt
    last: ast.stmt
    taken: tuple[str, ...]
    given: tuple[str, ...]
    lines: int


@dataclass(frozen=True)
class _Use:
    """A local name at a line."""

    line: int
    name: str
    written: bool


def cut_of(source: Source, function: Function, limit: int) -> Cut | None:
    """Propose the longest run of statements that could become a function of its own."""
    uses = sorted(_uses(source, function), key=lambda use: use.line)
    if not uses:
        return None
    most = min(limit, int(code_between(source, function.body[0].lineno, _end(function)) * LARGEST_SHARE))
    runs = (run for block in _blocks(source, function, limit) for run in _runs(source, block, most))
    for run in sorted(runs, key=lambda run: -code_between(source, run[0].lineno, _end(run[-1]))):
        cut = _judged(source, run, uses)
        if cut is not None:
            return cut
    return None


def local_scopes(source: Source) -> Mapping[ast.AST, Sequence[Scope]]:
    """Question: which scopes stand within each function, its own first?"""
    found: dict[ast.AST, list[Scope]] = {}
    for scope in source.index.scopes:
        outer: Scope | None = scope
        while outer is not None:
            if isinstance(outer.node, FUNCTIONS):
                found.setdefault(outer.node, []).append(scope)
            outer = outer.outer
    return found


def _uses(source: Source, function: Function) -> Iterator[_Use]:
    """Give the uses of the function's local names, its parameters written on the line of the signature."""
    scopes = source.ask(local_scopes).get(function, ())
    names = [name for scope in scopes for name in scope.names]
    own = {parameter.arg for parameter in parameters(function.args)}
    yield from (_Use(function.lineno, name, written=True) for name in sorted(own))
    own |= {name.id for name in names if name.ctx.__class__ is not ast.Load}
    for name in names:
        if name.id in own and name.id not in _LANGUAGE:
            yield _Use(name.lineno, name.id, name.ctx.__class__ is not ast.Load)


def _blocks(source: Source, function: Function, limit: int) -> Iterator[list[ast.stmt]]:
    """Give the body, and the bodies in it that are too long themselves."""
    body = function.body
    while body:
        yield body
        longest = max(body, key=lambda statement: _end(statement) - statement.lineno)
        inner = getattr(longest, "body", []) if not isinstance(longest, (*FUNCTIONS, ast.ClassDef)) else []
        long = bool(inner) and code_between(source, longest.lineno, _end(longest)) > limit
        body = inner if long and isinstance(inner, list) else []


def _runs(source: Source, block: list[ast.stmt], most: int) -> Iterator[list[ast.stmt]]:
    """Give the runs of statements of a fitting length between the statements that leave the function."""
    in_block = block[:MOST_STATEMENTS]
    for leaves, group in groupby(in_block, key=lambda statement: _leaves(source, statement)):
        statements = list(group)
        for start in range(len(statements)) if not leaves else ():
            for stop in range(start + 2, len(statements) + 1):
                lines = code_between(source, statements[start].lineno, _end(statements[stop - 1]))
                if lines > most:
                    break
                if lines >= SHORTEST:
                    yield statements[start:stop]


def _leaves(source: Source, statement: ast.stmt) -> bool:
    """Tell whether a statement returns, waits or jumps, so that it cannot move."""
    lines = source.ask(leap_lines)
    at = bisect_left(lines, statement.lineno)
    return isinstance(statement, (*FUNCTIONS, ast.ClassDef)) or (at < len(lines) and lines[at] <= _end(statement))


def leap_lines(source: Source) -> list[int]:
    """Question: on which lines does code return, wait or jump?"""
    nodes: Iterator[ast.AST] = source.nodes(*_LEAPS, *_JUMPS)
    return sorted(getattr(node, "lineno", 0) for node in nodes)


def _judged(source: Source, run: list[ast.stmt], uses: Sequence[_Use]) -> Cut | None:
    """Tell what a run needs and gives back, and give it up where that is too much."""
    first, last = run[0].lineno, _end(run[-1])
    before = {use.name for use in uses if use.line < first and use.written}
    inside = [use for use in uses if first <= use.line <= last]
    taken = sorted({use.name for use in inside if use.name in before})
    wanted = {use.name for use in uses if not use.written and not first <= use.line <= last}
    given = sorted({use.name for use in inside if use.written and use.name in wanted})
    if len(taken) > MOST_TAKEN or len(given) > MOST_GIVEN:
        return None
    return Cut(run[0], run[-1], tuple(taken), tuple(given), code_between(source, first, last))


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno
