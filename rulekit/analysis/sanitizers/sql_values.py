"""Which values can do no harm as part of a statement of SQL: numbers, dates, quoted text, known words."""

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.list_growth import additions
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.sanitizers.allowlists import is_checked
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.sanitizers import (
    HARMLESS_ATTRIBUTES,
    HARMLESS_CALLS,
    HARMLESS_HINTS,
    HARMLESS_METHODS,
    OTHER_LANGUAGES,
    PREPARED,
    QUOTING,
)

_COMPOSED = ("base64.", "psycopg.sql.", "psycopg2.sql.", "sqlalchemy.", "peewee.")
_CONSTANT_NAME = re.compile(r"_?[A-Z][A-Z0-9_]*")
_HANDING_ON = frozenset(f"builtins.{word}" for word in "str min max repr sorted list tuple set reversed".split())
_HANDING_ON_METHODS = frozenset("format join strip lower upper decode replace".split())
_NUMERIC = (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow, ast.LShift, ast.RShift, ast.BitXor, ast.MatMult)


def is_harmless(source: Source, expression: ast.expr, depth: int = DEPTH) -> bool:
    """Tell whether an expression gives nothing but numbers, dates, quoted text, or one of a few known words."""
    judge = _JUDGES.get(expression.__class__)
    if depth and judge is not None and judge(source, expression, depth):
        return True
    return is_checked(source, expression)


def _is_harmless_name(source: Source, name: ast.Name, depth: int) -> bool:
    if PREPARED.search(name.id):
        return True
    found = definitions(source, name)
    harmless = bool(found) and all(_is_harmless_definition(source, one, depth) for one in found)
    return harmless and all(is_harmless(source, one, depth - 1) for _, one in additions(source, name))


def _is_harmless_definition(source: Source, definition: ast.AST, depth: int) -> bool:
    value = names(source).value(definition)
    if value is not None:
        return is_harmless(source, value, depth - 1)
    parent = source.parents.get(definition)
    if isinstance(parent, ast.AugAssign):
        return is_harmless(source, parent.value, depth - 1) or isinstance(parent.op, ast.Sub)
    if isinstance(parent, (ast.For, ast.comprehension)) and parent.target is definition:
        return _gives_numbers(source, parent.iter, depth)
    if isinstance(parent, ast.Tuple) and parent.elts[0] is definition:
        loop = source.parents.get(parent)
        return isinstance(loop, (ast.For, ast.comprehension)) and _word(loop.iter) == "enumerate"
    return False


