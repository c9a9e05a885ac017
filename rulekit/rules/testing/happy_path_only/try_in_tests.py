"""`try` in tests: handlers that swallow a failed assertion, or that let a test pass when nothing is raised."""

import ast
import enum
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Breadth, Try, breadth, caught_types
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.assertions import any_asserts, assertions_in, fails
from rulekit.analysis.testing.pytest_model import test_set
from rulekit.rules.testing.happy_path_only.vacuous_assertions import hollow_assertions

_ASSERTION = "builtins.AssertionError"
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Weakness(enum.Enum):
    """What is wrong with a `try` in a test."""

    SWALLOWS = "swallows a failed assertion"
    PASSES = "passes when nothing is raised"
    FAILS_BY_HAND = "fails by hand when nothing is raised"
    ONLY_FAILS = "fails by hand when something is raised"


@question
def weak_attempts(source: Source) -> tuple[tuple[ast.ExceptHandler, Weakness], ...]:
    """Which handlers in tests let them pass, or say by hand what pytest says by itself?"""
    return tuple(_judged(source)) if test_set(source) else ()


def _judged(source: Source) -> Iterator[tuple[ast.ExceptHandler, Weakness]]:
    attempts: Sequence[Try] = source.nodes(*TRY_STATEMENTS)
    for attempt in attempts:
        test = enclosing_function(source, attempt) if attempt.handlers and not attempt.finalbody else None
        if test is not None and test in test_set(source):
            for handler in attempt.handlers:
                if why := _weakness(source, test, attempt, handler):
                    yield handler, why


def _weakness(source: Source, test: Function, attempt: Try, handler: ast.ExceptHandler) -> Weakness | None:
    if any(isinstance(around, _LOOPS) and test in source.ancestors(around) for around in source.ancestors(attempt)):
        return None
    if all(fails(statement) for statement in handler.body):
        return None if _asserts_beside(source, test, handler) else Weakness.ONLY_FAILS
    idle = all(_is_idle(source, statement) for statement in handler.body)
    looks = _only_asserts(handler)
    if not (idle or looks):
        return None
    inside = any_asserts(source, attempt.body)
    if idle and inside and _takes_assertions(source, handler, attempt):
        return Weakness.SWALLOWS
    if any(fails(statement) for statement in (*attempt.body, *attempt.orelse)):
        return Weakness.FAILS_BY_HAND
    fails_beside = any(fails(statement) for one in attempt.handlers for statement in one.body)
    silent = not inside and not attempt.orelse and not fails_beside
    return Weakness.PASSES if silent and (looks or not _asserts_beside(source, test, attempt)) else None


def _asserts_beside(source: Source, test: Function, part: ast.AST) -> bool:
    """Tell whether a test asserts something besides what stands in a part of it."""
    return any(part not in source.ancestors(one) for one in assertions_in(source, test))


def _is_idle(source: Source, statement: ast.stmt) -> bool:
    """Recognise a statement that says nothing: `pass`, `...`, `assert True`, `return`."""
    if isinstance(statement, ast.Assert):
        return statement in hollow_assertions(source)
    if isinstance(statement, ast.Expr):
        hollow = statement.value in hollow_assertions(source)
        printed = isinstance(statement.value, ast.Call) and names(source).resolve(statement.value.func)
        return isinstance(statement.value, ast.Constant) or hollow or printed == "builtins.print"
    return isinstance(statement, ast.Pass) or (isinstance(statement, ast.Return) and statement.value is None)


def _only_asserts(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler looks at the exception by assertions, and does nothing else."""
    return handler.name is not None and all(
        isinstance(one, ast.Assert) and not fails(one) and _reads(one, handler.name) for one in handler.body
    )


def _reads(statement: ast.Assert, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in walk(statement.test))


def _takes_assertions(source: Source, handler: ast.ExceptHandler, attempt: Try) -> bool:
    """Tell whether a handler catches what a failed assertion raises; `pytest.fail` is only caught by a bare one."""
    wide = breadth(source, handler)
    if wide in {Breadth.BARE, Breadth.BASE}:
        return True
    takes = wide is Breadth.BROAD or (handler.type is not None and _ASSERTION in caught_types(source, handler.type))
    return takes and any(isinstance(statement, (ast.Assert, ast.Raise)) for statement in attempt.body)
