"""Dictionaries whose content can be read: keyword arguments that are handed on, and tables of functions."""

import ast
from collections.abc import Mapping, Sequence

from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source


def dictionary(source: Source, expression: ast.expr) -> Mapping[str, ast.expr] | None:
    """Read `{"shell": True}` or `dict(shell=True)`, written here or bound once to a name and changed by key."""
    match expression:
        case ast.Name():
            value = names(source).single_value(expression)
            return _with_later_keys(source, expression.id, dictionary(source, value)) if value is not None else None
        case ast.Dict():
            pairs = zip(expression.keys, expression.values, strict=True)
            read = {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}
            return read if len(read) == len(expression.keys) else None  # type: ignore[return-value]
        case ast.Call(func=ast.Name(id="dict"), args=[]):
            return {keyword.arg: keyword.value for keyword in expression.keywords if keyword.arg}
    return None


def entries_of(source: Source, expression: ast.expr) -> Sequence[ast.expr]:
    """Return what `RUNNERS[kind]` may be: the entries of a dictionary of this file, or the one under a fixed key."""
    if not isinstance(expression, ast.Subscript) or not isinstance(expression.value, (ast.Name, ast.Dict)):
        return ()
    table = dictionary(source, expression.value) or {}
    if isinstance(expression.slice, ast.Constant):
        return [entry for key, entry in table.items() if key == expression.slice.value]
    return list(table.values())


def _with_later_keys(source: Source, name: str, known: Mapping[str, ast.expr] | None) -> Mapping[str, ast.expr] | None:
    """Add what is put in by `options["shell"] = True`."""
    if known is None:
        return None
    added: dict[str, ast.expr] = {}
    for subscript in source.nodes(ast.Subscript):
        if subscript.ctx.__class__ is ast.Store and getattr(subscript.value, "id", "") == name:
            value = names(source).value(subscript)
            if isinstance(subscript.slice, ast.Constant) and isinstance(subscript.slice.value, str) and value:
                added[subscript.slice.value] = value
    return {**known, **added}
