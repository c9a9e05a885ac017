"""What the cases of the general rules cannot say: severities, messages, options and fixes."""

import pytest

from rulekit.api import fix
from rulekit.engine.catalog import catalog
from rulekit.engine.files import Document
from rulekit.engine.run import check_document
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding, Severity
from rulekit.rules.general.long_function import rule as long_function
from rulekit.rules.general.magic_number import rule as magic_number
from tests.marked import notebook_of


def findings(code: str, text: str, options: object = None) -> list[Finding]:
    """Check a module by one rule."""
    settings = Settings(select=(code,), options={catalog()[code].name: options})
    return list(check_document(Document("orders.py", text), settings).findings)


def long_body(lines: int, line: str = "    order.step()\n") -> str:
    return "def take_in(order):\n" + line * lines


def test_the_length_of_a_function_is_told_in_both_ways() -> None:
    text = long_body(31) + "\n    # a remark\n    order.leave()\n"
    assert findings("RK103", text)[0].message.startswith("32 code lines (34 physical, limit 30): ")


def test_a_variable_is_not_to_be_called_like_a_function_of_python() -> None:
    (found,) = findings("RK104", "def total(Sum):\n    return Sum\n")

    assert found.message == "the parameter `Sum` is not snake_case: call it `sum_`"


def test_a_long_function_shows_where_to_cut() -> None:
    text = "def take_in(order):\n    total = 0\n" + "    total += order.part()\n" * 20 + "    return total\n" * 12
    finding = findings("RK103", text)[0]
    assert finding.message.endswith("make lines 2-22 a function")
    assert finding.steps[0].message.endswith("from here takes `order` and gives back `total`")


def test_a_table_is_advice() -> None:
    table = "def table():\n    return [\n" + "        1,\n" * 40 + "    ]\n"
    assert [finding.severity for finding in findings("RK103", table)] == [Severity.ADVICE]
    assert [finding.severity for finding in findings("RK103", long_body(40))] == [Severity.WARNING]


def test_the_limit_and_what_counts_are_options() -> None:
    text = long_body(20, "    # a remark\n    order.step()\n")
    assert findings("RK103", text) == []
    assert len(findings("RK103", text, long_function.Options(count="physical"))) == 1
    assert len(findings("RK103", text, long_function.Options(max_lines=19))) == 1


def test_numbers_can_be_allowed() -> None:
    text = "def fits(a):\n    return -7 < a < 37\n"
    assert len(findings("RK105", text)) == len(("-7", "37"))
    assert len(findings("RK105", text, magic_number.Options(allow=(7,)))) == 1


def test_a_number_in_two_places_is_a_warning_and_a_single_one_advice() -> None:
    once = "def fits(a):\n    return a > 37\n"
    twice = once + "\n\ndef lacks(a):\n    return 37 - a\n"
    assert [finding.severity for finding in findings("RK105", once)] == [Severity.ADVICE]
    assert [finding.severity for finding in findings("RK105", twice)] == [Severity.WARNING] * 2


def test_a_small_number_beside_different_things_is_advice() -> None:
    text = "def fits(a, b):\n    return a > 3 or b > 3\n"
    assert {finding.severity for finding in findings("RK105", text)} == {Severity.ADVICE}
    again = "def fits(a):\n    return a > 3\n\n\ndef lacks(a):\n    return a < 3\n"
    assert {finding.severity for finding in findings("RK105", again)} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("answer.status_code == 404", "write `HTTPStatus.NOT_FOUND`"),
        ("seconds > 86400", "write `timedelta(days=1)`"),
        ("3.1416 * radius", "looks like `math.pi`: write that"),
        ("path.chmod(0o644)", "write it with the names of `stat`"),
        ("weight > 37", "such as `WEIGHT_LIMIT`"),
    ],
)
def test_a_number_with_a_name_is_called_by_it(expression: str, says: str) -> None:
    found = findings("RK105", f"def tell(answer, seconds, radius, path, weight):\n    return {expression}\n")
    assert [says in finding.message for finding in found] == [True]


def test_a_library_name_that_is_imported_is_offered() -> None:
    text = "import math\n\n\ndef area(radius):\n    return 3.14159 * radius\n"
    assert "return math.pi * radius" in fix(text, "orders.py", unsafe=True).text


def test_a_constant_is_written_below_the_imports() -> None:
    head = '"""Orders."""\n\nimport math\n\n\ndef fits(weight: float = math.inf) -> bool:\n'
    text = head + "    return math.ceil(weight) > 37.5\n"
    assert fix(text, "orders.py", unsafe=True).text == text
    text = text.replace("math.ceil(weight)", "weight")
    assert "import math\n\nWEIGHT_LIMIT = 37.5\n\n\ndef fits" in fix(text, "orders.py", unsafe=True).text


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
