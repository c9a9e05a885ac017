"""The variants of a text that code may build, eight at most: literals, and interpolations of other values."""

import ast
from collections.abc import Iterable, Sequence
from itertools import islice, product

from rulekit.model.late import dataclass

# A statement with three optional conditions has eight texts; more would be looked at for nothing, since one with an
# interpolation in each place is among the first.
MOST_TEXTS = 8


@dataclass(frozen=True)
class Interpolation:
    """A place in a text that the value of an expression fills.

    `builder` is the expression that builds the text; where `is_number`, only a number fits (`%d`, `{x:.2f}`).
    """

    expression: ast.expr
    is_number: bool = False
    builder: ast.AST | None = None

    @property
    def site(self) -> ast.AST:
        """The expression that builds the text, or the one that is all of it."""
        return self.builder or self.expression


Part = str | Interpolation


@dataclass(frozen=True)
class Text:
    """A text as far as it can be read off the code."""

    parts: tuple[Part, ...]

    @property
    def interpolations(self) -> tuple[Interpolation, ...]:
        """The places that other values fill."""
        return tuple(part for part in self.parts if isinstance(part, Interpolation))

    @property
    def is_dynamic(self) -> bool:
        """Whether running the program decides a part of it."""
        return any(isinstance(part, Interpolation) for part in self.parts)

    @property
    def has_literal(self) -> bool:
        """Whether a part of it is a literal."""
        return any(isinstance(part, str) for part in self.parts)

    @property
    def head(self) -> str:
        """The literal before the first interpolation."""
        return self.parts[0] if self.parts and isinstance(self.parts[0], str) else ""

    def filled(self, filler: str) -> str:
        """Return the text with a filler in place of each interpolation."""
        return "".join(part if isinstance(part, str) else filler for part in self.parts)

    def before(self, interpolation: Interpolation, filler: str) -> str:
        """Return what stands before an interpolation, with a filler in place of those before it."""
        return Text(self.parts[: self.parts.index(interpolation)]).filled(filler)


# The texts that one expression may make, in one run or another.
Texts = tuple[Text, ...]


def interpolated(expression: ast.expr, *, is_number: bool = False) -> Texts:
    """Return a text that is nothing but the value of an expression."""
    return (Text((Interpolation(expression, is_number),)),)


def text_from(parts: Iterable[Part]) -> Text:
    """Return a text of these parts, neighbouring literals joined to one."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "" or not merged:
            merged.append(part)
    return Text(tuple(merged))


def concatenated(pieces: Sequence[Texts]) -> Texts:
    """Return the texts that pieces make one behind the other, each piece being one of several texts."""
    combinations = islice(product(*pieces), MOST_TEXTS)
    return tuple(dict.fromkeys(text_from(part for text in texts for part in text.parts) for texts in combinations))


def distinct(texts: Iterable[Text]) -> Texts:
    """Return each text once, and no more than can be looked at."""
    return tuple(dict.fromkeys(texts))[:MOST_TEXTS]
