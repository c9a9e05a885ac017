"""Marks of pytest, by whatever name they are imported."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import mark_name

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
