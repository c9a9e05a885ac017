"""Texts with edits: a module as a whole, a notebook cell by cell."""

import ast
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from rulekit.analysis.notebooks.cell_parsing import notebook_sources
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.analysis.syntax.source import Source, parse
from rulekit.engine.fixing import apply_edits
from rulekit.model.finding import Edit
from rulekit.notebook.document import Notebook, NotebookCell
from rulekit.notebook.grammar import parses

_LAST_LINE_END = re.compile(r"(\r\n|\r|\n)\Z")

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
    statements = source.tree.body
    borders = [one.end_lineno or 0 for one, other in pairwise(statements) if _first_line(other) > (one.end_lineno or 0)]

    def breaks(edits: list[Edit]) -> bool:
        touched = _stretches(edits, [0, *borders, len(source.lines)])
        return any(not parses(_rewritten_lines(source, *stretch)) for stretch in touched)

    return breaks


def _first_line(statement: ast.stmt) -> int:
    """Give the first line of a statement, of its decorators too."""
    return min((one.lineno for one in getattr(statement, "decorator_list", ())), default=statement.lineno)


def _stretches(edits: Iterable[Edit], borders: Sequence[int]) -> Iterator[tuple[int, int, list[Edit]]]:
    """Give the lines between two borders that are touched, and by which edits; the lines behind a border come next."""
    first, last, together = 0, 0, list[Edit]()
    for edit in sorted(edits, key=lambda one: one.span):
        begin = borders[min(bisect_left(borders, edit.span.line), len(borders) - 1) - 1]
        end = borders[min(bisect_left(borders, edit.span.end_line), len(borders) - 1)]
        if together and begin >= last:
            yield first, last, together
            together = []
        first, last = (first, max(last, end)) if together else (begin, end)
        together.append(edit)
    if together:
        yield first, last, together


def _rewritten_lines(source: Source, first: int, last: int, edits: list[Edit]) -> str:
    text = apply_edits(source.text, source.starts, edits)
    return text[source.starts[first] : source.starts[last] + len(text) - len(source.text)]


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
