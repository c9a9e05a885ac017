"""Texts with edits: a module as a whole, a notebook cell by cell."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from rulekit.analysis.notebooks.cell_parsing import notebook_sources
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.analysis.syntax.source import parse
from rulekit.engine.fixing import apply_edits
from rulekit.model.finding import Edit
from rulekit.notebook.document import Notebook

_LAST_LINE_END = re.compile(r"(\r\n|\r|\n)\Z")

BrokenWith = Callable[[list[Edit]], int]


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


def broken_text(text: str) -> BrokenWith:
    """Count the places where a module with some edits does not parse."""
    return lambda edits: len(parse(rewrite_text(text, edits)).broken)


def broken_notebook(notebook: Notebook) -> BrokenWith:
    """Count the places where a notebook with some edits, and the files that it writes, do not parse."""

    def broken(edits: list[Edit]) -> int:
        texts = rewritten_cells(notebook, edits)
        cells = tuple(replace(cell, text=texts.get(at, cell.text)) for at, cell in enumerate(notebook.cells))
        return sum(len(source.broken) for source in notebook_sources(replace(notebook, cells=cells)))

    return broken
