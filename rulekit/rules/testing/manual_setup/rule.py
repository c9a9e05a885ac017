"""Use `pytest` fixtures for test setup and teardown.

## Why
The order tests shared one `setUp` that opened the stock book, filled it and logged a clerk in.
Half of the tests needed none of it, and all of them waited for it.
One test set `os.environ["CURRENCY"]` and never took it back; three files later a test of prices failed, but only when
the whole suite ran, and only in that order.
A fixture is asked for by name: a test shows in its first line what it needs, and nothing else is built.
What stands behind the `yield` runs however the test ends, and one fixture can ask for another.

## Instead
Write `@pytest.fixture` over a function that prepares one thing, `yield` it, and tidy up behind the `yield`.
Use what is there already: `tmp_path` for files, `monkeypatch` for the environment, the working folder and the names of
modules.
Parameters of a test and `@pytest.mark.parametrize` take the place of copied first lines.

## When to break it
A `with` block inside one test is a fine way to hold something for three lines.
A fixture that makes any number of things may well call `request.addfinalizer` for each.
A large suite of `unittest` classes need not be rewritten in a day; put the rule on for new files first.

## What the check sees
- error: `setup` and `teardown` as names, which pytest no longer calls since version 8.
- warning: functions that run by their name, such as `setUp` or `setup_method`; `request.addfinalizer`; a `finally` in a
  test that only tidies up; temporary files by `tempfile`; changes of the environment, the import path, the working
  folder or a module that a test leaves behind.
- advice: tests that begin with the same three statements; a fixture whose `yield` is its end; a `TestCase` beside
  pytest.
- not seen: `setUpTestData`, which Django rolls back as no fixture for a class could; setting up by calls of
  helpers, and what a test leaves on a disk or in a database.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import argument, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.takers import takings
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import (
    fixture_functions,
    in_test_case,
    nose_functions,
    test_around,
    unittest_classes,
    xunit_functions,
)
from rulekit.known.testing import NOSE, TEMPORARY, XUNIT
from rulekit.model.finding import Finding, Severity, Step
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.testing.manual_setup.fix import (
    ends_by_yield,
    finalizers,
    is_repeated,
    return_instead,
    tmp_path_instead,
    yield_instead,
)
from rulekit.rules.testing.manual_setup.leaked_state import cleanups_in_finally, in_case, is_deleted, leaked_changes
from rulekit.rules.testing.manual_setup.repeated_setup import shared_prologues

LONGEST_NAME = 40
MOST_STEPS = 3
# The minor version of Python whose `unittest` enters contexts.
ENTERS_CONTEXTS = 11

RULE = Rule(
    code="RK602",
    name="manual-setup",
    known_as=(
        "setUp",
        "tearDown",
        "fixture",
        "test setup",
        "teardown",
    ),
    section=Section.TESTING,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A stock book for every test of a class",
            bad='''
                """Orders are booked."""

                from shop import StockBook


                class TestOrders:
                    """Orders change the stock."""

                    def setup_method(self) -> None:  # <- RK602
                        """Open the book."""
                        self.book = StockBook()

                    def test_an_order_takes_from_the_stock(self) -> None:
                        """Three pieces of tea are left of five."""
                        self.book.take("tea", 2)
                        assert self.book.left("tea") == 3
            ''',
            good='''
                """Orders are booked."""

                import pytest

                from shop import StockBook


                @pytest.fixture
                def book() -> StockBook:
                    """Open the book."""
                    return StockBook()


                class TestOrders:
                    """Orders change the stock."""

                    def test_an_order_takes_from_the_stock(self, book: StockBook) -> None:
                        """Three pieces of tea are left of five."""
                        book.take("tea", 2)
                        assert book.left("tea") == 3
            ''',
            path="tests/test_orders.py",
        ),
        Example(
            "A fixture that returns by `yield`",
            bad='''
                """Fixtures of the shop."""

                import pytest

                from shop import StockBook


                @pytest.fixture
                def book():
                    """Give a book with five pieces of tea."""
                    yield StockBook({"tea": 5})  # <- RK602
            ''',
            good='''
                """Fixtures of the shop."""

                import pytest

                from shop import StockBook


                @pytest.fixture
                def book():
                    """Give a book with five pieces of tea."""
                    return StockBook({"tea": 5})
            ''',
            path="tests/conftest.py",
            fixed=True,
        ),
        Example(
            "A finalizer",
            bad='''
                """Fixtures of the shop."""

                import pytest

                from shop import StockBook


                @pytest.fixture
                def book(request):
                    """Open the book and close it."""
                    opened = StockBook.open("stock")
                    request.addfinalizer(opened.close)  # <- RK602
                    return opened
            ''',
            good='''
                """Fixtures of the shop."""

                import pytest

                from shop import StockBook


                @pytest.fixture
                def book():
                    """Open the book and close it."""
                    opened = StockBook.open("stock")
                    yield opened
                    opened.close()
            ''',
            path="tests/conftest.py",
            fixed=True,
            asks=True,
        ),
    ),
    tempting=(
        Example(
            "The environment is put right at the end",
            bad='''
                """Prices have a currency."""

                import os

                from shop import price_label


                def test_prices_are_in_francs():
                    """The label ends with the currency."""
                    os.environ["CURRENCY"] = "CHF"  # <- RK602
                    assert price_label("tea").endswith("CHF")
                    del os.environ["CURRENCY"]
            ''',
            good='''
                """Prices have a currency."""

                from shop import price_label


                def test_prices_are_in_francs(monkeypatch):
                    """The label ends with the currency."""
                    monkeypatch.setenv("CURRENCY", "CHF")
                    assert price_label("tea").endswith("CHF")
            ''',
            path="tests/test_prices.py",
        ),
    ),
    related=("untested-function", "unmocked-dependency"),
    references=(
        "https://docs.pytest.org/en/stable/explanation/fixtures.html",
        "https://docs.pytest.org/en/stable/how-to/fixtures.html",
        "https://docs.pytest.org/en/stable/how-to/monkeypatch.html",
        "https://docs.pytest.org/en/stable/deprecations.html#support-for-tests-written-for-nose",
    ),
    equivalents={"ruff": ("PT021", "PT022"), "flake8": ("PT021", "PT022")},
    roles=frozenset({"test", "notebook"}),
    collects=(takings,),
    collects_from_notebooks=(takings,),
)


@RULE.check
def named_setup(source: Source) -> Iterator[Finding]:
    """Find functions that a test runner calls because of their names."""
    for function in xunit_functions(source):
        yield RULE.at(source, function, f"`{function.name}` runs by its name: make it {XUNIT[function.name]}")
    for function in nose_functions(source):
        message = f"pytest does not call `{function.name}` since version 8: {NOSE[function.name]}"
        yield RULE.at(source, function, message, severity=Severity.ERROR)


@RULE.check
def finalizer(source: Source) -> Iterator[Finding]:
    """Find `request.addfinalizer` in fixtures and tests."""
    for attribute, _ in finalizers(source):
        call = source.parents[attribute]
        fix = yield_instead(source, call) if isinstance(call, ast.Call) and call.func is attribute else None
        message = "a finalizer is easy to overlook: `yield` the value and tidy up after it"
        yield RULE.at(source, attribute, message, fix=fix)


@RULE.check
def cleanup_in_test(source: Source) -> Iterator[Finding]:
    """Find tests whose `finally` only takes down what they put up."""
    for try_statement in cleanups_in_finally(source):
        place = source.extent(try_statement)
        instead = "let a fixture `yield` what it needs and take it down"
        if in_test_case(source, try_statement):
            instead = "call `self.addCleanup()` where it puts this up"
        finding = RULE.at(source, try_statement, f"the test tidies up by itself: {instead}")
        yield finding._replace(span=place._replace(end_line=place.line, end_column=place.column + len("try")))


@RULE.check
def temporary_file(source: Source) -> Iterator[Finding]:
    """Find temporary files and folders that nobody deletes by themselves."""
    if "tempfile" not in vocabulary(source):
        return
    for call, target in calls_to(source, TEMPORARY):
        kept = target.endswith("NamedTemporaryFile")
        if kept and constant(source, argument(source, call, "delete")) is not False:
            continue
        if test_around(source, call) or enclosing_function(source, call) in fixture_functions(source):
            fix = tmp_path_instead(source, call) if target.endswith("mkdtemp") else None
            instead = _deleting_in_case(source, target) if in_test_case(source, call) else "ask for `tmp_path`"
            message = f"nobody deletes what `{target.rpartition('.')[2]}` makes: {instead}"
            yield RULE.at(source, call, message, fix=fix)


def _deleting_in_case(source: Source, target: str) -> str:
    """Say what deletes a file or folder in a method of `unittest`, as far as the project's Python has it."""
    if target.endswith("mkdtemp") and source.target >= ENTERS_CONTEXTS:
        return "call `self.enterContext(TemporaryDirectory())`"
    return "hand its removal to `self.addCleanup()`"


