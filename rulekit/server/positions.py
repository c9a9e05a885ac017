"""Places in a text, as rulekit counts them and as the client does: from 0, in the units of its encoding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from lsprotocol import types

from rulekit.analysis.syntax.lines import split_lines
from rulekit.model.finding import Span

_ENDS = "\r\n"
_UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def width(text: str, encoding: str) -> int:
    """Count the units that a client takes for a text."""
    codec, size = _UNITS[encoding]
    return len(text) if text.isascii() else len(text.encode(codec, "surrogatepass")) // size


@dataclass(frozen=True)
class Places:
    """The places of one text. Only CR LF, CR and LF end a line, for clients as for Python.

    Where the client shows it as a part of another text, it begins there on line `first`, and has `most` lines.
    """

    text: str
    encoding: str = "utf-16"
    first: int = 0
    most: int | None = None

    @cached_property
    def lines(self) -> Sequence[str]:
        """The lines, with their ends."""
        return split_lines(self.text)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [0, *accumulate(map(len, self.lines))]

    def position(self, line: int, column: int) -> types.Position:
        """Turn a line and column, from 1 and in code points, into what the client calls the place."""
        if line > len(self.lines):
            line, column = max(len(self.lines), 1), len(self.text) + 1
        before = self.lines[line - 1][: column - 1] if self.lines else ""
        if before.endswith(("\n", "\r")):
            return types.Position(self._shown(line), 0)
        return types.Position(self._shown(line - 1), width(before, self.encoding))

    def _shown(self, line: int) -> int:
        return self.first + (line if self.most is None else min(line, self.most - 1))

    def range(self, span: Span) -> types.Range:
        """Turn a span into a range."""
        return types.Range(
            self.position(span.line, span.column),
            self.position(span.end_line, span.end_column),
        )

    def offset(self, position: types.Position) -> int:
        """Give the index of a place in the text; what lies outside is the nearest place inside."""
        if position.line >= len(self.lines):
            return len(self.text)
        line = self.lines[position.line].rstrip(_ENDS)
        return self._starts[position.line] + self._column(line, position.character)

    def _column(self, line: str, units: int) -> int:
        if line.isascii():
            return min(units, len(line))
        used = 0
        for column, character in enumerate(line):
            if used >= units:
                return column
            used += width(character, self.encoding)
        return len(line)


def changed(places: Places, change: types.TextDocumentContentChangeEvent) -> Places:
    """Apply one change of a client to a text."""
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return Places(change.text, places.encoding)
    start, end = places.offset(change.range.start), places.offset(change.range.end)
    return Places(places.text[:start] + change.text + places.text[max(start, end) :], places.encoding)
