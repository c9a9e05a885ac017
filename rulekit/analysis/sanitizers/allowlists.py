"""Whether the code makes sure, before it uses a value, that the value is one of those it knows."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import preceding

_TELLING = (ast.In, ast.Eq, ast.LtE, ast.Is)
_DENYING = (ast.NotIn, ast.NotEq, ast.Gt, ast.IsNot)
_MATCHING = frozenset(
    "fullmatch match isidentifier isalnum isalpha isdigit isdecimal isnumeric issubset isinstance".split()
)
_CHECKING = re.compile(
    r"(^|_)(valid|validate|sanitize|sanitise|check|ensure|assert|verify|allow|require|is_safe|whitelist)", re.IGNORECASE
)


def is_checked(source: Source, use: ast.expr) -> bool:
    """Tell whether a value is only used where it was compared with known ones, or handed to a function that checks."""
    if not isinstance(use, (ast.Name, ast.Attribute, ast.Subscript)):
        return False
    wanted = ast.unparse(use)
    child: ast.AST = use
    for around in source.ancestors(use):
        if isinstance(around, (ast.If, ast.IfExp, ast.While)) and _holds_inside(around, child, wanted):
            return True
        if isinstance(around, COMPREHENSIONS) and any(
            _tells(test, wanted) for generator in around.generators for test in generator.ifs
        ):
            return True
        if isinstance(child, ast.stmt) and any(_leaves_checked(one, wanted) for one in preceding(source, child)):
            return True
        if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
            return False
        child = around
    return False


def _holds_inside(choice: ast.If | ast.IfExp | ast.While, child: ast.AST, wanted: str) -> bool:
    body = choice.body if isinstance(choice.body, list) else [choice.body]
    if child in body:
        return _tells(choice.test, wanted)
    return child is not choice.test and _denies(choice.test, wanted)


def _leaves_checked(statement: ast.stmt, wanted: str) -> bool:
    """Tell whether the code behind a statement runs only for a known value."""
    if isinstance(statement, ast.If) and not falls_through(statement.body):
        return _denies(statement.test, wanted)
    if isinstance(statement, ast.Assert):
        return _tells(statement.test, wanted)
    if isinstance(statement, ast.If):
        return _denies(statement.test, wanted) and any(_sets(one, wanted) for one in statement.body)
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return any(_leaves_checked(one, element) for element in _elements(statement, wanted) for one in statement.body)
    value = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
    value = value.value if isinstance(value, ast.Await) else value
    return isinstance(statement, ast.Expr) and _is_check(value, wanted)


def _elements(loop: ast.For | ast.AsyncFor, wanted: str) -> Iterator[str]:
    """Give the loop variable of a loop over the wanted list, each of whose items is checked."""
    if isinstance(loop.target, ast.Name) and _mentions(loop.iter, wanted):
        yield loop.target.id


def _sets(statement: ast.stmt, wanted: str) -> bool:
    """Recognise `order = "name"`, in place of what is not allowed."""
    return (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and any(ast.unparse(target) == wanted for target in statement.targets)
    )


def _tells(test: ast.expr, wanted: str) -> bool:
    """Tell whether a condition holds only for known values."""
    if isinstance(test, ast.BoolOp):
        sides = [_tells(side, wanted) for side in test.values]
        return any(sides) if isinstance(test.op, ast.And) else all(sides)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _denies(test.operand, wanted)
    if isinstance(test, ast.Compare):
        return isinstance(test.ops[0], _TELLING) and _compares(test, wanted)
    return _is_check(test, wanted)


def _denies(test: ast.expr, wanted: str) -> bool:
    """Tell whether a condition holds for every value that is not known."""
    if isinstance(test, ast.BoolOp):
        sides = [_denies(side, wanted) for side in test.values]
        return all(sides) if isinstance(test.op, ast.And) else any(sides)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _tells(test.operand, wanted)
    if isinstance(test, ast.Compare):
        is_none = isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        if is_none and isinstance(test.ops[0], ast.Is):
            return isinstance(test.left, ast.Call) and _is_check(test.left, wanted)
        return isinstance(test.ops[0], _DENYING) and _compares(test, wanted)
    asks_each = isinstance(test, ast.Call) and last_name(test.func) == "any"
    return asks_each and _mentions(test, wanted) and " not in " in _text(test)


def _compares(test: ast.Compare, wanted: str) -> bool:
    """Tell whether a comparison is one of the wanted value, not with `None` or with an empty text."""
    other = test.comparators[0]
    if isinstance(other, ast.Constant) and not other.value:
        return False
    if isinstance(test.ops[0], (ast.In, ast.NotIn)) and ast.unparse(other) == wanted:
        return False
    return _mentions(test.left, wanted) or (isinstance(test.ops[0], ast.Eq) and ast.unparse(other) == wanted)


def _is_check(test: ast.expr | None, wanted: str) -> bool:
    if not isinstance(test, ast.Call):
        return False
    word = last_name(test.func)
    if word == "all":
        return _mentions(test, wanted) and (" in " in _text(test) or any(one in _text(test) for one in _MATCHING))
    return (word in _MATCHING or bool(_CHECKING.search(word))) and _mentions(test, wanted)


def _mentions(expression: ast.expr, wanted: str) -> bool:
    return bool(re.search(rf"(?<![\w.]){re.escape(wanted)}(?!\w)", _text(expression)))


def _text(expression: ast.expr) -> str:
    return ast.unparse(expression)
