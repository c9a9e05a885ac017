"""The lines of a notebook that are not Python: magics and shell commands, with their places."""

import re
from typing import NamedTuple

from rulekit.analysis.syntax.source import question
from rulekit.analysis.notebooks.cell_parsing import SKIP_TAG
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Span
from rulekit.notebook.magics import translate

_HAS_COMMANDS = re.compile(r"^[^\S\r\n]*(?:[\w.,\[\]\"' \t]+=[ \t]*)?[!%][^%\r\n]", re.MULTILINE)


class CommandLine(NamedTuple):
    """A line for IPython: where it stands in the joined code, and what it says with its sign (`!ls`, `%env X=1`)."""

    span: Span
    text: str


@question
def command_lines(source: Source) -> tuple[CommandLine, ...]:
    """Which lines of the notebook are for IPython or for a shell?"""
    commands: list[CommandLine] = []
    if source.cells is None:
        return ()
    for cell, offset in zip(source.cells.cells, source.cells.offsets, strict=True):
        if SKIP_TAG in cell.tags or not _HAS_COMMANDS.search(cell.text):
            continue
        for command in translate(cell.text).commands:
            line, column = offset + command.line, command.column + 1
            width = len(command.text.splitlines()[0]) if command.text else 1
            commands.append(CommandLine(Span(line, column, line, column + width), command.text))
    return tuple(commands)
