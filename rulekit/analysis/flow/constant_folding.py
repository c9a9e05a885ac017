"""Constant folding: the value of an expression that can be read off the text."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.source import Source
from rulekit.model.late import regex


class Unknown:
    """The type of `UNKNOWN`: a value that only running the program would tell."""


UNKNOWN: Final = Unknown()
LONGEST = 10_000

_SIZES = regex(r"%(?:\([^)]*\))?[-+ #0]*(\*|\d*)(?:\.(\*|\d*))?")

_OPERATORS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def constant(source: Source, expression: ast.expr | None, depth: int = DEPTH) -> Any:
    """Fold an expression to its value, or `UNKNOWN`.

    Literals, containers of literals, arithmetic, string formatting with `%` and `+`, f-strings of constants, and
    names that are bound once to such a value.
    """
    if isinstance(expression, ast.Constant):
        return expression.value
    fold = _FOLDS.get(type(expression)) if depth > 0 else None
    return fold(source, expression, depth) if fold else UNKNOWN


def _negative(source: Source, operation: ast.UnaryOp, depth: int) -> Any:
    value = constant(source, operation.operand, depth - 1)
    return -value if isinstance(operation.op, ast.USub) and isinstance(value, (int, float)) else UNKNOWN


def _named(source: Source, name: ast.Name, depth: int) -> Any:
    value = names(source).single_value(name)
    return constant(source, value, depth - 1) if value is not None else UNKNOWN


def _container(source: Source, display: ast.List | ast.Tuple | ast.Set, depth: int) -> Any:
    values = [constant(source, item, depth - 1) for item in display.elts]
    if UNKNOWN in values:
        return UNKNOWN
    return tuple(values) if isinstance(display, ast.Tuple) else values


def _operation(source: Source, operation: ast.BinOp, depth: int) -> Any:
    left = constant(source, operation.left, depth - 1)
    right = constant(source, operation.right, depth - 1)
    function = _OPERATORS.get(type(operation.op))
    if left is UNKNOWN or right is UNKNOWN or function is None or _is_huge(operation.op, left, right):
        return UNKNOWN
    try:
        return function(left, right)
    except (TypeError, ValueError, ArithmeticError, KeyError):
        return UNKNOWN


def _is_huge(kind: ast.operator, left: Any, right: Any) -> bool:
    """Keep `"x" * 10 ** 9` and `"%999999999d" % 1` from filling the memory."""
    if isinstance(kind, ast.Mod) and isinstance(left, (str, bytes)):
        text = left if isinstance(left, str) else left.decode("latin-1")
        sizes = [size for digits in _SIZES.findall(text) for size in digits]
        return any(size == "*" or len(size) > len(str(LONGEST)) for size in sizes)
    repeated = [value for value in (left, right) if isinstance(value, (str, bytes, list, tuple))]
    counts = [value for value in (left, right) if isinstance(value, int)]
    return bool(repeated and counts and len(repeated[0]) * abs(counts[0]) > LONGEST)


def _joined(source: Source, text: ast.JoinedStr, depth: int) -> Any:
    parts: list[str] = []
    for part in text.values:
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion != -1:
                return UNKNOWN
            value = constant(source, part.value, depth - 1)
        else:
            value = constant(source, part, depth - 1)
        if value is UNKNOWN:
            return UNKNOWN
        try:
            parts.append(str(value))
        except ValueError:  # an integer with more digits than Python writes out
            return UNKNOWN
    return "".join(parts)


_FOLDS: Mapping[type, Callable[[Source, Any, int], Any]] = {
    ast.List: _container,
    ast.Tuple: _container,
    ast.Set: _container,
    ast.BinOp: _operation,
    ast.UnaryOp: _negative,
    ast.JoinedStr: _joined,
    ast.Name: _named,
}
