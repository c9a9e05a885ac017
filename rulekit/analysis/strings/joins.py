"""Texts that are joined: the items of a list, written out, made in a loop or appended one by one."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from rulekit.analysis.flow.list_growth import additions, is_many
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.evaluator import Evaluator
from rulekit.analysis.strings.formatting import format_call
from rulekit.analysis.strings.text_variants import Text, Texts, concatenated, distinct, interpolated
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.vocabulary import names_by_word

CONTAINERS = frozenset("list tuple sorted reversed set frozenset dict OrderedDict MappingProxyType".split())

TABLES = frozenset({"dict", "OrderedDict"})

# The texts that each item of a list may be.
Items = tuple[Texts, ...]


def join(evaluator: Evaluator, call: ast.Call, separator: ast.expr) -> Texts:
    """Evaluate `", ".join(items)`."""
    if not call.args:
        return ()
    items = items_of(evaluator, call.args[0])
    if items is None:
        return interpolated(call.args[0])
    between = evaluator.texts(separator)
    pieces = [piece for item in items for piece in (between, item)][1:]
    return concatenated(pieces) if pieces else (Text(("",)),)


def items_of(evaluator: Evaluator, expression: ast.expr) -> Items | None:
    """Return the texts of the items of a list, or nothing if the list cannot be read off the code.

    Of items that are made in a loop or repeated, one stands for all.
    """
    handler = _HANDLERS.get(expression.__class__)
    items: Items | None = evaluator.step(handler, expression) if handler else None
    return items


def _display(evaluator: Evaluator, display: ast.List | ast.Tuple | ast.Set) -> Items:
    items: list[Texts] = []
    for item in display.elts:
        if isinstance(item, ast.Starred):
            unpacked = items_of(evaluator, item.value)
            items += (interpolated(item.value),) if unpacked is None else unpacked
        else:
            items.append(evaluator.texts(item))
    return tuple(items)


def _characters(evaluator: Evaluator, literal: ast.Constant) -> Items:
    """Return the first two characters of a literal: enough to show what stands between them once they are joined."""
    characters = str(literal.value)[:2]
    return tuple(evaluator.texts(ast.copy_location(ast.Constant(character), literal)) for character in characters)


def _operation(evaluator: Evaluator, operation: ast.BinOp) -> Items | None:
    """Return the items of `["?"] * count`, `"?" * count` and `first + second`."""
    left, right = items_of(evaluator, operation.left), items_of(evaluator, operation.right)
    if isinstance(operation.op, ast.Mult):
        return left if left is not None else right
    if isinstance(operation.op, ast.Add) and (left is not None or right is not None):
        left = (interpolated(operation.left),) if left is None else left
        return (*left, *((interpolated(operation.right),) if right is None else right))
    return None


def _call(evaluator: Evaluator, call: ast.Call) -> Items | None:
    """Return the items of `list(items)`, `map(function, items)` and `repeat(item)`."""
    match last_name(call.func), call.args:
        case "repeat", [item, *_]:
            return (evaluator.texts(item),)
        case word, [items] if word in CONTAINERS:
            return items_of(evaluator, items)
        case "map", [ast.Lambda(body=body), _, *_]:
            return (evaluator.texts(body),)
        case "map", [ast.Attribute(attr="format") as function, items, *_]:
            formatting = ast.copy_location(ast.Call(func=function, args=[items], keywords=[]), function)
            return (format_call(evaluator, formatting, function.value),)
        case "map", [function, items, *_] if names(evaluator.source).resolve(function) == "builtins.str":
            return items_of(evaluator, items)
    return None


def _of_table(evaluator: Evaluator, call: ast.Call) -> Items | None:
    """Return the keys of `row.keys()`, `row.copy()` and `dict(name=...)`."""
    if isinstance(call.func, ast.Attribute):
        return items_of(evaluator, call.func.value) if call.func.attr in {"keys", "copy"} else None
    return _keywords(evaluator, call) if last_name(call.func) in TABLES else None


def _keywords(evaluator: Evaluator, call: ast.Call) -> Items:
    """Return the keys that the keywords of `dict(...)` and `update(...)` make."""
    keys: list[Texts] = []
    for keyword in call.keywords:
        if keyword.arg is None:
            keys += items_of(evaluator, keyword.value) or (interpolated(keyword.value),)
        else:
            keys.append((Text((keyword.arg,)),))
    return tuple(keys)


def _keys(evaluator: Evaluator, display: ast.Dict) -> Items:
    """Return the keys of a dictionary, which are what a loop over it gives."""
    keys: list[Texts] = []
    for key, value in zip(display.keys, display.values, strict=True):
        keys += [evaluator.texts(key)] if key is not None else items_of(evaluator, value) or (interpolated(value),)
    return tuple(keys)


def _later_keys(evaluator: Evaluator, name: ast.Name) -> Items:
    """Return the keys that are put into the dictionary under a name later: `row[key] = ...`, `row.update(...)`."""
    source, keys = evaluator.source, list[Texts]()
    known = names(source)
    holding_scope = known.binding_scope(name.id, known.scope_of(name))
    for use in names_by_word(source).get(name.id, ()):
        if known.binding_scope(use.id, known.scope_of(use)) is not holding_scope:
            continue
        match source.parents.get(use):
            case ast.Subscript(slice=key, ctx=ast.Store()):
                keys.append(evaluator.texts(key))
            case ast.Attribute(attr="update" | "setdefault" as method) as attribute:
                call = source.parents[attribute]
                if isinstance(call, ast.Call) and method == "setdefault" and call.args:
                    keys.append(evaluator.texts(call.args[0]))
                elif isinstance(call, ast.Call):
                    keys += _keywords(evaluator, call)
                    keys += [key for one in call.args for key in items_of(evaluator, one) or (interpolated(one),)]
    return tuple(keys)


def _variable(evaluator: Evaluator, name: ast.Name) -> Items | None:
    """Return the items of a list under a name, with what is added to it."""
    found: list[Texts] = []
    for definition in definitions(evaluator.source, name):
        parent = evaluator.source.parents.get(definition)
        added_by = parent.value if isinstance(parent, ast.AugAssign) else None
        value = names(evaluator.source).value(definition) or added_by
        items = items_of(evaluator, value) if value is not None else None
        if items is None:
            return None
        found += items
        if isinstance(value, ast.Dict) or last_name(getattr(value, "func", None)) in TABLES:
            found += _later_keys(evaluator, name)
    for call, added in additions(evaluator.source, name):
        if is_many(call):
            found += items_of(evaluator, added) or (interpolated(added),)
        else:
            found.append(evaluator.texts(added))
    return tuple(distinct(texts) for texts in found) or None


_HANDLERS: Mapping[type, Callable[[Evaluator, Any], Items | None]] = {
    ast.List: _display,
    ast.Tuple: _display,
    ast.Set: _display,
    ast.Dict: _keys,
    ast.DictComp: lambda evaluator, made: (evaluator.texts(made.key),),
    **dict.fromkeys(
        (ast.ListComp, ast.GeneratorExp, ast.SetComp), lambda evaluator, made: (evaluator.texts(made.elt),)
    ),
    ast.Constant: _characters,
    ast.BinOp: _operation,
    ast.Call: lambda evaluator, call: _call(evaluator, call) if call.args else _of_table(evaluator, call),
    ast.Name: _variable,
}
