"""Test both happy paths and edge cases / error conditions.

## Why
`test_import_orders` read a file with three good lines, and never looked at what came out.
It was green for a year, also in the week in which the import dropped every line with an umlaut.
The test of the refund expected `Exception`; when somebody renamed the function, the test went on passing, because a
`NameError` is an exception too.
A test that cannot fail costs time in every run and gives false comfort; and faults live at the edges, in the empty
order, the amount of zero, the article that is not there.

## Instead
Assert what comes out of the good case.
Then ask what the function does with nothing, with too much and with the wrong thing, and write one test for each:
`with pytest.raises(StockError, match="tea"): book.take("tea", 99)`.
`@pytest.mark.parametrize` holds a table of edges in three lines.

## When to break it
A smoke test only wants to see that nothing is raised; say so in its name: `test_import_does_not_fail`.
Where the message of an error is another library's, expect the type alone, but the narrowest that there is.

## What the check sees
- error: an assertion about a tuple, a function that is not called, or a number in the place of the message; a handler
  that swallows the failed assertion; a comparison that is not asserted; an assertion that stands behind what raises.
- warning: an assertion of a constant; any error expected, without `match`; an error that may also not come, in a `try`
  or in `pytest.raises`; an empty test.
- advice: a test that asserts nothing, or only under a condition or in a loop that may never run; failing by hand; a
  function that raises what no test expects, or has a case for `None` or for nothing that no test tries.
- not seen: edges that only the arguments of a parametrized test may reach, and whether an assertion is the right one.
"""

import ast
from collections.abc import Iterator
from itertools import chain

from rulekit.analysis.exceptions.handlers import Breadth, breadth, caught_types
from rulekit.analysis.names.functions import enclosing_function, is_stub, owner
from rulekit.analysis.project.project import Project
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.assertions import asserting_statements, assertions_in, may_be_checked_elsewhere
from rulekit.analysis.testing.pytest_model import context_of, tests
from rulekit.known.testing import MUST_ONLY_RUN, SAYS_MUST_ONLY_RUN
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.testing.happy_path_only.untested_errors import (
    broad_expectations,
    functions_with_edge_cases,
    late_assertions,
    tested_calls,
    untested_edge_cases,
    untested_errors_of_tests,
)
from rulekit.rules.testing.happy_path_only.weak_assertions import (
    Vacuity,
    Weakness,
    deciding_statement,
    dropped_comparisons,
    vacuous_assertions,
    weak_handlers,
)

LONGEST = 30

RULE = Rule(
    code="RK604",
    name="happy-path-only",
    known_as=(
        "edge case",
        "error path",
        "failure test",
        "negative test",
        "pytest.raises",
        "boundary value",
    ),
    section=Section.TESTING,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A test that only calls",
            bad='''
                """Orders are read."""

                from shop import read_orders


                def test_read_orders():  # <- RK604
                    """Two lines are two orders."""
                    read_orders("tea,2\\ncoffee,1\\n")
            ''',
            good='''
                """Orders are read."""

                import pytest

                from shop import OrderError, read_orders


                @pytest.mark.parametrize(
                    ("text", "orders"), [("", 0), ("tea,2\\n", 1), ("tea,2\\nmilk,1\\n", 2)]
                )
                def test_each_line_is_an_order(text, orders):
                    """Two lines are two orders."""
                    assert len(read_orders(text)) == orders


                def test_a_line_without_a_number_is_no_order():
                    """The number of the line is told."""
                    with pytest.raises(OrderError, match="line 1"):
                        read_orders("tea\\n")
            ''',
            path="tests/test_orders.py",
        ),
        Example(
            "Any error will do",
            bad='''
                """The stock is watched."""

                import pytest

                from shop import StockBook


                def test_more_than_there_is_cannot_be_taken():
                    """Five pieces of tea are not nine."""
                    with pytest.raises(Exception):  # <- RK604
                        StockBook({"tea": 5}).take("tea", 9)
            ''',
            good='''
                """The stock is watched."""

                import pytest

                from shop import StockBook, StockError


                def test_more_than_there_is_cannot_be_taken():
                    """Five pieces of tea are not nine."""
                    with pytest.raises(StockError, match="only 5 pieces of tea"):
                        StockBook({"tea": 5}).take("tea", 9)
            ''',
            path="tests/test_stock.py",
        ),
        Example(
            "A condition with its message in brackets",
            bad='''
                """Prices have a tax."""

                from shop import with_tax


                def test_tea_is_taxed():
                    """Eight per cent are added."""
                    assert (with_tax(100) == 108, "the tax is eight per cent")  # <- RK604
            ''',
            good='''
                """Prices have a tax."""

                from shop import with_tax


                def test_tea_is_taxed():
                    """Eight per cent are added."""
                    assert with_tax(100) == 108, "the tax is eight per cent"
            ''',
            path="tests/test_prices.py",
        ),
    ),
    tempting=(
        Example(
            "Something is asserted now",
            bad='''
                """Orders are read."""

                from shop import OrderError, read_orders


                def test_a_line_without_a_number_is_no_order():
                    """The line is refused."""
                    try:
                        read_orders("tea")
                    except OrderError as error:  # <- RK604
                        assert "line 1" in str(error)
            ''',
            good='''
                """Orders are read."""

                import pytest

                from shop import OrderError, read_orders


                def test_a_line_without_a_number_is_no_order():
                    """The line is refused."""
                    with pytest.raises(OrderError, match="line 1"):
                        read_orders("tea")
            ''',
            path="tests/test_orders.py",
        ),
    ),
    related=("untested-function", "swallowed-exception"),
    references=(
        "https://docs.pytest.org/en/stable/how-to/assert.html#assertions-about-expected-exceptions",
        "https://docs.pytest.org/en/stable/how-to/parametrize.html",
        "https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement",
    ),
    equivalents={
        "ruff": ("B015", "B017", "F631", "PLW0129", "PT017"),
        "pylint": ("W0129", "W0199"),
        "flake8": ("B015", "B017", "F631", "PT017"),
    },
    roles=frozenset({"test", "notebook"}),
    collects=(functions_with_edge_cases, tested_calls),
)


