"""Unused imports in notebooks of several cells, and what their fix leaves."""

import json

import pytest

from rulekit.api import check
from rulekit.api.rule_library import rules
from tests.marked import notebook_of


def unused_in(*cells: str) -> list[tuple[int, int]]:
    findings = check(notebook_of(*cells), "shop.ipynb")
    return [(f.span.cell.number, f.span.line) for f in findings if f.code == "RK702" and f.span.cell]


def fixed(text: str, path: str = "orders.py") -> str:
    return rules["unused-import"].fix(text, path).text


@pytest.mark.parametrize(
    "cell",
    [
        "%%time\njson.loads('1')",
        "%%checkstyle\njson.loads('1')",
        "%%capture out\njson.loads('1')",
        "%%timeit -n 3\njson.loads('1')",
        "%%unknown\njson.loads('1')",
        "%%javascript\njson",
        "%timeit json.loads('1')",
        "!echo {json.dumps(1)}",
        "!echo $json",
        "json?",
        "def broken(:\n    json",
        "json",
    ],
)
def test_a_name_is_used_wherever_a_cell_mentions_it(cell: str) -> None:
    assert unused_in("import json", cell) == []


def test_an_import_that_no_cell_uses_is_reported_in_its_own_cell() -> None:
    assert unused_in("x = 1", "%%time\nimport json", "x") == [(2, 2)]


def test_a_repeat_in_a_later_cell_is_advice() -> None:
    findings = check(notebook_of("import json", "json.loads('1')", "import json\njson.loads('2')"), "shop.ipynb")

    (repeat,) = [f for f in findings if f.code == "RK702"]
    assert repeat.severity.value == "advice"
    assert repeat.span.cell
    assert repeat.span.cell.number == 3


def test_a_notebook_loses_the_import_and_nothing_else() -> None:
    text = notebook_of("import csv\nimport json", "json.loads('1')")

    after = json.loads(fixed(text, "shop.ipynb"))

    assert after["cells"][0]["source"] == ["import json"]


def test_a_cell_that_does_not_parse_keeps_every_import() -> None:
    text = notebook_of("import csv", "def broken(:")

    assert fixed(text, "shop.ipynb") == text


def test_an_import_that_a_magic_runs_is_not_touched() -> None:
    text = notebook_of("%time import csv")

    assert fixed(text, "shop.ipynb") == text


def test_an_import_that_keeps_the_value_above_it_from_being_shown_stays() -> None:
    text = notebook_of("orders.head()\nimport csv")

    assert fixed(text, "shop.ipynb") == text


