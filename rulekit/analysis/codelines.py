"""Lines that carry code: neither blank, nor a comment, nor a string that stands alone like a docstring."""

import ast
from dataclasses import dataclass
from itertools import accumulate

from rulekit.analysis.comments import comments
from rulekit.analysis.index import Function
from rulekit.analysis.source import Source


@dataclass(frozen=True)
class Length:
    """How long a body is: the lines that carry code, and all of them."""

    code: int
    physical: int


def code_totals(source: Source) -> list[int]:
    """Question: how many lines carry code up to the end of each line? The first entry stands for no lines at all."""
    remarks = _remark_lines(source)
    texts = _text_lines(source)
    carries = (bool(line.strip()) and n not in remarks and n not in texts for n, line in enumerate(source.lines, 1))
    return list(accumulate(carries, initial=0))


def physical_length(function: Function) -> int:
    """Count all lines of a body."""
    return (function.end_lineno or function.lineno) - function.body[0].lineno + 1


def length(source: Source, function: Function) -> Length:
    """Measure the body of a function; its signature and decorators do not count."""
    totals = source.ask(code_totals)
    first, last = function.body[0].lineno, function.end_lineno or function.lineno
    return Length(totals[last] - totals[first - 1], last - first + 1)


def code_between(source: Source, first: int, last: int) -> int:
    """Count the lines with code from one line to another, both included."""
    totals = source.ask(code_totals)
    return totals[last] - totals[first - 1]


def _remark_lines(source: Source) -> frozenset[int]:
    """Tell which lines hold nothing but a comment; within a string a `#` begins none."""
    marked = [number for number, line in enumerate(source.lines, 1) if line.lstrip()[:1] == "#"]
    if not marked:
        return frozenset()
    if not _spans_lines(source, set(marked)):
        return frozenset(marked)
    return frozenset(marked) & source.ask(comments).keys()


def _spans_lines(source: Source, lines: set[int]) -> bool:
    """Tell whether a string of several lines covers one of these."""
    if '"""' not in source.text and "'''" not in source.text and "\\" not in source.text:
        return False
    for text in source.nodes(ast.Constant, ast.JoinedStr):
        end = text.end_lineno or text.lineno
        if end != text.lineno and not lines.isdisjoint(range(text.lineno, end + 1)):
            return True
    return False


def _text_lines(source: Source) -> frozenset[int]:
    """Tell which lines belong to strings that stand alone."""
    found: set[int] = set()
    for statement in source.nodes(ast.Expr):
        value = statement.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.update(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return frozenset(found)
