"""The last part of a dotted name, and of the name of what is called: one answer for all rules."""

import ast

import pytest

from rulekit.analysis.syntax.last_name import called_name, last_name

NAMES = {"run": "run", "subprocess.run": "run", "self.orders.book": "book", "run()": "", "orders[0]": "", "'run'": ""}
CALLS = {
    "run()": "run",
    "subprocess.run(x)": "run",
    "await client.get()": "get",
    "make()()": "",
    "run": "",
    "await run": "",
}


def expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


@pytest.mark.parametrize(("code", "name"), NAMES.items())
def test_the_last_part_of_a_name(code: str, name: str) -> None:
    assert last_name(expression(code)) == name


@pytest.mark.parametrize(("code", "name"), CALLS.items())
def test_the_last_part_of_what_is_called(code: str, name: str) -> None:
    assert called_name(expression(code)) == name


def test_nothing_has_no_name() -> None:
    assert (last_name(None), called_name(None)) == ("", "")
