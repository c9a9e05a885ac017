"""What becomes of an answer when somebody changes one of its numbers, as a colleague does it: in the text."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import pytest

NUMERIC = frozenset({"Decimal", "Fraction", "Final", "float", "int"})
Number = Any


class Changed(NamedTuple):
    """An answer in which one number has changed: the name that stands for the number, and the module anew."""

    name: str
    module: ModuleType


Change = Callable[[ModuleType, int, int], list[Changed]]


@pytest.fixture
def changed() -> Change:
    """Change every number of a value that stands outside of functions, one after the other."""
    return _changed


def _changed(answer: ModuleType, old: int, new: int) -> list[Changed]:
    text = inspect.getsource(answer)
    count = len(list(_places(ast.parse(text), vars(answer), old)))
    return [_with_another(text, vars(answer), (old, new), at) for at in range(count)]


def _with_another(text: str, names: Mapping[str, Any], numbers: tuple[int, int], at: int) -> Changed:
    tree = ast.parse(text)
    old, new = numbers
    name, place = list(_places(tree, names, old))[at]
    step = ast.BinOp(place, ast.Add(), ast.Constant(new - old))
    other = ast.fix_missing_locations(_Exchange(place, step).visit(tree))
    module = ModuleType(str(names["__name__"]))
    exec(compile(other, "answer.py", "exec", dont_inherit=True), vars(module))  # noqa: S102, RK505 - that is what is tried here
    return Changed(name, module)


class _Exchange(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else super().visit(node)


def _places(node: ast.AST, names: Mapping[str, Any], value: int, name: str = "") -> Iterator[tuple[str, ast.expr]]:
    """Give the expressions outside of functions that are worth a value, each with the name that stands for it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return
    if isinstance(node, ast.expr) and _is_worth(node, names, value):
        yield name, node
        return
    for child, called in _children(node, name):
        yield from _places(child, names, value, called)


def _children(node: ast.AST, name: str) -> Iterator[tuple[ast.AST, str]]:
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            yield from ((value, ast.unparse(target)) for target, value in zip(targets, values, strict=False))
        case ast.Assign(targets=[target, *_], value=value):
            yield value, ast.unparse(target)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield value, ast.unparse(target)
        case ast.keyword(arg=str() as word, value=value):
            yield value, word
        case ast.Dict(keys=keys, values=values):
            yield from ((value, _word(key) or name) for key, value in zip(keys, values, strict=True))
        case _:
            yield from ((child, name) for child in ast.iter_child_nodes(node))


def _word(key: ast.expr | None) -> str:
    return str(key.value) if isinstance(key, ast.Constant) else ""


def _is_worth(node: ast.expr, names: Mapping[str, Any], value: int) -> bool:
    """Tell whether an expression is made of numbers alone and has a value."""
    inside = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    is_plain = isinstance(node, (ast.Constant, ast.BinOp, ast.UnaryOp, ast.Call)) and inside <= NUMERIC
    if not is_plain or (isinstance(node, ast.Call) and not inside):
        return False
    try:
        worth = eval(compile(ast.Expression(node), "answer.py", "eval"), dict(names))  # noqa: S307, RK505 - numbers alone
    except Exception:  # noqa: BLE001 - then it is no number
        return False
    return not isinstance(worth, (bool, str)) and bool(worth == value)
