"""Showing what a fix would change."""

import difflib
from collections.abc import Iterator
from typing import TextIO

from rulekit.analysis.syntax.lines import split_lines
from rulekit.cli.screen import write_lines
from rulekit.engine.files import Document
from rulekit.notebook.document import read_notebook
from rulekit.report.styled import Line, line, visible

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def show_difference(document: Document, after: str, stream: TextIO) -> int:
    """Write a unified diff, of a notebook cell by cell; give 1 where there is a difference, else 0."""
    if after == document.text:
        return 0
    if document.is_notebook:
        old, new = read_notebook(document.text, document.path), read_notebook(after, document.path)
        pairs = [
            (f"{document.path}:cell_{before.cell.number}", _ended(before.text), _ended(then.text))
            for before, then in zip(old.cells, new.cells, strict=True)
        ]
    else:
        pairs = [(document.path, document.text, after)]
    for name, before, then in pairs:
        write_lines(_unified(name, before, then), stream)
    return 1


def _ended(cell: str) -> str:
    """End the last line of a cell, which in notebooks has no line break."""
    return cell if cell.endswith("\n") else cell + "\n"


def _unified(name: str, before: str, after: str) -> list[Line]:
    rows = difflib.unified_diff(split_lines(before), split_lines(after), visible(name), visible(name))
    return [line((text, _STYLES.get(row[:1], ""))) for row in rows for text in _shown(row)]


def _shown(row: str) -> Iterator[str]:
    """Show a row of a diff so that it can be applied: tabs stay, and a last line without an end is said to be one."""
    text = row.rstrip("\r\n")
    yield "\t".join(map(visible, text.split("\t")))
    if text == row:
        yield "\\ No newline at end of file"
