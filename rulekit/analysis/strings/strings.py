"""Text that the program puts together: what of it stands in the code, and which expressions fill the rest."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings import formatting, joins, variables
from rulekit.analysis.strings.evaluator import Reading
from rulekit.analysis.strings.parts import Hole, Text, Texts, different
from rulekit.analysis.syntax.source import Source

SAME_TEXT = "strip lstrip rstrip lower upper title casefold expandtabs encode decode removeprefix removesuffix".split()
WRAPPERS = frozenset("builtins.str textwrap.dedent textwrap.indent inspect.cleandoc".split())

__all__ = ["Hole", "Text", "text_of", "texts_of"]


def text_of(source: Source, expression: ast.expr) -> Text:
    """Give the text that an expression makes; of several that are possible, one that is not all fixed."""
    found = texts_of(source, expression)
    return next((text for text in found if text.is_dynamic), found[0])


def texts_of(source: Source, expression: ast.expr) -> Texts:
    """Give the texts that an expression may make; what cannot be read off the code is a hole."""
    return Reading(source, _KINDS).read(expression)


def _called(reading: Reading, call: ast.Call) -> Texts:
    """Read a method of a text, a function that hands a text on, or one of the same file."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
        return _METHODS[call.func.attr](reading, call, call.func.value)
    if call.args and names(reading.source).resolve(call.func) in WRAPPERS:
        return reading.read(call.args[0])
    return variables.result(reading, call)


def _either(reading: Reading, choice: ast.IfExp | ast.BoolOp) -> Texts:
    sides = choice.values if isinstance(choice, ast.BoolOp) else [choice.body, choice.orelse]
    return different(text for side in sides for text in reading.read(side))


def _inner(reading: Reading, wrapped: ast.NamedExpr | ast.Await) -> Texts:
    return reading.read(wrapped.value)


def _unchanged(reading: Reading, _: ast.Call, receiver: ast.expr) -> Texts:
    return reading.read(receiver)


_METHODS: Final[Mapping[str, Callable[[Reading, ast.Call, ast.expr], Texts]]] = {
    **dict.fromkeys(SAME_TEXT, _unchanged),
    "format": formatting.formatted,
    "format_map": formatting.formatted,
    "get": variables.got,
    "join": joins.joined_items,
    "replace": formatting.replaced,
    "safe_substitute": formatting.substituted,
    "substitute": formatting.substituted,
}

_KINDS: Final[Mapping[type, Callable[[Reading, Any], Texts]]] = {
    ast.Attribute: variables.attribute,
    ast.Await: _inner,
    ast.BinOp: formatting.operation,
    ast.BoolOp: _either,
    ast.Call: _called,
    ast.Constant: formatting.constant,
    ast.IfExp: _either,
    ast.JoinedStr: formatting.joined,
    ast.Name: variables.named,
    ast.NamedExpr: _inner,
    ast.Subscript: variables.item,
}
