"""Where a long function could be cut: a run of statements that needs little and gives little back."""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import groupby, takewhile

from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.docstrings import is_text
from rulekit.analysis.syntax.index import FUNCTIONS, Function, Scope, parameters
from rulekit.analysis.syntax.line_counts import code_between, written_totals
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.late import dataclass

# A new function of fewer lines, or one that takes or returns more, reads no better than the lines it replaces.
SHORTEST = 6
MOST_PARAMETERS = 4
MOST_RETURNED = 2
# What is left shall be a function too: of one that gives away more, only a shell would remain.
LARGEST_SHARE = 0.75
# Bounds of the search, for functions of thousands of lines: statements of a block, and runs that are looked at closely.
MOST_STATEMENTS = 40
MOST_RUNS = 8

_JUMPS = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.Break, ast.Continue)
_NOT_MOVABLE = (*FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass)

_Run = tuple[int, ast.stmt, ast.stmt]


@dataclass(frozen=True)
class Extraction:
    """A run of statements that could become a function: its lines, what it needs and what it gives back."""

    first: ast.stmt
    last: ast.stmt
    parameters: tuple[str, ...]
    returned: tuple[str, ...]
    lines: int


def propose_extraction(source: Source, function: Function, limit: int) -> Extraction | None:
    """Propose the longest run of statements that could become a function of its own."""
    most = min(limit, int(code_between(source, function.body[0].lineno, _end(function)) * LARGEST_SHARE))
    runs = [run for block in _long_blocks(function, limit) for run in _runs(source, block, most)]
    longest = nlargest(MOST_RUNS, runs, key=lambda run: run[0])
    uses = _Uses(source, function) if longest else None
    return next((extraction for run in longest if uses and (extraction := uses.judge(run))), None)


class _Uses:
    """The uses of a function's local names in the order of their lines."""

    def __init__(self, source: Source, function: Function) -> None:
        self._source = source
        written = dict.fromkeys((parameter.arg for parameter in parameters(function.args)), function.lineno)
        scopes = local_scopes(source)[function]
        known = names(source)
        own = [
            name
            for scope in scopes
            for name in scope.names
            # A comprehension or a function within it may have a name of its own.
            if scope.node is function or getattr(known.binding_scope(name.id, scope), "node", None) is function
        ]
        own.sort(key=lambda name: name.lineno)
        for name in own:
            if name.ctx.__class__ is not ast.Load and name.id not in written:
                written[name.id] = name.lineno
        self._first_written = written
        self._names = [name for name in own if name.id in written]
        self._lines = [name.lineno for name in self._names]

    def judge(self, run: _Run) -> Extraction | None:
        """Tell what a run needs and gives back, and give it up where that is too much."""
        lines, begin, end = run
        start = bisect_left(self._lines, begin.lineno)
        stop = bisect_left(self._lines, _end(end) + 1)
        inside, first_written = self._names[start:stop], self._first_written
        parameters_needed = {
            name.id for name in inside if first_written[name.id] < begin.lineno
        } - self._names_set_first(inside)
        if len(parameters_needed) > MOST_PARAMETERS:
            return None
        written = {name.id for name in inside if name.ctx.__class__ is not ast.Load}
        around = self._source.ancestors(begin)
        loops = [
            node for node in takewhile(lambda node: not isinstance(node, FUNCTIONS), around) if isinstance(node, LOOPS)
        ]
        # A loop comes back to what stands before.
        before = self._names[:start] if loops else []
        others = (*before, *self._names[stop:])
        returned = {name.id for name in others if name.id in written and name.ctx.__class__ is ast.Load}
        if len(returned) > MOST_RETURNED:
            return None
        return Extraction(begin, end, tuple(sorted(parameters_needed)), tuple(sorted(returned)), lines)

    def _names_set_first(self, inside: Sequence[ast.Name]) -> set[str]:
        """Return the names that a run sets on a line before any on which it reads them."""
        first: dict[str, int] = {}
        names_set: set[str] = set()
        for name in inside:
            is_read = name.ctx.__class__ is ast.Load or isinstance(self._source.parents[name], ast.AugAssign)
            if name.id not in first:
                first[name.id] = name.lineno
                names_set.add(name.id)
            if is_read and name.lineno == first[name.id]:
                names_set.discard(name.id)
        return names_set


@question
def local_scopes(source: Source) -> Mapping[ast.AST, Sequence[Scope]]:
    """Which scopes stand within each function, its own first?"""
    scopes_within: dict[ast.AST, list[Scope]] = {}
    for scope in source.index.scopes:
        outer: Scope | None = scope if scope.names else None
        while outer is not None:
            if isinstance(outer.node, FUNCTIONS):
                scopes_within.setdefault(outer.node, []).append(scope)
            outer = outer.outer
    return scopes_within


def _long_blocks(function: Function, limit: int) -> Iterator[list[ast.stmt]]:
    """Yield the body, and the bodies in it that are too long themselves."""
    body = function.body
    while body:
        yield body
        longest = max(body, key=lambda statement: _end(statement) - statement.lineno)
        inner = getattr(longest, "body", []) if not isinstance(longest, _NOT_MOVABLE) else []
        body = inner if isinstance(inner, list) and _end(longest) - longest.lineno > limit else []


def _runs(source: Source, block: list[ast.stmt], most: int) -> Iterator[_Run]:
    """Yield the longest run from each statement on that stays within bounds and leaves the function nowhere."""
    totals, jumps = written_totals(source), jump_lines(source)
    for stays, group in groupby(block[:MOST_STATEMENTS], key=lambda statement: _is_movable(jumps, statement)):
        statements = list(group) if stays else []
        ends = [totals[_end(statement)] for statement in statements]
        stop = 0
        for start, first in enumerate(statements):
            before, last = totals[first.lineno - 1], stop
            while stop < len(ends) and ends[stop] - before <= most:
                stop += 1
            if stop > max(start + 1, last) and ends[stop - 1] - before >= SHORTEST:
                yield ends[stop - 1] - before, first, statements[stop - 1]


def _is_movable(jumps: list[int], statement: ast.stmt) -> bool:
    """Tell whether a statement can move: it neither returns, waits nor jumps, and defines nothing."""
    if is_text(statement) or isinstance(statement, _NOT_MOVABLE):
        return False
    at = bisect_left(jumps, statement.lineno)
    return at == len(jumps) or jumps[at] > _end(statement)


@question
def jump_lines(source: Source) -> list[int]:
    """On which lines does code return, wait or jump?"""
    nodes: Sequence[ast.AST] = source.nodes(*_JUMPS)
    return sorted(getattr(node, "lineno", 0) for node in nodes)


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno
