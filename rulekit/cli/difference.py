"""Showing what a fix would change.

The rows hide secrets, wherever they go: most of what is not a terminal is a log that others read. Where they hide
one, no tool can apply them, and a note says so; all other differences can be applied.
"""

import difflib
import sys
from collections.abc import Iterator
from typing import TextIO

from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.syntax.lines import split_lines
from rulekit.cli.screen import in_log, write_lines, write_texts
from rulekit.engine.check_document import subjects_in
from rulekit.engine.excerpts import secrets_of
from rulekit.engine.files import Document
from rulekit.notebook.document import read_notebook
from rulekit.report.styled import line, visible

HIDDEN = "the diff hides secrets, so that it cannot be applied: use --fix"
SPELLED = "the diff spells out what this log would take for commands, so that it cannot be applied: use --fix"
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def show_difference(document: Document, after: str, stream: TextIO) -> int:
    """Write a unified diff, of a notebook cell by cell; give 1 where there is a difference, else 0."""
    if after == document.text:
        return 0
    if document.is_notebook:
        old, new = read_notebook(document.text, document.path), read_notebook(after, document.path)
        pairs = [
            (f"{document.path}:cell_{before.cell.number}", _ended(before.text), _ended(changed.text))
            for before, changed in zip(old.cells, new.cells, strict=True)
        ]
    else:
        pairs = [(document.path, document.text, after)]
    rows = [
        row
        for name, before, changed in pairs
        for row in difflib.unified_diff(split_lines(before), split_lines(changed), visible(name), visible(name))
    ]
    secrets = secrets_of([*subjects_in(document)])
    shown = [mask(row, secrets) for row in rows]
    write_lines([line((text, _STYLES.get(row[:1], ""))) for row in shown for text in _applicable(row)], stream)
    if shown != rows:
        write_texts([f"rulekit: {visible(document.path)}: {HIDDEN}"], sys.stderr)
    elif any(in_log(row) != row for row in rows):
        write_texts([f"rulekit: {visible(document.path)}: {SPELLED}"], sys.stderr)
    return 1


def _ended(cell: str) -> str:
    """End the last line of a cell, which in notebooks has no line break."""
    return cell if cell.endswith("\n") else cell + "\n"


def _applicable(row: str) -> Iterator[str]:
    """Show a row of a diff so that it can be applied: tabs stay, and a last line without an end is said to be one."""
    text = row.rstrip("\r\n")
    yield "\t".join(map(visible, text.split("\t")))
    if text == row:
        yield "\\ No newline at end of file"