@RULE.check
def lasting_change(source: Source) -> Iterator[Finding]:
    """Find changes of what all tests share."""
    for change in leaked_changes(source):
        shown = quoted(change.what, LONGEST_NAME, "what all tests share")
        what = "the working folder" if change.what == "os.chdir" else shown
        instead = in_case(change) if in_test_case(source, change.node) else f"monkeypatch.{change.instead}()"
        yield RULE.at(source, change.node, f"{what} is changed by hand: `{instead}` takes it back")


@RULE.check
def shared_prologue(source: Source) -> Iterator[Finding]:
    """Find tests that begin with the same statements."""
    for group in shared_prologues(source):
        first, *others = group.tests
        shape = "method that they call" if in_test_case(source, first) else "fixture"
        message = f"{len(group.tests)} tests begin with the same {group.length} statements: make them a {shape}"
        steps = tuple(Step(source.span(test), "begins alike") for test in others[:MOST_STEPS])
        yield RULE.at(source, first, message, severity=Severity.ADVICE, steps=steps)


@RULE.check
def needless_yield(source: Source) -> Iterator[Finding]:
    """Find fixtures whose `yield` is their end."""
    for fixture in fixture_functions(source):
        if ends_by_yield(fixture):
            message = "nothing follows the `yield`: a plain fixture will do"
            fix = return_instead(source, fixture)
            yield RULE.at(source, fixture.body[-1], message, severity=Severity.ADVICE, fix=fix)


