"""Assertions that cannot fail, and comparisons that nobody looks at."""

import ast
import enum
from collections.abc import Iterator, Mapping

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import test_around, test_set
from rulekit.known.testing import CHECKS

_TRUE = frozenset({"assertTrue", "assert_", "failUnless"})
_COMPARING = ("assertFalse", "assertIsNone", "assertEqual", "assertIs")
_ANSWERS = tuple("isinstance issubclass callable all any bool".split())
_DROPPING = frozenset({ast.Expr, ast.UnaryOp, ast.BoolOp})
_OPEN = frozenset({ast.Call, ast.Attribute, ast.Subscript})


class Vacuity(enum.Enum):
    """Why an assertion says nothing; the value is the message."""

    CONSTANT = "this assertion cannot fail: compare what comes out with what you expect"
    TUPLE = "a tuple is always true: take away the brackets around the condition and its message"
    FUNCTION = "a function is always true: call it"
    MESSAGE = "the second argument is only a message: call `assertEqual()` to compare"


@question
def vacuous_assertions(source: Source) -> Mapping[ast.AST, Vacuity]:
    """Which assertions of tests cannot fail?"""
    if not test_set(source):
        return {}
    reasons: dict[ast.AST, Vacuity] = {}
    for statement in source.nodes(ast.Assert):
        if (why := _why_true(source, statement.test)) and test_around(source, statement):
            reasons[statement] = why
    by_word = calls_by_word(source)
    likely = [call for word in sorted(_TRUE) for call in by_word.get(word, ()) if call.args]
    for word in _COMPARING:
        likely += [call for call in by_word.get(word, ()) if call.args and call.args[0].__class__ is ast.Constant]
    for call in likely:
        why = _why_call_is_vacuous(source, call, call.args[0]) if isinstance(call.func, ast.Attribute) else None
        if why and test_around(source, call):
            reasons[call] = why
    return reasons


@question
def dropped_comparisons(source: Source) -> tuple[ast.Expr, ...]:
    """At which comparisons of tests, or questions such as `isinstance(...)`, does nobody look?"""
    return tuple(_dropped_comparisons(source))


def _dropped_comparisons(source: Source) -> Iterator[ast.Expr]:
    if not test_set(source):
        return
    by_word, parents = calls_by_word(source), source.parents
    asking = [call for word in _ANSWERS for call in by_word.get(word, ())]
    for value in [value for value in (*source.nodes(ast.Compare), *asking) if parents[value].__class__ in _DROPPING]:
        statement = source.statement(value)
        if not isinstance(statement, ast.Expr) or _dropped(statement) is not value:
            continue
        idle = isinstance(value, ast.Compare) or _is_question(source, value)
        if idle and test_around(source, statement) and not _expects_error(source, statement):
            yield statement


def _dropped(statement: ast.Expr) -> ast.expr:
    """Give the comparison or question in a statement, behind `not` and the last `and`."""
    value = statement.value.operand if isinstance(statement.value, ast.UnaryOp) else statement.value
    return value.values[-1] if isinstance(value, ast.BoolOp) else value


def _why_true(source: Source, condition: ast.expr) -> Vacuity | None:
    if condition.__class__ in _OPEN:
        return None
    if isinstance(condition, ast.Tuple):
        return Vacuity.TUPLE if condition.elts else None
    if isinstance(condition, ast.Name):
        binders = names(source).binders(condition)
        is_function = bool(binders) and all(isinstance(binder, FUNCTIONS) for binder in binders)
        return Vacuity.FUNCTION if is_function else None
    return Vacuity.CONSTANT if _is_true(condition) else None


def _is_true(condition: ast.expr) -> bool:
    """Tell whether a condition holds whatever the program does."""
    holds = False
    match condition:
        case ast.Constant():
            holds = bool(condition.value)
        case ast.List() | ast.Set():
            holds = bool(condition.elts)
        case ast.Dict():
            holds = bool(condition.keys)
        case ast.Lambda() | ast.GeneratorExp():
            holds = True
        case ast.JoinedStr():
            holds = any(isinstance(part, ast.Constant) for part in condition.values)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Constant(value=value)):
            holds = not value
        case ast.BoolOp(op=ast.Or()):
            holds = any(_is_true(value) for value in condition.values)
        case ast.BoolOp():
            holds = all(_is_true(value) for value in condition.values)
        case ast.Compare(left=ast.Constant() as left, ops=[ast.Eq() | ast.Is()], comparators=[ast.Constant() as right]):
            holds = ast.dump(left) == ast.dump(right)
    return holds


def _why_call_is_vacuous(source: Source, call: ast.Call, first: ast.expr) -> Vacuity | None:
    name, second = called_name(call), call.args[1] if len(call.args) > 1 else None
    if name in _TRUE:
        is_number = isinstance(second, ast.Constant) and _is_number(second.value)
        return Vacuity.MESSAGE if is_number else _why_true(source, first)
    holds = False
    if isinstance(first, ast.Constant):
        holds = name in {"assertFalse", "assertIsNone"} and not first.value
        holds = holds or (name in {"assertEqual", "assertIs"} and _is_the_same(source, first, second))
    return Vacuity.CONSTANT if holds else None


def _is_the_same(source: Source, first: ast.expr, second: ast.expr | None) -> bool:
    """Tell whether two constants are written alike, so that not even the way of writing is tested."""
    if not isinstance(second, ast.Constant):
        return False
    return source.segment(source.extent(first)) == source.segment(source.extent(second))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_question(source: Source, value: ast.expr) -> bool:
    """Recognise a question whose answer is all that it gives: `isinstance(order, Order)`."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name) or value.func.id not in _ANSWERS:
        return False
    return names(source).resolve(value.func) == f"builtins.{value.func.id}"


def _expects_error(source: Source, statement: ast.stmt) -> bool:
    """Tell whether a statement stands where an error is expected: in `with raises(...)`, in a `try`."""
    for around in source.ancestors(statement):
        if isinstance(around, (ast.Try, ast.TryStar)):
            return True
        if isinstance(around, (ast.With, ast.AsyncWith)) and any(_expects(item.context_expr) for item in around.items):
            return True
        if isinstance(around, FUNCTIONS):
            return around not in test_set(source)
    return False


def _expects(context: ast.expr) -> bool:
    return not isinstance(context, ast.Call) or bool(CHECKS.match(called_name(context)))
