"""What looks at what a test does, though it does not stand in the test."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.assertions import may_be_checked_elsewhere

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
