"""What the cases of names cannot say: the name that is proposed, and when a local one is changed everywhere."""

import pytest

from rulekit.api import fix
from tests.marked import findings_of, notebook_of


def test_a_variable_is_not_to_be_called_like_a_function_of_python() -> None:
    (found,) = findings_of("RK104", "def total(Sum):\n    return Sum\n")

    assert found.message == "the parameter `Sum` is not snake_case: call it `sum_`"


def renamed(body: str) -> str:
    """Fix the body of a function."""
    text = "def total(order):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    return fix(text, "orders.py").text.partition("\n")[2]


def test_a_local_name_is_changed_wherever_it_stands() -> None:
    body = "sumOf = 1\nshow(sumOf=sumOf, f=lambda: sumOf)  # sumOf\nreturn order.sumOf + sumOf"
    assert renamed(body) == (
        "    sum_of = 1\n    show(sumOf=sum_of, f=lambda: sum_of)  # sumOf\n    return order.sumOf + sum_of\n"
    )


@pytest.mark.parametrize(
    "rest",
    [
        "return locals()",
        "return eval(order)",
        "return f'{sumOf=}'",
        "return table.query('a > @sumOf')",
        "return sum_of",
        "sum_of = 2",
        "def inner():\n    nonlocal sumOf\n    sumOf = 2",
        "return [sumOf for sumOf in order]",
        "global sumOf",
    ],
)
def test_a_local_name_stays_where_a_use_may_be_hidden_or_the_new_name_taken(rest: str) -> None:
    body = f"sumOf = 1\n{rest}" if rest != "global sumOf" else f"{rest}\nsumOf = 1"
    assert "sumOf = 1" in renamed(body)


LOOKUPS = {
    "an expression of a table": ('EXPR = "price < @sumOf"\n', "return table.query(EXPR)"),
    "an expression under another name": ('EXPR = "price < @sumOf"\nTEXT = EXPR\n', "return table.query(expr=TEXT)"),
    "an expression that is put together": ('LIMIT = "@sumOf"\n', 'return table.eval("price < " + LIMIT)'),
    "an expression of another file": ("from shop.texts import EXPR\n", "return table.query(EXPR)"),
    "an expression that an object keeps": ("", "return table.query(order.expression)"),
    "an expression of a caller": ("", "return [table.query(text) for text in order]"),
    "a frame": ("import inspect\n", "return inspect.currentframe().f_locals[order]"),
    "a frame, by its function": ("from inspect import currentframe as here\n", "return here()"),
    "a frame of the interpreter": ("import sys\n", "return sys._getframe()"),
    "a frame that a helper looks into": ("def seen():\n    return sys._getframe(1).f_locals\n", "return seen()"),
    "all frames": ("import inspect\n", "return [one.frame.f_locals for one in inspect.stack()]"),
    "a database of tables": ('import duckdb\nSQL = "SELECT * FROM sumOf"\n', "return duckdb.sql(SQL)"),
    "a function of a database": (
        'from duckdb import sql as ask\nSQL = "SELECT * FROM sumOf"\n',
        "return ask(SQL)",
    ),
    "a connection": (
        'import duckdb\nbase = duckdb.connect()\nSQL = "SELECT * FROM sumOf"\n',
        "return base.execute(SQL)",
    ),
    "a formula": ('import statsmodels.formula.api as smf\nF = "y ~ sumOf"\n', "return smf.ols(F, order)"),
    "all names": ("import builtins\n", "return builtins.locals()"),
    "all names by another word": ("see = locals\n", "return see()"),
    "code": ('import builtins\nCODE = "sumOf + 1"\n', "return builtins.eval(CODE)"),
}


@pytest.mark.parametrize(("before", "last"), LOOKUPS.values(), ids=LOOKUPS)
def test_a_local_name_stays_that_may_be_looked_up_in(before: str, last: str) -> None:
    text = f"{before}def total(order):\n    sumOf = 1\n    {last}\n"
    assert fix(text, "orders.py").text == text


READ = {
    "an expression that does not hold it": ('EXPR = "price < @sum"\n', "return table.query(EXPR) + sum_of"),
    "a database of rows": ('import sqlite3\nSQL = "SELECT * FROM orders"\n', "return base.execute(SQL, (sum_of,))"),
    "a text that is only shown": ('TEXT = "sumOf"\n', "return show(TEXT, sum_of)"),
}


@pytest.mark.parametrize(("before", "last"), READ.values(), ids=READ)
def test_a_local_name_is_changed_beside(before: str, last: str) -> None:
    text = f"{before}def total(order):\n    sumOf = 1\n    {last.replace('sum_of', 'sumOf')}\n"
    assert f"    sum_of = 1\n    {last}\n" in fix(text, "orders.py").text


def test_a_local_name_in_a_cell_that_a_magic_uses_stays() -> None:
    text = notebook_of("def total(order):\n    sumOf = 1\n    !echo {sumOf}\n    return sumOf\n")
    assert fix(text, "shop.ipynb").text == text
