"""What the fields of f-strings let through."""

import ast

import pytest

from rulekit.analysis.syntax.format_strings import Operands, call_operands, mapping_operands, takes_only_numbers
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


def value(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def filled(operands: Operands, name: str = "") -> str | None:
    found = operands.named(name) if name else operands.next()
    return None if found is None else ast.unparse(found.expression)


def test_a_call_fills_fields_by_place_and_by_name() -> None:
    call = value("text.format(tea, price=cents)")
    assert isinstance(call, ast.Call)
    operands = call_operands(call)
    assert (filled(operands), filled(operands), filled(operands, "price")) == ("tea", None, "cents")


def test_what_stands_behind_a_percent_sign_fills_fields() -> None:
    assert filled(mapping_operands(value("(tea, cents)"))) == "tea"
    assert filled(mapping_operands(value("{'price': cents}")), "price") == "cents"
    assert filled(mapping_operands(value("dict(price=cents)")), "price") == "cents"
    assert filled(mapping_operands(value("tea"), "%s is out")) == "tea"
