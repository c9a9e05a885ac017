"""Texts that are joined: the items of a list, written out, made in a loop or appended one by one."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rulekit.analysis.flow.list_growth import additions, is_many
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.evaluator import Reading, hole
from rulekit.analysis.strings.formatting import formatted
from rulekit.analysis.strings.parts import Text, Texts, chained, different
from rulekit.analysis.syntax.last_name import last_name

KEEPING = frozenset("list tuple sorted reversed set".split())

Items = tuple[Texts, ...]


def joined_items(reading: Reading, call: ast.Call, receiver: ast.expr) -> Texts:
    """Read `", ".join(items)`."""
    if not call.args:
        return ()
    items = items_of(reading, call.args[0])
    if items is None:
        return hole(call.args[0])
    separator = reading.read(receiver)
    pieces = [piece for item in items for piece in (separator, item)][1:]
    return chained(pieces) if pieces else (Text(("",)),)


def items_of(reading: Reading, expression: ast.expr) -> Items | None:
    """Give the texts of the items of a list, as far as they can be read off the code."""
    reader = _READERS.get(expression.__class__)
    found: Items | None = reading.go(reader, expression) if reader else None
    return found


def _display(reading: Reading, display: ast.List | ast.Tuple | ast.Set) -> Items:
    return tuple(text for item in display.elts for text in _item(reading, item))


def _item(reading: Reading, item: ast.expr) -> Items:
    if not isinstance(item, ast.Starred):
        return (reading.read(item),)
    spread = items_of(reading, item.value)
    return (hole(item.value),) if spread is None else spread


def _dictionary(reading: Reading, display: ast.Dict) -> Items:
    return tuple(reading.read(key) for key in display.keys if key is not None)


def _made(reading: Reading, made: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Items:
    return (reading.read(made.elt),)


def _characters(reading: Reading, literal: ast.Constant) -> Items | None:
    return tuple(reading.read(ast.copy_location(ast.Constant(one), literal)) for one in str(literal.value)[:2])


def _operation(reading: Reading, operation: ast.BinOp) -> Items | None:
    """Read `["?"] * count`, `"?" * count` and `first + second`."""
    left, right = items_of(reading, operation.left), items_of(reading, operation.right)
    if isinstance(operation.op, ast.Mult):
        return left if left is not None else right
    if isinstance(operation.op, ast.Add) and (left is not None or right is not None):
        whole = (hole(operation.left),) if left is None else left
        return (*whole, *((hole(operation.right),) if right is None else right))
    return None


def _given(reading: Reading, call: ast.Call) -> Items | None:
    """Read `list(items)`, `map(function, items)` and `repeat(item)`."""
    word = last_name(call.func)
    if word == "repeat" and call.args:
        return (reading.read(call.args[0]),)
    if word in KEEPING and len(call.args) == 1:
        return items_of(reading, call.args[0])
    return _mapped(reading, *call.args) if word == "map" and len(call.args) > 1 else None


def _mapped(reading: Reading, function: ast.expr, items: ast.expr, *_: ast.expr) -> Items | None:
    if isinstance(function, ast.Lambda):
        return (reading.read(function.body),)
    if isinstance(function, ast.Attribute) and function.attr == "format":
        call = ast.copy_location(ast.Call(func=function, args=[items], keywords=[]), function)
        return (formatted(reading, call, function.value),)
    return items_of(reading, items) if names(reading.source).resolve(function) == "builtins.str" else None


def _named(reading: Reading, name: ast.Name) -> Items | None:
    """Read a list under a name, with what is appended to it."""
    known = names(reading.source)
    found: list[Texts] = []
    for definition in definitions(reading.source, name):
        value = known.value(definition) or _beside(reading, definition)
        items = items_of(reading, value) if value is not None else None
        if items is None:
            return None
        found += items
    appended = list(_appended(reading, name))
    if not found and not appended:
        return None
    return tuple(different(texts) for texts in (*found, *appended))


def _beside(reading: Reading, definition: ast.AST) -> ast.expr | None:
    """Give what `items += more` adds, and what `items, values = [], []` puts into one of the two."""
    parent = reading.source.parents.get(definition)
    if isinstance(parent, ast.AugAssign):
        return parent.value
    assignment = reading.source.parents.get(parent) if isinstance(parent, ast.Tuple) else None
    values = assignment.value if isinstance(assignment, ast.Assign) else None
    if isinstance(parent, ast.Tuple) and isinstance(values, ast.Tuple) and len(values.elts) == len(parent.elts):
        return values.elts[parent.elts.index(definition)]  # type: ignore[arg-type]
    return None


def _appended(reading: Reading, name: ast.Name) -> Iterator[Texts]:
    """Give what is put into the same list by its methods."""
    for call, added in additions(reading.source, name):
        if is_many(call):
            yield from items_of(reading, added) or (hole(added),)
        else:
            yield reading.read(added)


_READERS: Mapping[type, Callable[[Reading, Any], Items | None]] = {
    ast.List: _display,
    ast.Tuple: _display,
    ast.Set: _display,
    ast.Dict: _dictionary,
    ast.ListComp: _made,
    ast.GeneratorExp: _made,
    ast.SetComp: _made,
    ast.Constant: _characters,
    ast.BinOp: _operation,
    ast.Call: _given,
    ast.Name: _named,
}
