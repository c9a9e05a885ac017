"""What tests are, and what runs around them: each text holds one function."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import in_test_class, is_fixture

FIXTURES = {
    "a fixture of pytest": ("import pytest\n@pytest.fixture\ndef till(): ...", "production", True),
    "a fixture with options": ("import pytest\n@pytest.fixture(scope='module')\ndef till(): ...", "production", True),
    "what unittest calls first": ("class TestTill:\n    def setUp(self): ...", "test", True),
    "what pytest calls first": ("def setup_module(): ...", "test", True),
    "the same name outside tests": ("def setup_module(): ...", "production", False),
    "a helper of tests": ("def till(): ...", "test", False),
}


@pytest.mark.parametrize(("text", "role", "expected"), FIXTURES.values(), ids=FIXTURES)
def test_a_function_runs_around_tests_or_not(text: str, role: str, expected: bool) -> None:
    source = Source(text, "till.py", role)
    (function,) = functions(source)
    assert is_fixture(source, function) is expected


CLASSES = {
    "a test case": ("class Sales(unittest.TestCase):\n    def pay(self): ...", "production", True),
    "a class by its name in a test": ("class TestSales:\n    def pay(self): ...", "test", True),
    "another class in a test": ("class Sales:\n    def pay(self): ...", "test", False),
    "a class with a test in it": ("class Sales:\n    def test_pay(self): ...", "test", True),
    "the name alone outside tests": ("class TestSales:\n    def pay(self): ...", "production", False),
    "a function": ("def test_pay(): ...", "test", False),
}


@pytest.mark.parametrize(("text", "role", "expected"), CLASSES.values(), ids=CLASSES)
def test_a_method_belongs_to_tests_or_not(text: str, role: str, expected: bool) -> None:
    source = Source(text, "till.py", role)
    (function,) = functions(source)
    assert in_test_class(source, function) is expected
