"""Lines with styles, ready for a plain stream or a coloured terminal, and text of others made harmless."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from rulekit.model.late import regex

TAB = "    "
# `::name` begins a line, `##[name]` and `##vso[name]` may stand anywhere in it.
_COMMAND = regex(r"^\s*::|##(?=\[|vso\[)", re.MULTILINE)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


class Part(NamedTuple):
    """A piece of a line; the style is one that rich knows."""

    text: str
    style: str = ""


Line = tuple[Part, ...]


def plain(line: Line) -> str:
    """Give a line without its styles."""
    return "".join(part.text for part in line)


def line(*parts: str | tuple[str, str]) -> Line:
    """Put a line together from texts and pairs of text and style."""
    return tuple(Part(part) if isinstance(part, str) else Part(*part) for part in parts)


def visible(text: str) -> str:
    """Spell out control characters, so that checked code cannot steer a terminal or turn text around."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(character) for character in text)


def _spelled(character: str) -> str:
    if character == "\t":
        return TAB
    if unicodedata.category(character) in _HIDDEN:
        return (
            character.encode("unicode_escape").decode()
            if character.isprintable() is False
            else f"U+{ord(character):04X}"
        )
    return character


def width(text: str) -> int:
    """Tell how many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def columns(rows: Iterable[tuple[str, ...]], gap: str = "  ") -> list[str]:
    """Line rows up in columns, the last column as it is."""
    table = list(rows)
    widths = [max(width(row[at]) for row in table) for at in range(len(table[0]))] if table else []
    return [
        gap.join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


class Spelling(NamedTuple):
    """How what begins a command is written in a text of some kind, so that it begins none."""

    colon: str
    sharp: str


FOR_PEOPLE: Final = Spelling(r"\x3a", r"\x23")
IN_JSON: Final = Spelling(r"\u003a", r"\u0023")
IN_XML: Final = Spelling("&#58;", "&#35;")


def uncommanded(text: str, spelling: Spelling = FOR_PEOPLE) -> str:
    """Spell out what a log of GitHub or Azure would take for a command to it, wherever the text came from."""
    if "::" not in text and "##" not in text:
        return text
    return _COMMAND.sub(lambda found: found[0].replace("#", spelling.sharp).replace(":", spelling.colon), text)
