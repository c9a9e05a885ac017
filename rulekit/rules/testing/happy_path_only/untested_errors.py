"""Functions that raise, in the same source as their tests, and no test expects it."""

import ast
from dataclasses import dataclass

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS
from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.analysis.testing.pytest_model import fixture_functions, test_around, test_set
from rulekit.known.testing import CHECKS, EXPECTS_ERROR

# `NotImplementedError` marks an abstract method, and the others are for loops and test runners.
_NO_ERRORS = frozenset("AssertionError NotImplementedError SkipTest StopIteration StopAsyncIteration".split())


@dataclass(frozen=True)
class Untested:
    """A function that raises an error which no test expects, and the first test that calls it."""

    function: Function
    error: str
    test: Function


@question
def untested_errors_of_tests(source: Source) -> tuple[Untested, ...]:
    """Which functions under test raise an error that no test of this source expects?"""
    if not test_set(source) or "raise" not in vocabulary(source):
        return ()
    support = {*test_set(source), *fixture_functions(source)}
    around = dict.fromkeys(enclosing_function(source, statement) for statement in source.nodes(ast.Raise))
    likely = [function for function in around if function is not None and function not in support]
    raising = {function: error for function in likely if may_be_tested(function) and (error := raised_by(function))}
    return tuple(untested for function, error in raising.items() if (untested := _untested(source, function, error)))


def may_be_tested(function: Function) -> bool:
    """Tell whether tests are expected to call a function: it is public, and no check itself."""
    return function.name[0] != "_" and not CHECKS.match(function.name)


def raised_by(function: Function) -> str:
    """Give the error that a function raises for some arguments by itself."""
    if always_raises(function.body):
        return ""
    nodes = [*own_nodes(function)]
    # A generator raises later, where its caller goes through it.
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in nodes):
        return ""
    for node in nodes:
        # `raise ... from error` translates what another function raises.
        if isinstance(node, ast.Raise) and node.exc is not None and node.cause is None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = last_name(made)
            if name[:1].isupper() and name not in _NO_ERRORS:
                return str(name)
    return ""


def _untested(source: Source, function: Function, error: str) -> Untested | None:
    first: Function | None = None
    for call in calls_by_word(source).get(function.name, ()):
        if function not in functions_behind(source, call.func):
            continue
        test = test_around(source, call)
        if test is None or not is_looked_at(source, call):
            return None
        first = first or test
    if first is None or _is_handed_over(source, function):
        return None
    return Untested(function, error, first)


def is_looked_at(source: Source, call: ast.Call) -> bool:
    """Tell whether a test uses the result of a call, outside of where an error is expected."""
    for around in source.ancestors(call):
        items = around.items if isinstance(around, (ast.With, ast.AsyncWith)) else ()
        if isinstance(around, TRY_STATEMENTS) or any(called_name(item.context_expr) in EXPECTS_ERROR for item in items):
            return False
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            return around in test_set(source)
    return False


def _is_handed_over(source: Source, function: Function) -> bool:
    """Tell whether a function is an argument somewhere, so that it may be called where nobody sees it."""
    return any(
        not (isinstance(call := source.parents.get(name), ast.Call) and call.func is name)
        for name in names_by_word(source).get(function.name, ())
    )
