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
    if any(isinstance(node, ast.Assert) for node in ast.walk(function)):
        return True
    used = {name for node in ast.walk(function) for name in _used(node)}
    if any(name in CHECKING or name.startswith(("assert", "Assertion")) for name in used):
        return True
    return any(_asserts(functions[name], functions, seen) for name in sorted(used & functions.keys()))


def _used(node: ast.AST) -> Iterator[str]:
    """Name what is called, what is raised, and the fixtures that are asked for."""
    if isinstance(node, ast.Call):
        node = node.func
    elif isinstance(node, ast.Raise) and node.exc is not None:
        node = node.exc
    elif not isinstance(node, ast.arg):
        return
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.arg(arg=name):
            yield name
