"""Local names that are read by their text: each text holds one function with a local name `total`."""

import pytest

from rulekit.analysis.flow.dynamic_lookups import may_be_looked_up
from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source

LOOKUPS = {
    "an expression of pandas": ("import pandas\n", "return table.query('price < @total')", True),
    "an expression with another name": ("import pandas\n", "return table.query('price < @limit')", False),
    "an expression that nobody knows": ("import pandas\n", "return table.query(given())", True),
    "the frames": ("import inspect\n", "return inspect.currentframe().f_back", True),
    "all variables": ("", "return locals()", True),
    "a method of that name of something else": ("", "return catalog.query('total')", True),
    "a text that is only shown": ("", "return show('total')", False),
}


@pytest.mark.parametrize(("head", "last", "expected"), LOOKUPS.values(), ids=LOOKUPS)
def test_a_local_name_may_be_looked_up_in(head: str, last: str, expected: bool) -> None:
    source = Source(f"{head}def sell():\n    total = 1\n    {last}\n")
    (function,) = functions(source)
    assert may_be_looked_up(source, function, "total") is expected
