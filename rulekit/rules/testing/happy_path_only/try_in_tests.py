"""`try` in tests: handlers that swallow a failed assertion, or that let a test pass when nothing is raised."""

import ast
import enum
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Breadth, Try, breadth, caught_types
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.assertions import any_asserts, assertions_in, fails
from rulekit.analysis.testing.pytest_model import test_set
from rulekit.rules.testing.happy_path_only.vacuous_assertions import vacuous_assertions

_ASSERTION = "builtins.AssertionError"


class Weakness(enum.Enum):
    """What is wrong with a `try` in a test."""

    SWALLOWS = "swallows a failed assertion"
    PASSES = "passes when nothing is raised"
    FAILS_BY_HAND = "fails by hand when nothing is raised"
    ONLY_FAILS = "fails by hand when something is raised"


@question
def weak_handlers(source: Source) -> tuple[tuple[ast.ExceptHandler, Weakness], ...]:
    """Which handlers in tests let them pass, or say by hand what pytest says by itself?"""
    return tuple(_judged(source)) if test_set(source) else ()


def _judged(source: Source) -> Iterator[tuple[ast.ExceptHandler, Weakness]]:
    try_statements: Sequence[Try] = source.nodes(*TRY_STATEMENTS)
    for try_statement in try_statements:
        test = (
            enclosing_function(source, try_statement)
            if try_statement.handlers and not try_statement.finalbody
            else None
        )
        if test is not None and test in test_set(source):
            for handler in try_statement.handlers:
                if why := _weakness(source, test, try_statement, handler):
                    yield handler, why


def _weakness(source: Source, test: Function, try_statement: Try, handler: ast.ExceptHandler) -> Weakness | None:
    # A test that waits asks again and again until an assertion holds.
    if any(
        isinstance(around, LOOPS) and test in source.ancestors(around) for around in source.ancestors(try_statement)
    ):
        return None
    if all(fails(statement) for statement in handler.body):
        return None if _asserts_beside(source, test, handler) else Weakness.ONLY_FAILS
    idle = all(_is_idle(source, statement) for statement in handler.body)
    looks = _only_asserts(handler)
    if not (idle or looks):
        return None
    inside = any_asserts(source, try_statement.body)
    if idle and inside and _takes_assertions(source, handler, try_statement):
        return Weakness.SWALLOWS
    if any(fails(statement) for statement in (*try_statement.body, *try_statement.orelse)):
        return Weakness.FAILS_BY_HAND
    fails_beside = any(fails(statement) for other in try_statement.handlers for statement in other.body)
    silent = not inside and not try_statement.orelse and not fails_beside
    return Weakness.PASSES if silent and (looks or not _asserts_beside(source, test, try_statement)) else None


def _asserts_beside(source: Source, test: Function, part: ast.AST) -> bool:
    """Tell whether a test asserts something besides what stands in a part of it."""
    return any(part not in source.ancestors(assertion) for assertion in assertions_in(source, test))


def _is_idle(source: Source, statement: ast.stmt) -> bool:
    """Recognise a statement that says nothing: `pass`, `...`, `assert True`, `return`."""
    if isinstance(statement, ast.Assert):
        return statement in vacuous_assertions(source)
    if isinstance(statement, ast.Expr):
        is_vacuous = statement.value in vacuous_assertions(source)
        printed = isinstance(statement.value, ast.Call) and names(source).resolve(statement.value.func)
        return isinstance(statement.value, ast.Constant) or is_vacuous or printed == "builtins.print"
    return isinstance(statement, ast.Pass) or (isinstance(statement, ast.Return) and statement.value is None)


def _only_asserts(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler looks at the exception by assertions, and does nothing else."""
    return handler.name is not None and all(
        isinstance(statement, ast.Assert) and not fails(statement) and _reads(statement, handler.name)
        for statement in handler.body
    )


def _reads(statement: ast.Assert, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in walk(statement.test))


def _takes_assertions(source: Source, handler: ast.ExceptHandler, try_statement: Try) -> bool:
    """Tell whether a handler catches what a failed assertion raises; `pytest.fail` is only caught by a bare one."""
    wide = breadth(source, handler)
    if wide in {Breadth.BARE, Breadth.BASE}:
        return True
    takes = wide is Breadth.BROAD or (handler.type is not None and _ASSERTION in caught_types(source, handler.type))
    return takes and any(isinstance(statement, (ast.Assert, ast.Raise)) for statement in try_statement.body)
