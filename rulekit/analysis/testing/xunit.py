"""Functions that unittest, pytest or nose run around tests because of their names."""

import ast

from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import enclosing_function, functions, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.discovery import is_test_class
from rulekit.analysis.testing.pytest_model import fixture_maker, holds_tests, test_set
from rulekit.known.testing import CASES, NOSE, TEST_DATA, XUNIT


@question
def xunit_functions(source: Source) -> tuple[Function, ...]:
    """Which functions run around tests because of their names, `setUp` and the like?"""
    if not holds_tests(source):
        return ()
    named = [one for one in functions(source) if one.name in XUNIT or one.name == TEST_DATA]
    return tuple(one for one in named if _belongs_to_tests(source, one) and fixture_maker(source, one) is None)


@question
def nose_functions(source: Source) -> tuple[Function, ...]:
    """Which functions have names that nose called, and pytest before version 8?"""
    if not holds_tests(source):
        return ()
    named = [one for one in functions(source) if one.name in NOSE and not one.decorator_list]
    return tuple(one for one in named if _is_for_nose(source, one))


@question
def cases(source: Source) -> tuple[ast.ClassDef, ...]:
    """Which classes derive from `unittest.TestCase` itself?"""
    if not holds_tests(source) or "TestCase" not in vocabulary(source):
        return ()
    resolve = names(source).resolve
    return tuple(one for one in source.nodes(ast.ClassDef) if any(resolve(base) in CASES for base in one.bases))


def _belongs_to_tests(source: Source, function: Function) -> bool:
    if enclosing_function(source, function) is not None:
        return False
    home = owner(source, function)
    if home is None:
        return function.name.endswith(("Module", "_module", "_function"))
    return source.role == "test" or is_test_class(source, home)


def _is_for_nose(source: Source, function: Function) -> bool:
    """Tell whether nose would have called a function: it stands beside tests, needs nothing and nobody calls it."""
    home = owner(source, function)
    needed = len(function.args.args) - len(function.args.defaults)
    if enclosing_function(source, function) is not None or needed > (home is not None):
        return False
    if home is None:
        beside = any(owner(source, one) is None for one in test_set(source))
        used = any(name.id == function.name for name in source.nodes(ast.Name))
        return beside and (not used or "with_setup" in vocabulary(source))
    return _has_tests(source, home) and not _is_called_on_self(source, function.name)


def _has_tests(source: Source, home: ast.ClassDef) -> bool:
    """Tell whether a class, or one of this file that derives from it, holds tests."""
    if not is_test_class(source, home):
        return False
    below = [one for one in source.nodes(ast.ClassDef) if one is home or home in classes_above(source, one)]
    held = (statement for one in below for statement in one.body)
    return any(isinstance(statement, FUNCTIONS) and statement in test_set(source) for statement in held)


def _is_called_on_self(source: Source, name: str) -> bool:
    return any(
        one.attr == name and isinstance(one.value, ast.Name) and one.value.id in {"self", "cls"}
        for one in source.nodes(ast.Attribute)
    )
