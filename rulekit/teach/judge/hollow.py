"""Tests that assert nothing, which can be told without running them."""

import ast
from collections.abc import Iterator

CHECKING = frozenset({"raises", "warns", "fail", "deprecated_call"})


def hollow_tests(text: str) -> list[tuple[str, int]]:
    """Give the tests that assert nothing, with their lines."""
    tree = ast.parse(text)
    functions = {
        node.name: node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    named = [one for name, one in functions.items() if name.startswith("test")]
    return [(one.name, one.lineno) for one in named if not _asserts(one, functions, set())]


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _asserts(function: _Function, functions: dict[str, _Function], seen: set[str]) -> bool:
    if function.name in seen:
        return False
    seen.add(function.name)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        name = next(_called(node), "")
        if name in CHECKING or name.startswith("assert"):
            return True
        if name in functions and _asserts(functions[name], functions, seen):
            return True
    return False


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            yield node.func.attr
        elif isinstance(node.func, ast.Name):
            yield node.func.id
