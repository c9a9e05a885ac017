"""What looks at what a test does, though it does not stand in the test."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.assertions import any_asserts, fails, may_be_checked_elsewhere

HEAD = "import pytest\n"
ELSEWHERE = {
    "nothing around it": ("def test_till(): ...", False),
    "a mark that only sorts": ("@pytest.mark.parametrize('pieces', [1])\ndef test_till(): ...", False),
    "a decorator that nobody knows": ("@checked\ndef test_till(): ...", True),
    "a fixture that asserts": (
        "@pytest.fixture\ndef till():\n    yield 1\n    assert sold()\n\ndef test_till(till): ...",
        True,
    ),
    "a fixture that only makes": ("@pytest.fixture\ndef till():\n    return 1\n\ndef test_till(till): ...", False),
}


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_a_test_does_may_be_checked_elsewhere_with(text: str, expected: bool) -> None:
    source = Source(HEAD + text, "test_till.py", "test")
    test = next(one for one in functions(source) if one.name == "test_till")
    assert may_be_checked_elsewhere(source, test) is expected


STATEMENTS = {
    "an assert": ("assert sold()", True),
    "a helper that asserts": ("def check_till():\n    assert sold()\n\ncheck_till()", True),
    "a call by the name of a check": ("self.assertEqual(sold(), 1)", True),
    "a call of anything else": ("sell()", False),
}


@pytest.mark.parametrize(("text", "expected"), STATEMENTS.values(), ids=STATEMENTS)
def test_statements_assert_something_or_not(text: str, expected: bool) -> None:
    source = Source(text, "test_till.py", "test")
    assert any_asserts(source, source.tree.body[-1:]) is expected


FAILING = {
    "a call of fail": ("pytest.fail('no')", True),
    "an assertion of nothing": ("assert False, 'no'", True),
    "an error of assertions": ("raise AssertionError('no')", True),
    "another error": ("raise KeyError('no')", False),
    "an assertion": ("assert sold()", False),
}


@pytest.mark.parametrize(("text", "expected"), FAILING.values(), ids=FAILING)
def test_a_statement_makes_a_test_fail_or_not(text: str, expected: bool) -> None:
    assert fails(Source(text).tree.body[0]) is expected
