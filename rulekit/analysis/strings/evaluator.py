"""Reading an expression as a text: how far it goes, and what is noted on the way."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from rulekit.analysis.strings.parts import Hole, Part, Text, Texts, different
from rulekit.analysis.syntax.source import Source

STEPS, DEEPEST = 300, 100
BUILDERS = (ast.JoinedStr, ast.BinOp, ast.Call)


class Reading:
    """One question about a text, with as many steps as it may take.

    `kinds` says which function reads which type of node.
    """

    def __init__(self, source: Source, kinds: Mapping[type, Callable[["Reading", Any], Texts]]) -> None:
        self.source = source
        self._kinds = kinds
        self._steps = STEPS
        self._open: set[ast.AST] = set()

    def read(self, expression: ast.expr) -> Texts:
        """Give the texts that an expression may make; what cannot be read off the code is a hole."""
        kind = self._kinds.get(expression.__class__)
        if kind is None:
            return hole(expression)
        found = different(self.go(kind, expression) or ())
        if not any(text.is_written or not text.parts for text in found):
            return found if isinstance(expression, ast.JoinedStr) and len(found) == 1 else hole(expression)
        if isinstance(expression, BUILDERS):
            return tuple(self._placed(text, expression) for text in found)
        return found

    def go(self, function: Callable[["Reading", Any], Any], node: ast.AST) -> Any:
        """Take a step, unless it leads in a circle or too far; then there is no answer."""
        if self._steps <= 0 or len(self._open) >= DEEPEST or node in self._open:
            return None
        self._steps -= 1
        self._open.add(node)
        try:
            return function(self, node)
        finally:
            self._open.discard(node)

    def _placed(self, text: Text, builder: ast.expr) -> Text:
        """Note of each hole the outermost expression that builds the text around it."""
        return Text(tuple(self._placed_part(part, builder) for part in text.parts))

    def _placed_part(self, part: Part, builder: ast.expr) -> Part:
        if isinstance(part, Hole) and (part.within is None or self._is_inside(part.within, builder)):
            return replace(part, within=builder)
        return part

    def _is_inside(self, node: ast.AST, builder: ast.expr) -> bool:
        return builder in _expressions_around(self.source, node)


def hole(expression: ast.expr, *, is_number: bool = False) -> Texts:
    """Give a text that is all hole."""
    return (Text((Hole(expression, is_number),)),)


def _expressions_around(source: Source, node: ast.AST) -> Iterator[ast.AST]:
    for around in source.ancestors(node):
        if isinstance(around, ast.stmt):
            return
        yield around
