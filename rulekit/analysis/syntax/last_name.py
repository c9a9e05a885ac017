"""The last part of dotted names, and of the names of what is called."""

import ast


def last_name(expression: ast.AST | None) -> str:
    """Return the last part of a name: `run` of `subprocess.run` and of `run`, nothing of any other expression."""
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


def called_name(value: ast.AST | None) -> str:
    """Return the last part of the name of what is called, awaited or not; nothing where nothing is called."""
    value = value.value if isinstance(value, ast.Await) else value
    return last_name(value.func) if isinstance(value, ast.Call) else ""
