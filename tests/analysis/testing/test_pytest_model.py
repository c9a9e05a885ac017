"""Marks of pytest, by whatever name they are imported, and what is there for tests."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import in_test_case, mark_name, serves_tests

HEAD = "import pytest\nfrom pytest import mark\n"
MARKS = {
    "a mark": ("@pytest.mark.slow", "slow"),
    "a mark with a reason": ("@pytest.mark.skip(reason='later')", "skip"),
    "a mark that is imported": ("@mark.slow", "slow"),
    "a fixture": ("@pytest.fixture", None),
    "another decorator": ("@cached", None),
}


@pytest.mark.parametrize(("decorator", "name"), MARKS.values(), ids=MARKS)
def test_a_decorator_is_a_mark_or_not(decorator: str, name: str | None) -> None:
    source = Source(f"{HEAD}{decorator}\ndef test_till(): ...\n")
    (function,) = functions(source)
    assert mark_name(source, function.decorator_list[0]) == name


CLASSES = {
    "a method of a test class": ("class Shop(unittest.TestCase):", True),
    "a method of a class above which one stands": (
        "class Base(SimpleTestCase):\n    pass\n\n\nclass Shop(Base):",
        True,
    ),
    "a method of a mixin for test classes": ("class Shop:\n    def setUp(self): ...\n", True),
    "a method of another class": ("class Shop:", False),
}


@pytest.mark.parametrize(("head", "expected"), CLASSES.values(), ids=CLASSES)
def test_a_method_is_there_for_tests_or_not(head: str, expected: bool) -> None:
    source = Source(f"{head}\n    def fill(self): ...\n", "shop/testing.py", "production")
    assert serves_tests(source, functions(source)[-1]) is expected
    assert in_test_case(source, functions(source)[-1]) is (expected and "TestCase" in head)
