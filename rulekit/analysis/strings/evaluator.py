"""The state of one evaluation of an expression to texts: how far it goes, and which expression builds what."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from rulekit.analysis.strings.text_variants import Interpolation, Part, Text, Texts, distinct, interpolated
from rulekit.analysis.syntax.source import Source

# Texts that double from name to name (`b = a + a`, `c = b + b`) took hours, and long chains of names overflowed the
# stack: what lies behind these limits is an interpolation.
MOST_STEPS, DEEPEST = 300, 100
BUILDERS = (ast.JoinedStr, ast.BinOp, ast.Call)


class Evaluator:
    """Evaluates one expression; `handlers` says which function evaluates which type of node."""

    def __init__(self, source: Source, handlers: Mapping[type, Callable[["Evaluator", Any], Texts]]) -> None:
        self.source = source
        self._handlers = handlers
        self._steps = MOST_STEPS
        self._active: set[ast.AST] = set()

    def texts(self, expression: ast.expr) -> Texts:
        """Return the texts that an expression may make; what cannot be read off the code is an interpolation."""
        handler = self._handlers.get(expression.__class__)
        if handler is None:
            return interpolated(expression)
        texts = distinct(self.step(handler, expression) or ())
        if not any(text.has_literal or not text.parts for text in texts):
            return texts if isinstance(expression, ast.JoinedStr) and len(texts) == 1 else interpolated(expression)
        if isinstance(expression, BUILDERS):
            return tuple(Text(tuple(self._built_by(expression, part) for part in text.parts)) for text in texts)
        return texts

    def step(self, function: Callable[["Evaluator", Any], Any], node: ast.AST) -> Any:
        """Call a function with a node, unless that leads in a circle or too far; then there is no answer."""
        if self._steps <= 0 or len(self._active) >= DEEPEST or node in self._active:
            return None
        self._steps -= 1
        self._active.add(node)
        try:
            return function(self, node)
        finally:
            self._active.discard(node)

    def _built_by(self, builder: ast.expr, part: Part) -> Part:
        """Note of an interpolation the outermost expression that builds the text around it."""
        if not isinstance(part, Interpolation):
            return part
        ancestors = self.source.ancestors(part.builder) if part.builder else ()
        is_outermost = part.builder is None or builder in takewhile(
            lambda one: not isinstance(one, ast.stmt), ancestors
        )
        return replace(part, builder=builder) if is_outermost else part
