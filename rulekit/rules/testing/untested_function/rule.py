"""Every public function should have at least one unit test.

## Why
Nobody tested the function that rounds the tax, because it is only three lines long.
Then somebody changed the rounding for one country, and the invoices of all others were a cent off for a quarter.
A test is also the first caller that a function has: what is awkward to test is awkward to use.
Without one, the next colleague has no way to find out what the function promises besides reading it.

## Instead
Write the smallest test that calls the function with values you can check by hand, and asserts what comes back.
A test that only calls proves that nothing is raised; assert the result.

## When to break it
What a framework calls, such as a route or a command, is tested through the framework.
A function that only hands on to a library needs no test of that library.
Say so on the line: `# noqa: RK601 - the pages are tested in the browser`.

## What the check sees
- error: nothing.
- warning: a public function or method that no test calls, or that a test calls without looking at a result.
- advice: one that tests reach only through other functions, that the code or a decorator hands to a framework, that is
  a property or takes a `request`, that a base class of another library may call, or that ran during the tests, as
  the data of coverage.py say where the setting `coverage` names them.
- not seen: whether a test asserts the right thing; calls through names that are put together while the tests run;
  single files, cells and notebooks, since the tests lie elsewhere.
"""

from collections.abc import Iterator, Mapping

from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.syntax.naming import snake_case
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.testing.untested_function.reachability import (
    OfferedFunction,
    Reach,
    callback_words,
    handed_on,
    imported_names,
    names_used_by_tests,
    offered_functions,
    reaches,
)

LONGEST_MESSAGE = 100

RULE = Rule(
    code="RK601",
    name="untested-function",
    known_as=(
        "unit tests",
        "test coverage",
        "missing test",
        "uncovered",
    ),
    section=Section.TESTING,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A price that nobody checked",
            bad='''
                # file: shop/prices.py
                """Prices."""


                def total(price: float, pieces: int) -> float:  # <- RK601
                    """Give the price of some pieces."""
                    return price * pieces


                # file: tests/test_prices.py
                """Prices are right."""


                def test_a_price_is_positive() -> None:
                    assert -1 < 0
            ''',
            good='''
                # file: shop/prices.py
                """Prices."""


                def total(price: float, pieces: int) -> float:
                    """Give the price of some pieces."""
                    return price * pieces


                # file: tests/test_prices.py
                """Prices are right."""

                import pytest

                from shop.prices import total


                def test_the_price_of_some_pieces() -> None:
                    assert total(2.5, 4) == 10


                def test_pieces_that_are_no_number_are_refused() -> None:
                    with pytest.raises(TypeError):
                        total(2.5, None)
            ''',
            path="project",
        ),
        Example(
            "Two functions, one test",
            bad='''
                # file: shop/stock.py
                """What lies on the shelves."""


                def is_low(pieces: int) -> bool:
                    """Tell whether more should be ordered."""
                    return pieces < 2


                def label(name: str) -> str:  # <- RK601
                    """Write the label of a shelf."""
                    return name.title()


                # file: tests/test_stock.py
                """The shelves are watched."""

                from shop.stock import is_low


                def test_one_piece_is_low_and_two_are_not() -> None:
                    assert is_low(1)
                    assert not is_low(2)
            ''',
            good='''
                # file: shop/stock.py
                """What lies on the shelves."""


                def is_low(pieces: int) -> bool:
                    """Tell whether more should be ordered."""
                    return pieces < 2


                # file: tests/test_stock.py
                """The shelves are watched."""

                from shop.stock import is_low


                def test_one_piece_is_low_and_two_are_not() -> None:
                    assert is_low(1)
                    assert not is_low(2)
            ''',
            path="project",
        ),
    ),
    tempting=(
        Example(
            "A test that only calls",
            bad='''
                # file: shop/labels.py
                """Labels."""


                def label(name: str) -> str:  # <- RK601
                    """Write the label of a shelf."""
                    return name.title()


                # file: tests/test_labels.py
                """Labels are written."""

                from shop.labels import label


                def test_label() -> None:  # <- RK604
                    label("green tea")
            ''',
            good='''
                # file: shop/labels.py
                """Labels."""


                def label(name: str) -> str:
                    """Write the label of a shelf."""
                    return name.title()


                # file: tests/test_labels.py
                """Labels are written."""

                from shop.labels import label


                def test_a_label_has_capitals() -> None:
                    assert label("green tea") == "Green Tea"


                def test_nothing_gives_an_empty_label() -> None:
                    assert label("") == ""
            ''',
            path="project",
        ),
    ),
    related=("happy-path-only", "missing-docstring"),
    in_bulk=True,
    references=(
        "https://docs.pytest.org/en/stable/explanation/goodpractices.html",
        "https://docs.python.org/3/library/unittest.html",
        "https://coverage.readthedocs.io/",
    ),
    roles=frozenset({"production"}),
    collects=(offered_functions, callback_words, names_used_by_tests, handed_on, imported_names),
)


@RULE.check
def untested(project: Project) -> Iterator[Finding]:
    """Find public functions that no test of the project calls."""
    tests = {member.module.rpartition(".")[2]: member.path for member in project.members if member.role == "test"}
    if not tests and not project.whole:
        return
    written = {
        member.module.rpartition(".")[2]: answer.written for member, answer in project.collected(names_used_by_tests)
    }
    for member, function, reach in reaches(project):
        if reach is not Reach.TESTED:
            soft = reach in {Reach.INDIRECT, Reach.HANDED} or function.doubt
            severity = Severity.ADVICE if soft else Severity.WARNING
            message = _message(function, reach, _free_name(member, function, written))
            yield RULE.at(member, function, message, severity=severity)


@RULE.exempt
def shown_in_docstring(function: OfferedFunction) -> bool:
    """Its docstring shows a call with its result, which doctest can run."""
    return function.shown


def _free_name(member: Member, function: OfferedFunction, written: Mapping[str, frozenset[str]]) -> str:
    """Propose a test, or nothing where one of that name stands in the file already."""
    file = f"test_{member.module.rpartition('.')[2].lstrip('_')}"
    name = snake_case(f"test_{function.name.strip('_')}")
    return "" if name in written.get(file, ()) else f"`{name}` to {file}.py"


def _message(function: OfferedFunction, reach: Reach, proposed: str) -> str:
    if reach is Reach.UNCHECKED:
        return f"`{function.title}` is called in tests, but nothing is asserted: check what it gives back"
    only = ", only through others" if reach is Reach.INDIRECT else ""
    wrong = f"no test calls `{function.title}`{only}"
    message = f"{wrong}: add {proposed}"
    return message if proposed and len(message) < LONGEST_MESSAGE else f"{wrong}: add one"
