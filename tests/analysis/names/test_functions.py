"""Functions that do nothing."""

import pytest

from rulekit.analysis.names.functions import functions, is_stub
from rulekit.analysis.syntax.source import Source

BODIES = {
    "three dots": ("...", True),
    "`pass`": ("pass", True),
    "a docstring": ('"""Sell."""', True),
    "a docstring and three dots": ('"""Sell."""\n    ...', True),
    "an error that says it is not there yet": ("raise NotImplementedError", True),
    "the same with a word": ("raise NotImplementedError('later')", True),
    "another error": ("raise ValueError('later')", False),
    "a value": ("return 1", False),
    "a call behind a docstring": ('"""Sell."""\n    pay()', False),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
def test_a_function_does_nothing_with(body: str, expected: bool) -> None:
    (function,) = functions(Source(f"def sell():\n    {body}\n"))
    assert is_stub(function) is expected