@RULE.check
def case_beside_pytest(source: Source) -> Iterator[Finding]:
    """Find `unittest` classes in files that use pytest."""
    for definition in unittest_classes(source) if "pytest" in vocabulary(source) else ():
        if any(imported.name == "pytest" for imported in names(source).imports.values()):
            message = f"`{definition.name}` cannot ask for fixtures as a `TestCase`: make it a plain class"
            yield RULE.at(source, definition, message, severity=Severity.ADVICE)


@RULE.exempt(finalizer)
def made_in_numbers(node: ast.Attribute, source: Source) -> bool:
    """A finalizer is added in a loop or in a function inside the fixture, once for each thing that is made."""
    return any(is_repeated(source, function, node) for attribute, function in finalizers(source) if attribute is node)


@RULE.exempt(temporary_file)
def deleted_by_test(node: ast.Call, source: Source) -> bool:
    """The test deletes it in a `finally`, or hands it to `addCleanup`."""
    return is_deleted(source, node)


@RULE.exempt(temporary_file)
def tidied_up(node: ast.Call, source: Source) -> bool:
    """The fixture that makes a temporary file goes on after its `yield`, where it can delete it."""
    fixture = enclosing_function(source, node)
    if fixture is None or fixture not in fixture_functions(source):
        return False
    return not ends_by_yield(fixture) and any(isinstance(one, ast.Yield) for one in own_nodes(fixture))