@RULE.check
def weak_test(source: Source) -> Iterator[Finding]:
    """Find tests that assert nothing, or only now and then."""
    judged = {enclosing_function(source, handler) for handler, _ in weak_handlers(source)}
    judged |= {enclosing_function(source, statement) for statement in dropped_comparisons(source)}
    asserting = asserting_statements(source) if tests(source) else ()
    for test in tests(source):
        if is_stub(test):
            message = "an empty test is always green: call what it is named after and assert the result"
            yield RULE.at(source, test, message)
        elif test not in asserting and test not in judged:
            yield from _weak(source, test)


def _weak(source: Source, test: Function) -> Iterator[Finding]:
    assertions = assertions_in(source, test)
    first = next(assertions, None)
    choice = deciding_statement(source, test, chain((first,), assertions)) if first is not None else None
    if first is None and not may_be_checked_elsewhere(source, test):
        message = "this test asserts nothing: assert what comes back, or which error is raised"
        yield RULE.at(source, test, message, severity=Severity.ADVICE)
    elif isinstance(choice, ast.If):
        message = f"nothing is asserted unless {_written(choice.test)}: assert that first"
        yield RULE.at(source, choice, message, severity=Severity.ADVICE)
    elif choice is not None:
        message = f"nothing is asserted if {_written(choice.iter)} is empty: assert that it is not"
        yield RULE.at(source, choice, message, severity=Severity.ADVICE)


@RULE.check
def vacuous_assertion(source: Source) -> Iterator[Finding]:
    """Find assertions that cannot fail, and comparisons without an assertion."""
    weak = {id(handler) for handler, _ in weak_handlers(source)}
    for node, why in vacuous_assertions(source).items():
        if all(id(around) not in weak for around in source.ancestors(node)):
            severity = Severity.WARNING if why is Vacuity.CONSTANT else Severity.ERROR
            yield RULE.at(source, node, why.value, severity=severity)
    for statement in dropped_comparisons(source):
        message = "nobody looks at the answer: write `assert` in front of it"
        yield RULE.at(source, statement, message, severity=Severity.ERROR)


