"""Small damages to a solution: an exercise whose checks are worth something notices most of them."""

import ast
import copy
from collections.abc import Callable, Iterator, Sequence

from rulekit.teach.exercise import Exercise

_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_WITH_BODY = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.With, ast.Try)
_Change = Callable[[ast.AST], None]


def mutants(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Give the damaged solutions, each with what was done to it."""
    if exercise.is_text:
        yield from _without_lines(exercise.solution)
        return
    tree = ast.parse(exercise.solution)
    nodes = list(ast.walk(tree))
    for position, node in enumerate(nodes):
        for name, change in _changes(node):
            damaged = copy.deepcopy(tree)
            change(list(ast.walk(damaged))[position])
            yield name, ast.unparse(ast.fix_missing_locations(damaged))


def _changes(node: ast.AST) -> Iterator[tuple[str, _Change]]:
    """Give what can be damaged at one place."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _OPPOSITES:
        yield f"line {node.lineno}: the comparison is turned round", _turn
    if isinstance(node, ast.If):
        yield f"line {node.lineno}: the condition never holds", _never
    if isinstance(node, _WITH_BODY):
        for index, statement in enumerate(node.body):
            if _is_worth_deleting(statement):
                yield f"line {statement.lineno}: the statement is gone", _deletion(index)


def _turn(node: ast.AST) -> None:
    if isinstance(node, ast.Compare):
        node.ops[0] = _OPPOSITES[type(node.ops[0])]()


def _never(node: ast.AST) -> None:
    if isinstance(node, ast.If):
        node.test = ast.Constant(value=False)


def _deletion(index: int) -> _Change:
    def delete(node: ast.AST) -> None:
        body: list[ast.stmt] = node.body  # type: ignore[attr-defined]
        body[index] = ast.Pass()

    return delete


def _is_worth_deleting(statement: ast.stmt) -> bool:
    """Leave out what does nothing: docstrings, `pass`, definitions that are judged by their own statements."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return False
    return not isinstance(statement, (ast.Pass, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _without_lines(text: str) -> Iterator[tuple[str, str]]:
    lines: Sequence[str] = text.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"line {number}: the line is gone", "".join((*lines[: number - 1], *lines[number:]))
