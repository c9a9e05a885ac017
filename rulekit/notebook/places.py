"""Where in the JSON text of a notebook the source of each cell is written.

Only valid JSON gets here, so the walk may take the shape of values for granted.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODE = json.JSONDecoder().raw_decode
_SOURCE_KEYS = ("source", "input")

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
        places.append(Place(at, at))
        return _members(text, at, source)

    def source(key: str, at: int) -> int:
        if key not in _SOURCE_KEYS:
            return _skip(text, key, at)
        places[-1] = _place(text, at)
        return places[-1].end

    def top(key: str, at: int) -> int:
        if key == "cells" and text[at] == "[":
            return _members(text, at, cell)
        if key == "worksheets" and text[at] == "[":
            return _members(text, at, lambda _, sheet: _members(text, sheet, top))
        return _skip(text, key, at)

    _members(text, _space(text, 0), top)
    return tuple(places)


def _place(text: str, at: int) -> Place:
    literals: list[tuple[int, int]] = []
    first_lines: list[int] = []
    line = 1

    def literal(_: str, start: int) -> int:
        nonlocal line
        value, end = _DECODE(text, start)
        literals.append((start, end))
        first_lines.append(line)
        line += str(value).count("\n")
        return end

    end = _members(text, at, literal) if text[at] == "[" else literal("", at)
    return Place(at, end, tuple(literals), tuple(first_lines))


def _members(text: str, at: int, visit: Visit) -> int:
    """Visit the members of an object or array that begins at a position; return where it ends."""
    opening = text[at]
    if opening not in "{[":
        return _skip(text, "", at)
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


def _skip(text: str, _: str, at: int) -> int:
    return _DECODE(text, at)[1]


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
