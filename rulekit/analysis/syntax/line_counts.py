"""Lines that carry code: neither blank, nor a comment, nor a string that stands alone like a docstring."""

import ast
from bisect import bisect_left
from itertools import accumulate

from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.late import dataclass


@dataclass(frozen=True)
class Length:
    """How long a body is: the lines that carry code, and all of them."""

    code: int
    physical: int


@question
def written_totals(source: Source) -> list[int]:
    """How many lines hold more than a comment, up to the end of each? The first entry stands for none."""
    return list(accumulate([line != "" and line[0] != "#" for line in map(str.strip, source.lines)], initial=0))


def most_code(source: Source, function: Function) -> int:
    """Count the lines of a body that may carry code: all but blank ones, comments and its own docstring."""
    totals, first = written_totals(source), function.body[0]
    start = first.lineno - 1
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(function.body) > 1:
        start = first.end_lineno or first.lineno
    return totals[function.end_lineno or start] - totals[start]


def length(source: Source, function: Function) -> Length:
    """Measure the body of a function; its signature and decorators do not count."""
    first, last = function.body[0].lineno, function.end_lineno or function.lineno
    return Length(code_between(source, first, last), last - first + 1)


def code_between(source: Source, first: int, last: int) -> int:
    """Count the lines with code from one line to another, both included."""
    totals, texts = written_totals(source), text_lines(source)
    return totals[last] - totals[first - 1] - (bisect_left(texts, last + 1) - bisect_left(texts, first))


@question
def text_lines(source: Source) -> list[int]:
    """Which written lines belong to strings that stand alone?"""
    totals = written_totals(source)
    lines: set[int] = set()
    for statement in source.nodes(ast.Expr):
        value = statement.value
        if value.__class__ is ast.Constant and isinstance(value.value, str):
            lines.update(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return sorted(line for line in lines if totals[line] != totals[line - 1])
