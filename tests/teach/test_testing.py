"""Tests of a learner are judged: they pass on the right code, assert, tidy up, and catch each impostor."""

from textwrap import dedent

import pytest

from rulekit.teach.trial.testing import try_tests_in
from rulekit.teach.trial.tried import Tried
from tests.teach.small_world import make_ground

CHECKED = "def with_tax(cents):\n    if cents < 0:\n        raise ValueError('negative')\n"
MODULES = {"shop": f"{CHECKED}    return cents * 108 // 100\n"}
IMPOSTORS = {
    "it forgets the tax": f"{CHECKED}    return cents\n",
    "it takes negative prices": "def with_tax(cents):\n    return cents * 108 // 100\n",
}
GOOD = """
import pytest
from shop import with_tax

def test_tax():
    assert with_tax(100) == 108

def test_negative():
    with pytest.raises(ValueError, match="negative"):
        with_tax(-1)
"""


def told(
    tests: str, modules: dict[str, str] | None = None, impostors: dict[str, str] | None = None
) -> dict[str, Tried]:
    given = MODULES if modules is None else modules
    wrong = IMPOSTORS if impostors is None else impostors
    return {one.name: one for one in try_tests_in(make_ground, dedent(tests), given, wrong)}


def test_good_tests_pass_in_every_respect() -> None:
    result = told(GOOD)
    assert list(result) == ["passes", "asserts", "tidies_up", "impostor_1", "impostor_2"]
    assert all(one.message is None for one in result.values())


def test_a_test_that_fails_on_the_right_code_is_told_with_its_values() -> None:
    result = told("""
        from shop import with_tax

        def test_tax():
            total = with_tax(100)
            assert total == 119
    """)
    expected = "`test_tax` fails on the shop's own code: `total == 119` is not true: `total` is 108"
    assert (result["passes"].message, result["passes"].line) == (expected, 6)
    assert result["impostor_1"].message == "first the tests must pass on the shop's own code"


def test_an_impostor_that_is_not_caught_is_named() -> None:
    result = told(GOOD.partition("def test_negative")[0])
    assert result["impostor_1"].message is None
    expected = "all your tests pass on a stand-in of `shop` that is wrong: it takes negative prices"
    assert result["impostor_2"].message == expected


def test_a_test_without_an_assertion_is_told() -> None:
    result = told(GOOD + "\ndef test_call():\n    with_tax(3)\n")
    assert result["asserts"].message == "`test_call` asserts nothing: it passes whatever the code does"
    assert result["asserts"].line == 12


def test_assertions_may_stand_in_a_function_or_a_mock() -> None:
    result = told("""
        from unittest.mock import Mock

        def holds(value):
            assert value

        def test_helper():
            holds(1)

        def test_mock():
            made = Mock()
            made(1)
            made.assert_called_once_with(1)
    """)
    assert result["asserts"].message is None


DESK = """
opened = []

def open_desk():
    opened.append("the desk")
    return opened

def close_desk():
    opened.clear()

def left_open():
    return opened
"""


@pytest.mark.parametrize(
    ("tests", "message"),
    [
        (
            """
            import pytest, desk

            @pytest.fixture
            def till():
                yield desk.open_desk()
                desk.close_desk()

            def test_desk(till):
                assert till == ["the desk"]
            """,
            None,
        ),
        (
            """
            import desk

            def test_desk():
                till = desk.open_desk()
                assert till == ["the desk"]
                desk.close_desk()
            """,
            "the desk is still open when a test fails: close it behind the `yield` of a fixture",
        ),
        (
            """
            import desk

            def test_desk():
                assert desk.open_desk() == ["the desk"]
            """,
            "the desk is still open when the tests are through: close it behind the `yield` of a fixture",
        ),
        (
            """
            import sqlite3

            def test_database():
                connection = sqlite3.connect(":memory:")
                assert connection.execute("SELECT 1").fetchone() == (1,)
                connection.close()
            """,
            "a database connection is still open when a test fails: close it behind the `yield` of a fixture",
        ),
    ],
)
def test_what_a_test_opens_must_be_closed_when_it_fails(tests: str, message: str | None) -> None:
    assert told(tests, {"desk": DESK}, {})["tidies_up"].message == message


def test_no_tests_at_all_are_told() -> None:
    result = told("from shop import with_tax\n")
    assert result["passes"].message == "there is no test that runs: write functions whose names begin with `test_`"


def test_tests_that_cannot_be_loaded_are_told() -> None:
    result = told("from shop import with_taxes\n\ndef test_x(): assert with_taxes(1)\n")
    assert result["passes"].message is not None
    assert result["passes"].message.startswith("the tests cannot be loaded: `ImportError`")
    assert result["passes"].line == 1


def test_an_impostor_that_cannot_be_read_is_our_fault() -> None:
    result = told(GOOD, None, {"it is broken": "def with_tax(:\n"})
    assert result["impostor_1"].is_ours