@pytest.mark.parametrize("end", [";", " ; ", ";  # quiet", "; \n ", ";\n# %%"])
def test_a_cell_that_ends_with_a_semicolon_keeps_it(end: str) -> None:
    text = notebook_of(f"json.plot(){end}", "import csv\nimport json", "json.loads('1');")

    after = json.loads(fixed(text, "shop.ipynb"))

    assert ["".join(cell["source"]) for cell in after["cells"]] == [
        f"json.plot(){end}",
        "import json",
        "json.loads('1');",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1;\nimport os\ny = 2\n", "x = 1;\ny = 2\n"),
        ("x = 1;\n\n\nimport os\n", "x = 1;\n\n\n"),
        ("import os\nx = 1\n", "x = 1\n"),
        ("x = 1\nimport os", "x = 1\n"),
        ("import os  # paths\nx = 1\n", "x = 1\n"),
        ("import os; x = 1\n", "x = 1\n"),
        ("x = 1; import os  # both\n", "x = 1  # both\n"),
        ("import a, b\nb()\n", "import b\nb()\n"),
        ("import a, b\na()\n", "import a\na()\n"),
        ("import a, b, c\na(c)\n", "import a, c\na(c)\n"),
        ("from x import a, \\\n    b\na()\n", "from x import a\na()\n"),
        ("from x import a, \\\n    b\nb()\n", "from x import \\\n    b\nb()\n"),
        ("from x import (\n    a,  # one\n    b,  # two\n)\na()\n", "from x import (\n    a,  # one\n)\na()\n"),
        ("from x import (a,\n    b)\nb()\n", "from x import (\n    b)\nb()\n"),
        ("from x import (a,  # one\n    b)\na()\n", "from x import (a,  # one\n    )\na()\n"),
        ("from x import (\n    a,\n    b as c\n)\na()\n", "from x import (\n    a,\n)\na()\n"),
        ("def f():\n    import os\n", "def f():\n    pass\n"),
        ("def f():\n    import os\n    import sys\n", "def f():\n    pass\n"),
        ("if x: import os\n", "if x: pass\n"),
        ("if x:\n    import os  # paths\n    y()\n", "if x:\n    y()\n"),
        ("import os\r\nx = 1\r\n", "x = 1\r\n"),
        ("# top\n\\\nimport os\n", "# top\n"),
        ("# top \\\nimport os\n", "# top \\\n"),
        ("\\\r\n\\\r\nimport os\r\nx = 1\r\n", "x = 1\r\n"),
        ("x = 1; \\\nimport os", "x = 1"),
        ("x = 1; \\\nimport os  # both\n\n\ndef f(): y(x)\n", "x = 1  # both\n\n\ndef f(): y(x)\n"),
        ("def f():\n    return 1; \\\n    import os\n", "def f():\n    return 1\n"),
        ("from x import (\r\n    a,\r\n    b,\r\n)\r\na()\r\n", "from x import (\r\n    a,\r\n)\r\na()\r\n"),
    ],
)
def test_the_fix_takes_out_the_import_and_keeps_every_other_byte(before: str, after: str) -> None:
    assert rules["unused-import"].fix(before, "orders.py", unsafe=True).text == after
    assert fixed(after) == after


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import numpy\nexcept ImportError:\n    pass\n",
        "import os\nrun = eval('o' + 's')\n",
        "import os\nnames = ['os']\n",
        "import os\nfrom shop import *\n",
        'import os\n"""not a docstring"""\n',
        "import os; \\\nx = 1\n",
    ],
)
def test_no_safe_fix_where_the_name_may_be_used_or_the_text_would_mean_something_else(text: str) -> None:
    assert fixed(text) == text


def test_a_shared_module_is_not_touched() -> None:
    assert fixed("from shop.orders import Order\n", "shop/__init__.py") == "from shop.orders import Order\n"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("import till_drivers", "orders.py"),
        ("import shop.other_models", "migrations/env.py"),
        ("from . import views", "shop/orders.py"),
        ("from shop import views", "shop/orders.py"),
        ("from fixtures import clean_till", "tests/test_a.py"),
    ],
)
def test_an_import_that_may_be_there_for_what_it_does_goes_only_with_consent(line: str, path: str) -> None:
    (fix,) = (one.fix for one in rules["unused-import"].check(f"{line}\n\nx = 1\n", path))
    assert fix is not None
    assert (fix.safe, fix.title.endswith(", unless it is there for what it does")) == (False, True)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("import os", "orders.py"),
        ("import numpy as np", "day.py"),
        ("import matplotlib.pyplot as plt", "day.py"),
        ("from shop.stock import Shelf", "shop/orders.py"),
        ("from .stock import shelf", "shop/orders.py"),
        ("from google.cloud import storage", "shop/orders.py"),
        ("from unittest import mock", "tests/test_a.py"),
    ],
)
def test_an_import_that_does_nothing_by_itself_goes_safely(line: str, path: str) -> None:
    assert [one.fix and one.fix.safe for one in rules["unused-import"].check(f"{line}\n\nx = 1\n", path)] == [True]


@pytest.mark.parametrize(
    "text", ['duckdb.sql("SELECT * FROM orders")', 'SQL = "SELECT * FROM orders"\nduckdb.sql(SQL)']
)
def test_an_import_that_a_database_finds_by_its_name_goes_only_when_that_is_asked_for(text: str) -> None:
    code = f"import duckdb\n\nfrom shop.tables import lines, orders\n\n{text}\n"
    assert fixed(code) == code.replace("lines, ", "")