def _gives_numbers(source: Source, iterable: ast.expr, depth: int) -> bool:
    if _word(iterable) == "range":
        return True
    if isinstance(iterable, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
        return is_harmless(source, iterable.elt, depth - 1)
    return isinstance(iterable, ast.Name) and _is_harmless_name(source, iterable, depth - 1)


def _is_harmless_call(source: Source, call: ast.Call, depth: int) -> bool:
    word, target = _word(call), names(source).resolve(call.func) or ""
    if target.startswith(OTHER_LANGUAGES):
        return target == "re.sub" and bool(call.args) and _keeps_letters(call.args[0])
    if QUOTING.search(word) or word in HARMLESS_METHODS or (word == "replace" and _doubles_quotes(call)):
        return True
    if target in HARMLESS_CALLS or target.startswith(_COMPOSED):
        return True
    if target == "builtins.map":
        return bool(call.args) and names(source).resolve(call.args[0]) in HARMLESS_CALLS
    inner = [*call.args, *(keyword.value for keyword in call.keywords)]
    if word in _HANDING_ON_METHODS and isinstance(call.func, ast.Attribute):
        inner.append(call.func.value)
    elif target not in _HANDING_ON:
        return _gives_harmless(source, call, depth)
    return bool(inner) and all(is_harmless(source, one, depth - 1) for one in inner)


def _gives_harmless(source: Source, call: ast.Call, depth: int) -> bool:
    """Tell whether the call is of a function in this file that gives back nothing but what is harmless."""
    behind = functions_behind(source, call.func)
    given = [
        node.value for function in behind for node in own_nodes(function) if isinstance(node, ast.Return) and node.value
    ]
    return bool(given) and all(is_harmless(source, one, depth - 1) for one in given)


def _keeps_letters(pattern: ast.expr) -> bool:
    """Recognise `re.sub(r"[^a-z]", "", name)`, which leaves only what the pattern names."""
    return isinstance(pattern, ast.Constant) and str(pattern.value).startswith(("[^", "\\W"))


def _doubles_quotes(call: ast.Call) -> bool:
    """Recognise `name.replace('"', '""')`, which makes a name of a table safe between such quotes."""
    given = [one.value for one in call.args if isinstance(one, ast.Constant)]
    return given in (['"', '""'], ["`", "``"], ["]", "]]"])


def _is_harmless_operation(source: Source, operation: ast.BinOp, depth: int) -> bool:
    if isinstance(operation.op, _NUMERIC):
        return True
    sides = (operation.left, operation.right)
    if any(isinstance(side, ast.Constant) and isinstance(side.value, (int, float)) for side in sides):
        return not isinstance(operation.op, ast.Mod)
    return all(is_harmless(source, side, depth - 1) for side in sides)


def _is_harmless_attribute(source: Source, attribute: ast.Attribute, _: int) -> bool:
    if attribute.attr in HARMLESS_ATTRIBUTES or _word(attribute.value) == "_meta" or PREPARED.search(attribute.attr):
        return True
    return (names(source).resolve(attribute) or "").startswith(_COMPOSED)


def _is_harmless_choice(source: Source, choice: ast.IfExp | ast.BoolOp, depth: int) -> bool:
    sides = choice.values if isinstance(choice, ast.BoolOp) else [choice.body, choice.orelse]
    return all(is_harmless(source, side, depth - 1) for side in sides)


def _is_harmless_row(source: Source, display: ast.List | ast.Tuple | ast.Set, depth: int) -> bool:
    return all(is_harmless(source, one, depth - 1) for one in display.elts)


def _is_harmless_comprehension(source: Source, made: ast.ListComp | ast.GeneratorExp, depth: int) -> bool:
    return is_harmless(source, made.elt, depth - 1)


def _is_harmless_text(source: Source, text: ast.JoinedStr, depth: int) -> bool:
    return all(is_harmless(source, part, depth - 1) for part in text.values)


def _is_harmless_field(source: Source, field: ast.FormattedValue, depth: int) -> bool:
    return is_harmless(source, field.value, depth)


def _always(*_: object) -> bool:
    """Answer for what is fixed, or gives a number or a truth value."""
    return True


def is_settled(source: Source, expression: ast.expr) -> bool:
    """Tell whether a value was most likely settled by who wrote the program.

    It is a constant of another module, or a parameter whose hint promises a number or a date.
    """
    if isinstance(expression, ast.Attribute):
        return bool(_CONSTANT_NAME.fullmatch(expression.attr))
    if not isinstance(expression, ast.Name):
        return False
    found = definitions(source, expression)
    if _CONSTANT_NAME.fullmatch(expression.id):
        return all(not isinstance(one, ast.arg) for one in found)
    return bool(found) and all(isinstance(one, ast.arg) and _promises_number(one) for one in found)


def _promises_number(parameter: ast.arg) -> bool:
    hint = ast.unparse(parameter.annotation) if parameter.annotation is not None else ""
    return hint.removesuffix(" | None").removeprefix("Optional[").removesuffix("]") in HARMLESS_HINTS


def _word(expression: ast.expr) -> str:
    function = expression.func if isinstance(expression, ast.Call) else expression
    return last_name(function)


_JUDGES: Mapping[type, Callable[[Source, Any, int], bool]] = {
    ast.Attribute: _is_harmless_attribute,
    ast.BinOp: _is_harmless_operation,
    ast.BoolOp: _is_harmless_choice,
    ast.Call: _is_harmless_call,
    ast.Compare: _always,
    ast.Constant: _always,
    ast.FormattedValue: _is_harmless_field,
    ast.GeneratorExp: _is_harmless_comprehension,
    ast.IfExp: _is_harmless_choice,
    ast.JoinedStr: _is_harmless_text,
    ast.List: _is_harmless_row,
    ast.ListComp: _is_harmless_comprehension,
    ast.Name: _is_harmless_name,
    ast.Set: _is_harmless_row,
    ast.Tuple: _is_harmless_row,
    ast.UnaryOp: _always,
}
