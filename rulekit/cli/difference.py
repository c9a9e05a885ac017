"""Showing what a fix would change."""

import difflib
from typing import TextIO

from rulekit.cli.screen import write_lines
from rulekit.engine.files import NOTEBOOKS, Document
from rulekit.notebook.document import read_notebook
from rulekit.report.styled import Line, line, visible

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def show_difference(document: Document, after: str, stream: TextIO) -> int:
    """Write a unified diff, of a notebook cell by cell; give 1 where there is a difference, else 0."""
    if after == document.text:
        return 0
    if document.path.endswith(NOTEBOOKS):
        old, new = read_notebook(document.text, document.path), read_notebook(after, document.path)
        pairs = [
            (f"{document.path}:cell_{before.cell.number}", before.text, then.text)
            for before, then in zip(old.cells, new.cells, strict=True)
        ]
    else:
        pairs = [(document.path, document.text, after)]
    for name, before, then in pairs:
        write_lines(_unified(name, before, then), stream)
    return 1


def _unified(name: str, before: str, after: str) -> list[Line]:
    rows = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="")
    return [line((visible(row), _STYLES.get(row[:1], ""))) for row in rows]
