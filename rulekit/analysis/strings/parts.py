"""What a text is made of: fixed parts, and holes that other values fill."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product

MOST = 8


@dataclass(frozen=True)
class Hole:
    """A place in a text that the value of an expression fills.

    `within` is the expression that builds the text; into a hole that `is_number` only a number fits (`%d`, `{x:.2f}`).
    """

    expression: ast.expr
    is_number: bool = False
    within: ast.AST | None = None

    @property
    def place(self) -> ast.AST:
        """The expression that builds the text, or the one that is all of it."""
        return self.within or self.expression


Part = str | Hole


@dataclass(frozen=True)
class Text:
    """A text as far as it can be read off the code."""

    parts: tuple[Part, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The places that other values fill."""
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def is_dynamic(self) -> bool:
        """Whether running the program decides a part of it."""
        return any(isinstance(part, Hole) for part in self.parts)

    @property
    def is_written(self) -> bool:
        """Whether a part of it stands in the code."""
        return any(isinstance(part, str) for part in self.parts)

    @property
    def head(self) -> str:
        """What stands in front of the first hole."""
        return self.parts[0] if self.parts and isinstance(self.parts[0], str) else ""

    def filled(self, mark: str) -> str:
        """Give the text with a mark in place of each hole."""
        return "".join(part if isinstance(part, str) else mark for part in self.parts)


Texts = tuple[Text, ...]


def text_from(parts: Iterable[Part]) -> Text:
    """Make a text of parts, fixed neighbours in one."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "" or not merged:
            merged.append(part)
    return Text(tuple(merged))


def chained(pieces: Sequence[Texts]) -> Texts:
    """Put pieces behind each other, each of which may be one of several texts."""
    ways = islice(product(*pieces), MOST)
    return tuple(dict.fromkeys(text_from(part for text in way for part in text.parts) for way in ways))


def different(texts: Iterable[Text]) -> Texts:
    """Drop what is there twice, and what is more than can be looked at."""
    return tuple(dict.fromkeys(texts))[:MOST]
