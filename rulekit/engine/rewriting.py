"""Texts with edits: a module as a whole, a notebook cell by cell."""

import ast
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from rulekit.analysis.notebooks.cell_parsing import notebook_sources
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.analysis.syntax.source import Source, parse
from rulekit.engine.fixing import apply_edits
from rulekit.model.finding import Edit
from rulekit.model.late import regex
from rulekit.notebook.document import Notebook, NotebookCell
from rulekit.notebook.grammar import parses

_LAST_LINE_END = regex(r"(\r\n|\r|\n)\Z")

_DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
_ENDS = ("\n", "\r")

Breaks = Callable[[list[Edit]], bool]


def rewrite_text(text: str, edits: list[Edit]) -> str:
    """Apply edits to the text of a module."""
    return apply_edits(text, line_starts(split_lines(text)), edits)


def rewrite_cell(text: str, edits: list[Edit]) -> str:
    """Apply edits to a cell; the last line of a cell ends without a line break, before and after."""
    after = rewrite_text(text, edits)
    return after if text.endswith(("\n", "\r")) else _LAST_LINE_END.sub("", after)


def rewritten_cells(notebook: Notebook, edits: Iterable[Edit]) -> Mapping[int, str]:
    """Apply edits to the cells of a notebook, and give those that change by their positions."""
    by_cell: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.span.cell is not None:
            by_cell[edit.span.cell.position].append(edit)
    return {at: rewrite_cell(notebook.cells[at].text, own) for at, own in by_cell.items()}


def breaks_module(source: Source) -> Breaks:
    """Tell whether edits break a module.

    Where it parses, so does each of its statements by itself: only those that are touched are parsed again.
    """
    if source.broken:
        return lambda edits: len(parse(rewrite_text(source.text, edits)).broken) > len(source.broken)
    borders = [0, *_borders(source.tree.body), len(source.lines)]

    def breaks(edits: list[Edit]) -> bool:
        touched = (part for whole in _stretches(edits, borders) for part in _within(source, whole, source.tree.body))
        return any(not parses(_rewritten(source, part)) for part in touched)

    return breaks


class _Stretch(NamedTuple):
    """Lines from behind one border to another and what edits them; its statements stand behind an `indent`.

    A `body` is the indent of what follows where the lines are the head of a function or class.
    """

    begin: int
    end: int
    edits: list[Edit]
    indent: str = ""
    body: str = ""


def _borders(body: Sequence[ast.stmt]) -> Iterator[int]:
    """Give the last line of each statement that shares it with no other."""
    return (one.end_lineno or 0 for one, other in pairwise(body) if _first_line(other) > (one.end_lineno or 0))


def _first_line(statement: ast.stmt) -> int:
    """Give the first line of a statement, of its decorators too."""
    return min((one.lineno for one in getattr(statement, "decorator_list", ())), default=statement.lineno)


def _stretches(edits: Iterable[Edit], borders: Sequence[int], indent: str = "") -> Iterator[_Stretch]:
    """Give the lines between borders that are touched; what stands between two statements belongs to the second."""
    begin, end, together = 0, 0, list[Edit]()
    last = len(borders) - 1
    for edit in sorted(edits, key=lambda one: one.span):
        above = borders[min(bisect_left(borders, edit.span.line), last) - 1]
        if together and above >= end:
            yield _Stretch(begin, end, together, indent)
            together = []
        begin = begin if together else above
        end = max(end, borders[min(bisect_left(borders, edit.span.end_line), last)])
        together.append(edit)
    if together:
        yield _Stretch(begin, end, together, indent)


def _within(source: Source, whole: _Stretch, statements: Iterable[ast.stmt]) -> Iterator[_Stretch]:
    """Give what is touched of a function or class, if nothing else is: its head, and statements of its body.

    A body that is touched as a whole may have nothing left.
    """
    around = next((one for one in statements if one.end_lineno == whole.end and isinstance(one, _DEFINITIONS)), None)
    head = _first_line(around.body[0]) - 1 if around else 0
    above = [edit for edit in whole.edits if edit.span.end_line <= head]
    below = [edit for edit in whole.edits if edit.span.line > head]
    if around is None or head < around.lineno or len(above) + len(below) < len(whole.edits):
        yield whole
        return
    first = around.body[0]
    indent = source.lines[first.lineno - 1][: first.col_offset]
    parts = [*_stretches(below, [head, *_borders(around.body), whole.end], indent)]
    if sum(part.end - part.begin for part in parts) == whole.end - head:
        yield whole
        return
    if above:
        yield _Stretch(whole.begin, head, above, whole.indent, indent)
    for part in parts:
        yield from _within(source, part, around.body)


def _rewritten(source: Source, stretch: _Stretch) -> str:
    """Write lines anew, as code that Python takes by itself: what is indented stands between others of its block."""
    begin, end = source.starts[stretch.begin], source.starts[stretch.end]
    lines = apply_edits(source.text, source.starts, stretch.edits, begin, end)
    lines += f"{'' if lines.endswith(_ENDS) else _ENDS[0]}{stretch.body}pass" if stretch.body else ""
    if not stretch.indent:
        return lines
    line_end = "" if lines.endswith(_ENDS) else _ENDS[0]
    return f"class _:\n{stretch.indent}pass\n{lines}{line_end}{stretch.indent}pass\n"


def breaks_notebook(notebook: Notebook) -> Breaks:
    """Tell whether edits break cells of a notebook, each of which is parsed by itself, or the files that they write."""

    def breaks(edits: list[Edit]) -> bool:
        texts = rewritten_cells(notebook, edits)
        before = [cell for at, cell in enumerate(notebook.cells) if at in texts]
        after = [replace(cell, text=texts[at]) for at, cell in enumerate(notebook.cells) if at in texts]
        return _broken_places(notebook, after) > _broken_places(notebook, before)

    return breaks


def _broken_places(notebook: Notebook, cells: Iterable[NotebookCell]) -> int:
    return sum(len(source.broken) for source in notebook_sources(replace(notebook, cells=tuple(cells))))
