"""Functions that unittest, pytest or nose run around tests because of their names."""

import ast

from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import enclosing_function, functions, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word, vocabulary
from rulekit.analysis.testing.discovery import is_test_class
from rulekit.analysis.testing.pytest_model import fixture_decorator, holds_tests, test_set
from rulekit.known.testing import NOSE, TEST_DATA, UNITTEST_CLASSES, XUNIT


@question
def xunit_functions(source: Source) -> tuple[Function, ...]:
    """Which functions run around tests because of their names, `setUp` and the like?"""
    if not holds_tests(source):
        return ()
    named = [function for function in functions(source) if function.name in XUNIT or function.name == TEST_DATA]
    around = [function for function in named if _runs_around_tests(source, function)]
    return tuple(function for function in around if fixture_decorator(source, function) is None)


def _runs_around_tests(source: Source, function: Function) -> bool:
    if enclosing_function(source, function) is not None:
        return False
    home = owner(source, function)
    if home is None:
        return function.name.endswith(("Module", "_module", "_function"))
    return source.role == "test" or is_test_class(source, home)


@question
def nose_functions(source: Source) -> tuple[Function, ...]:
    """Which functions have names that nose called, and pytest before version 8?"""
    if not holds_tests(source):
        return ()
    named = [function for function in functions(source) if function.name in NOSE and not function.decorator_list]
    return tuple(function for function in named if _is_for_nose(source, function))


def _is_for_nose(source: Source, function: Function) -> bool:
    """Tell whether nose would have called a function: it stands beside tests, needs nothing and nobody calls it."""
    home = owner(source, function)
    required = len(function.args.args) - len(function.args.defaults)
    # `def setup(app)` is the hook of a plugin; a helper of this name is called by the tests.
    if enclosing_function(source, function) is not None or required > (home is not None):
        return False
    if home is None:
        is_beside_tests = any(owner(source, test) is None for test in test_set(source))
        is_called = function.name in names_by_word(source) and "with_setup" not in vocabulary(source)
        return is_beside_tests and not is_called
    receivers = (attribute.value for attribute in attributes_by_word(source).get(function.name, ()))
    if any(isinstance(receiver, ast.Name) and receiver.id in {"self", "cls"} for receiver in receivers):
        return False
    # The tests may stand in a class of this file that derives from this one.
    classes = [one for one in source.nodes(ast.ClassDef) if one is home or home in classes_above(source, one)]
    tests = test_set(source)
    return is_test_class(source, home) and any(not tests.isdisjoint(definition.body) for definition in classes)


@question
def unittest_classes(source: Source) -> tuple[ast.ClassDef, ...]:
    """Which classes derive from `unittest.TestCase` itself?"""
    if not holds_tests(source) or "TestCase" not in vocabulary(source):
        return ()
    resolve = names(source).resolve
    classes = source.nodes(ast.ClassDef)
    return tuple(one for one in classes if any(resolve(base) in UNITTEST_CLASSES for base in one.bases))
