"""Where in the JSON text of a notebook the source of each cell is written.

Only valid JSON gets here, so the walk may take the shape of values for granted.
"""

import json
from bisect import bisect_right
from collections.abc import Callable

from rulekit.model.late import dataclass, regex
from rulekit.notebook.lexical import LINE_END

_SPACE = regex(r"[ \t\r\n]*")
_DECODE = json.JSONDecoder().raw_decode
SOURCE_KEYS = ("source", "input")

Visit = Callable[[str, int], int]


@dataclass(frozen=True)
class Place:
    """The source of one cell in the JSON text: the value from `start` to `end`, and each string literal within it.

    `first_lines` holds the line of the cell on which each literal begins.
    """

    start: int = 0
    end: int = 0
    literals: tuple[tuple[int, int], ...] = ()
    first_lines: tuple[int, ...] = ()

    def literal_of(self, line: int) -> int:
        """Tell where the literal that holds a line of the cell begins."""
        if not self.literals:
            return self.start
        return self.literals[max(bisect_right(self.first_lines, line) - 1, 0)][0]


def source_places(text: str) -> tuple[Place, ...]:
    """Find the source of every cell in document order, nbformat 3 and 4 alike."""
    places: list[Place] = []

    def cell(_: str, at: int) -> int:
        members: dict[str, int] = {}
        end = _members(text, at, _noting(text, members))
        start_of_source = (
            next((members[key] for key in SOURCE_KEYS if key in members), None) if text[at] == "{" else None
        )
        places.append(Place(at, at) if start_of_source is None else _place(text, start_of_source))
        return end

    def sheet(_: str, at: int) -> int:
        parts: dict[str, int] = {}
        end = _members(text, at, _noting(text, parts))
        if text[at] == "{" and "cells" in parts and text[parts["cells"]] == "[":
            _members(text, parts["cells"], cell)
        return end

    top: dict[str, int] = {}
    start = _space(text, 0)
    _members(text, start, _noting(text, top))
    if "cells" in top and text[top["cells"]] == "[":
        sheet("", start)
    elif "worksheets" in top:
        _members(text, top["worksheets"], sheet)
    return tuple(places)


def _noting(text: str, found: dict[str, int]) -> Visit:
    """Note where the value of each key begins; of a key that is written twice the last counts, as JSON readers do."""

    def note(key: str, at: int) -> int:
        found[key] = at
        return _DECODE(text, at)[1]

    return note


def _place(text: str, at: int) -> Place:
    literals: list[tuple[int, int]] = []
    first_lines: list[int] = []
    line = 1

    def literal(_: str, start: int) -> int:
        nonlocal line
        value, end = _DECODE(text, start)
        literals.append((start, end))
        first_lines.append(line)
        line += len(LINE_END.findall(value)) if isinstance(value, str) else 0
        return end

    end = _members(text, at, literal) if text[at] == "[" else literal("", at)
    return Place(at, end, tuple(literals), tuple(first_lines))


def _members(text: str, at: int, visit: Visit) -> int:
    """Visit the members of an object or array that begins at a position; return where it ends."""
    opening = text[at]
    if opening not in "{[":
        return _DECODE(text, at)[1]
    at = _space(text, at + 1)
    while text[at] not in "}]":
        key = ""
        if opening == "{":
            key, at = _DECODE(text, at)
            at = _space(text, _space(text, at) + 1)
        at = _space(text, visit(key, at))
        if text[at] == ",":
            at = _space(text, at + 1)
    return at + 1


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
