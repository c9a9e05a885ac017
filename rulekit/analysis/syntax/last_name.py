"""The last part of dotted names, and of the names of what is called."""

import ast


def last_name(expression: ast.AST | None) -> str:
    """Return the last part of a name: `run` of `subprocess.run` and of `run`, nothing of any other expression."""
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


def first_name(expression: ast.expr) -> ast.expr:
    """Return what attributes and items are taken of: `shop` of `shop.orders[0].price`."""
    while isinstance(expression, (ast.Attribute, ast.Subscript)):
        expression = expression.value
    return expression


def called_name(value: ast.AST | None) -> str:
    """Return the last part of the name of what is called, awaited or not; nothing where nothing is called."""
    value = value.value if isinstance(value, ast.Await) else value
    return last_name(value.func) if isinstance(value, ast.Call) else ""
