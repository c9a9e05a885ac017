"""What the fields of f-strings let through."""

import ast

import pytest

from rulekit.analysis.syntax.format_strings import takes_only_numbers
from rulekit.analysis.syntax.source import Source

FIELDS = {
    "{price:d}": True,
    "{price:.2f}": True,
    "{price:05d}": True,
    "{price:x}": True,
    "{price:{width}.2f}": True,
    "{price:>10}": False,
    "{price:s}": False,
    "{price:{layout}}": False,
    "{price!r}": False,
    "{price}": False,
}


@pytest.mark.parametrize(("field", "only_numbers"), FIELDS.items(), ids=FIELDS)
def test_a_field_takes_only_numbers(field: str, only_numbers: bool) -> None:
    value = next(one for one in Source(f'f"{field}"\n').nodes(ast.FormattedValue) if ast.unparse(one.value) == "price")
    assert takes_only_numbers(value) == only_numbers