@RULE.check
def weak_handler(source: Source) -> Iterator[Finding]:
    """Find handlers that let a test pass, or fail it by hand."""
    for handler, why in weak_handlers(source):
        expected = f"`pytest.raises({_errors(source, handler)})`"
        if why is Weakness.SWALLOWS:
            message = "this handler swallows the failed assertion: assert outside of the `try`"
            yield RULE.at(source, handler, message, severity=Severity.ERROR)
        elif why is Weakness.PASSES:
            yield RULE.at(source, handler, f"the test passes if nothing is raised: use {expected}")
        elif why is Weakness.FAILS_BY_HAND:
            message = f"failing by hand loses the reason: use {expected}"
            yield RULE.at(source, handler, message, severity=Severity.ADVICE)
        else:
            message = "an error fails the test by itself: drop the `try` and assert the result"
            yield RULE.at(source, handler, message, severity=Severity.ADVICE)


@RULE.check
def weak_expectation(source: Source) -> Iterator[Finding]:
    """Find tests that expect any error at all, or assert behind what raises."""
    for expectation, width in broad_expectations(source):
        message = f"any mistake raises `{width.value}`: expect the error that you mean, or add `match=`"
        yield RULE.at(source, expectation.call, message)
    for statement in late_assertions(source):
        message = "this never runs, the line above raises: put it behind the `with` block"
        yield RULE.at(source, statement, message, severity=Severity.ERROR)


@RULE.check
def untested_error(source: Source) -> Iterator[Finding]:
    """Find functions of the same source that raise what no test expects."""
    for untested in untested_errors_of_tests(source):
        yield RULE.at(
            source, untested.test, _untested(untested.function.name, untested.error), severity=Severity.ADVICE
        )


@RULE.check
def untested_edge_case(project: Project) -> Iterator[Finding]:
    """Find functions of other files with errors or cases that no test of the project tries."""
    for member, untested in untested_edge_cases(project):
        if untested.case is None:
            message = _untested(untested.name, untested.error)
        else:
            what = quoted(untested.case.parameter, LONGEST, "argument")
            case = f"{what} that is `None`" if untested.case.is_none else f"empty {what}"
            message = f"no test tries {quoted(untested.name, LONGEST, 'this function')} with {case}: add one"
        yield RULE.at(member, untested, message, severity=Severity.ADVICE)


def _untested(function: str, error: str) -> str:
    called, shown = quoted(function, LONGEST, "this function"), quoted(error, LONGEST, "an error")
    expected = f"pytest.raises({shown.strip('`')})" if shown.startswith("`") else "pytest.raises"
    return f"{called} raises {shown}, unseen by tests: use `{expected}`"


@RULE.exempt(weak_test)
def switched_off_inherited_test(test: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """It only returns, in a class with bases, and so takes the place of an inherited test that does not apply."""
    home, last = owner(source, test), test.body[-1]
    only_returns = isinstance(last, ast.Return) and last.value is None and len(test.body) == 1
    return only_returns and home is not None and bool(home.bases)


@RULE.exempt(weak_test)
def only_must_run(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """Its name, docstring or a comment says that it only wants to see that nothing is raised."""
    if any(untested.test is node for untested in untested_errors_of_tests(source)):
        return False
    head = (docstring_of(node) or "").strip().partition("\n")[0]
    if is_stub(node):
        return False
    text = source.segment(source.extent(node))
    return bool(MUST_ONLY_RUN.search(node.name) or MUST_ONLY_RUN.search(head) or SAYS_MUST_ONLY_RUN.search(text))


@RULE.exempt(weak_test)
def doctest(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Its docstring is the test: it shows calls and what they give."""
    return ">>>" in (docstring_of(node) or "")


@RULE.exempt(weak_test)
def replaces_inherited_test(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """An empty test replaces one of a base class, or does not run because of a mark."""
    return is_stub(node) and (_has_base(source, node) or bool(context_of(source, node).marks))


def _has_base(source: Source, test: Function) -> bool:
    home = owner(source, test)
    bases = [ast.unparse(base) for base in home.bases] if home is not None else []
    return any(base.rpartition(".")[2] not in {"TestCase", "object"} for base in bases)


def _errors(source: Source, handler: ast.ExceptHandler) -> str:
    """Name the errors of a handler as `pytest.raises` takes them; dots where they are too wide or too long."""
    errors = sorted(name.rpartition(".")[2] for name in caught_types(source, handler.type)) if handler.type else []
    text = ", ".join(errors) if len(errors) <= 1 else f"({', '.join(errors)})"
    return text if text and len(text) <= LONGEST and breadth(source, handler) is Breadth.NARROW else "..."


def _written(expression: ast.expr) -> str:
    return quoted(ast.unparse(expression), LONGEST, "what is asked here")
