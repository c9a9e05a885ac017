"""What the holder of a value is called: a variable, an attribute, a key, an argument."""

import ast
import enum
from typing import NamedTuple

from rulekit.analysis.syntax.last_name import last_name

_ASKING = frozenset({"get", "pop", "getenv"})
_SAME = frozenset({"strip", "lower", "encode", "decode"})


class Place(enum.Enum):
    """How a text comes to its name."""

    ASSIGNED = enum.auto()
    ITEM = enum.auto()
    ARGUMENT = enum.auto()
    DEFAULT = enum.auto()
    FALLBACK = enum.auto()
    COMPARED = enum.auto()


class NamedString(NamedTuple):
    """A text in the code: its expression, the name that it belongs to, and whether a user stands beside it."""

    node: ast.expr
    text: str
    name: str
    place: Place
    is_paired: bool = False


Named = tuple[ast.expr, str, Place, bool]


def name_of(expression: ast.expr) -> str:
    """Return the last word of what holds a value: a name, an attribute, a key, what `.get("key")` asks for."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute):
        return expression.attr
    if isinstance(expression, ast.Subscript):
        key = expression.slice
        return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
    if isinstance(expression, ast.Call):
        return _name_of_call(expression)
    return ""


def _name_of_call(call: ast.Call) -> str:
    function, word = call.func, last_name(call.func)
    if word == "getpass":
        return "password"
    if word in _ASKING:
        return text_argument(call, 0)
    if word in _SAME and isinstance(function, ast.Attribute):
        return name_of(function.value)
    return ""


def text_argument(call: ast.Call, place: int) -> str:
    """Return an argument that is a text, by its place."""
    argument = call.args[place] if place < len(call.args) else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""
