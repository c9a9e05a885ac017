"""Counting the steps of an answer, so that an endless loop stops at the same step everywhere, and switch points."""

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from rulekit.teach.trial.standins.waiting import TooManySteps

STEPS = 100_000
STEP, ROUNDS, SWITCH, INPLACE = "__step__", "__rounds__", "__switch__", "__inplace__"
_INPLACE: Mapping[str, Callable[[Any, Any], Any]] = {
    "Add": operator.iadd,
    "Sub": operator.isub,
    "Mult": operator.imul,
    "MatMult": operator.imatmul,
    "Div": operator.itruediv,
    "FloorDiv": operator.ifloordiv,
    "Mod": operator.imod,
    "Pow": operator.ipow,
    "LShift": operator.ilshift,
    "RShift": operator.irshift,
    "BitAnd": operator.iand,
    "BitOr": operator.ior,
    "BitXor": operator.ixor,
}
Item = TypeVar("Item")
_Body = ast.FunctionDef | ast.AsyncFunctionDef | ast.For | ast.AsyncFor | ast.While


class Steps:
    """How many loop rounds and function calls an answer may still make."""

    def __init__(self, budget: int = STEPS) -> None:
        self.budget = budget
        self.left = budget

    def step(self) -> None:
        """Count one step.

        Raises:
            TooManySteps: the budget is used up; every step after that raises again.
        """
        self.left -= 1
        if self.left < 0:
            raise TooManySteps(f"the code does not come to an end: it was stopped after {self.budget:,} steps")

    def rounds(self, items: Iterable[Item]) -> Iterator[Item]:
        """Count the rounds over some items."""
        for item in items:
            self.step()
            yield item


def counted(text: str, path: str, *, switching: bool = False) -> ast.Module:
    """Parse code and let it count its steps; with `switching`, assignments become switch points too.

    Raises:
        SyntaxError: it is not Python.
    """
    tree = ast.parse(text, path)
    changed: ast.Module = _Counting(switching=switching).visit(tree)
    return ast.fix_missing_locations(changed)


def inplace(name: str, left: Any, right: Any) -> Any:
    """Do what `left += right` does."""
    return _INPLACE[name](left, right)


class _Counting(ast.NodeTransformer):
    """Puts a call of `__step__` into every loop and function."""

    def __init__(self, *, switching: bool) -> None:
        self._switching = switching

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._with_step(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._with_step(node)

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._with_step(node)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self._with_step(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._with_step(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        if not node.is_async:
            node.iter = _call(ROUNDS, node.iter, node.iter)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        self.generic_visit(node)
        if self._switching:
            node.value = _call(SWITCH, node.value, node.value, ast.Constant(node.lineno))
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if not self._switching:
            return node
        before = _read(node.target)
        value = _call(INPLACE, node.value, ast.Constant(type(node.op).__name__), before, node.value)
        stored = _call(SWITCH, node.value, value, ast.Constant(node.lineno))
        return ast.copy_location(ast.Assign(targets=[node.target], value=stored), node)

    def _with_step(self, node: _Body) -> ast.AST:
        self.generic_visit(node)
        step = ast.copy_location(ast.Expr(_call(STEP, node)), node.body[0])
        is_told = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node) is not None
        node.body.insert(int(is_told), step)
        return node


def _call(name: str, place: ast.AST, *arguments: ast.expr) -> ast.Call:
    made = ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
    return ast.copy_location(made, place)


def _read(target: ast.expr) -> ast.expr:
    """Give the expression that reads what is assigned to."""
    read = ast.parse(ast.unparse(target), mode="eval").body
    return ast.copy_location(read, target)
