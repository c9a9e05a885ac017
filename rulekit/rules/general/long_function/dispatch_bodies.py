"""Bodies that are long and simple: a table of values, or one choice with a line for each case."""

import ast

from rulekit.analysis.syntax.index import Function, walk

MOST_OTHERS = 3

_DISPLAYS = (ast.Dict, ast.List, ast.Tuple, ast.Set)
_PLAIN = (ast.Constant, ast.Name, ast.Attribute, ast.UnaryOp, ast.unaryop, ast.expr_context)
_SIMPLE = (ast.Return, ast.Raise, ast.Expr, ast.Assign, ast.AugAssign, ast.Pass)


def is_table(function: Function) -> bool:
    """Recognise a body that returns one table of values, with a name in between or not."""
    body = _without_docstring(function)
    if not 1 <= len(body) <= 2 or not isinstance(body[-1], (ast.Return, ast.Assign, ast.AnnAssign)):
        return False
    if len(body) > 1 and not (isinstance(body[-1], ast.Return) and isinstance(body[-1].value, ast.Name)):
        return False
    value = getattr(body[0], "value", None)
    return isinstance(value, _DISPLAYS) and all(isinstance(node, (*_DISPLAYS, *_PLAIN)) for node in walk(value))


def is_dispatcher(function: Function) -> bool:
    """Recognise a body that is one choice between cases of one line each; simple statements may follow."""
    body = _without_docstring(function)
    choices = [statement for statement in body if isinstance(statement, (ast.If, ast.Match))]
    others = [statement for statement in body if statement not in choices]
    if (
        len(choices) != 1
        or len(others) > MOST_OTHERS
        or not all(isinstance(statement, _SIMPLE) and _is_one_line(statement) for statement in others)
    ):
        return False
    return all(len(arm) == 1 and isinstance(arm[0], _SIMPLE) and _is_one_line(arm[0]) for arm in _arms(choices[0]))


def _arms(choice: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(choice, ast.Match):
        return [case.body for case in choice.cases]
    arms: list[list[ast.stmt]] = []
    while isinstance(choice, ast.If):
        arms.append(choice.body)
        if len(choice.orelse) != 1 or not isinstance(choice.orelse[0], ast.If):
            return [*arms, choice.orelse] if choice.orelse else arms
        choice = choice.orelse[0]
    return arms


def _without_docstring(function: Function) -> list[ast.stmt]:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return function.body[documented:]


def _is_one_line(statement: ast.stmt) -> bool:
    return statement.end_lineno == statement.lineno
