"""An import that another file takes stays, and where not all takers were read, it goes only with consent."""

from pathlib import Path

import pytest

from rulekit.api import check, check_paths, fix
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import project

PRICES = '"""Prices."""\n\nfrom decimal import Decimal\n\nTAX = 19\n'
MENDED = '"""Prices."""\n\n\nTAX = 19\n'
ORDERS = '"""Orders."""\n\nfrom shop.prices import TAX, Decimal\n\nTOTAL = Decimal(TAX)\n'
PACKAGE = {"shop/__init__.py": "", "shop/prices.py": PRICES}
MARK = {"pyproject.toml": ""}
FIXING = ("check", ".", "--select", "RK702", "--fix")
CONSENT = "unless another file takes it from here"

TAKERS = {
    "a module of the package": {"shop/orders.py": ORDERS},
    "a module by a relative import": {"shop/orders.py": "from .prices import Decimal\n\nprint(Decimal(1))\n"},
    "a module that takes everything": {"shop/orders.py": "from shop.prices import *\n\nprint(Decimal(1))\n"},
    "a module that goes through the module": {"day.py": "import shop.prices\n\nprint(shop.prices.Decimal(1))\n"},
    "a test that patches it": {"tests/test_a.py": "patch('shop.prices.Decimal')\n"},
    "a test that patches an attribute of the module": {
        "tests/test_a.py": "from shop import prices\n\npatch.object(prices, 'Decimal')\n"
    },
    "a test that patches several": {"tests/test_a.py": "patch.multiple('shop.prices', Decimal=int)\n"},
    "a notebook that is a module": {"day.py": "# %%\n# %run shop/prices.py\n\n# %%\nprint(Decimal(1))\n"},
    "a notebook": {"day.ipynb": notebook_of("from shop.prices import Decimal\n\nDecimal(1)")},
    "a notebook that runs the module": {"day.ipynb": notebook_of("%run shop/prices.py", "Decimal(1)")},
    "a cell that does not parse": {"day.ipynb": notebook_of("from shop.prices import (Decimal")},
    "a module that does not parse": {"old.py": "from shop.prices import Decimal\n\nprint Decimal(1)\n"},
}


@pytest.mark.parametrize("marked", [MARK, {}], ids=["in a project", "where nothing marks a project"])
@pytest.mark.parametrize("taker", TAKERS.values(), ids=TAKERS)
def test_an_import_that_another_file_takes_stays(
    command: Command, tmp_path: Path, taker: dict[str, str], marked: dict[str, str]
) -> None:
    project(tmp_path, {**PACKAGE, **taker, **marked})
    command(*FIXING, "--unsafe-fixes")
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == PRICES


KNOWS = "from shop import prices\n\n"
PERHAPS_TAKERS = {
    "a patch of a built path": "MODULE = 'shop.prices'\npatch(f'{MODULE}.Decimal')\n",
    "a patch of a path with a placeholder": "MODULE = 'shop.prices'\npatch('%s.Decimal' % MODULE)\n",
    "a keyword": f"{KNOWS}patch.object(prices, attribute='Decimal')\n",
    "another name for the module": f"{KNOWS}module = prices\nprint(module.Decimal)\n",
    "the names of the module": f"{KNOWS}print(vars(prices)['Decimal'])\n",
    "a module found by its name": "import importlib\n\nprint(importlib.import_module('shop.prices').Decimal)\n",
    "a loaded module": "import sys\n\nprint(sys.modules['shop.prices'].Decimal)\n",
    "a table of lazy names": "TABLE = {'.prices': ['Decimal']}\n",
    "text that is run": "exec(Path('shop/prices.py').read_text())\nprint(Decimal(1))\n",
    "an example": '"""Prices.\n\n>>> from shop.prices import Decimal\n"""\n',
}


@pytest.mark.parametrize("excluded", ["", "[tool.rulekit]\nexclude = ['shop/taker.py']\n"], ids=["read", "excluded"])
@pytest.mark.parametrize("taker", PERHAPS_TAKERS.values(), ids=PERHAPS_TAKERS)
def test_an_import_that_another_file_may_take_goes_only_with_consent(
    command: Command, tmp_path: Path, taker: str, excluded: str
) -> None:
    project(tmp_path, {**PACKAGE, "shop/taker.py": taker, "pyproject.toml": excluded})
    command(*FIXING)
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == PRICES
    command(*FIXING, "--unsafe-fixes")
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == MENDED


def test_an_import_that_a_module_of_this_machine_alone_takes_stays(command: Command, tmp_path: Path) -> None:
    local = {
        ".gitignore": "local_*.py\n",
        "shop/local_settings.py": "from .prices import Decimal\n\nprint(Decimal(1))\n",
    }
    project(tmp_path, {**PACKAGE, **MARK, **local})
    command(*FIXING)
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == PRICES


TEXTS = {
    "a setting": ("handlers.yml", "day:\n  handler: shop.prices.Decimal\n"),
    "an entry point": ("pyproject.toml", '[project.scripts]\nshop = "shop.prices:Decimal"\n'),
    "an entry point of setup.cfg": ("setup.cfg", "[options.entry_points]\ntills =\n  a = shop.prices:Decimal\n"),
    "a template": ("templates/day.html", "{% url 'shop.prices.Decimal' %}\n"),
    "a document": ("docs/prices.rst", ".. autofunction:: shop.prices.Decimal\n"),
    "a document of a module": ("docs/a.rst", ".. automodule:: shop.prices\n   :members: Decimal\n"),
    "a piece of code in a document": ("README.md", "```python\nfrom shop.prices import TAX, Decimal\n```\n"),
    "a piece of code over lines": ("README.md", "from shop.prices import (\n    TAX,\n    Decimal,\n)\n"),
    "a command": ("Procfile", "web: gunicorn shop.prices:Decimal\n"),
    "a text in another encoding": ("old.ini", "# \xe9\nmodel = shop.prices.Decimal\n".encode("latin-1")),
    "generated code": ("shop/made.py", "# @generated\nfrom shop.prices import Decimal\n"),
}  # fmt: skip


@pytest.mark.parametrize("excluded", [True, False], ids=["excluded", "found"])
@pytest.mark.parametrize(("path", "text"), TEXTS.values(), ids=TEXTS)
def test_an_import_that_a_text_of_another_kind_names_goes_only_with_consent(
    command: Command, tmp_path: Path, path: str, text: str | bytes, excluded: bool
) -> None:
    project(tmp_path, {**PACKAGE, **MARK, path: text})
    settings = f"[tool.rulekit]\nexclude = ['{path.partition('/')[0]}']\n" if excluded and "shop/" not in path else ""
    with (tmp_path / "pyproject.toml").open("a") as file:
        file.write(settings)
    command(*FIXING)
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == PRICES
    command(*FIXING, "--unsafe-fixes")
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == MENDED


NO_TAKERS = {
    "another module": "cart.prices.Decimal\n",
    "another name": "handler: shop.prices.TAX\n",
    "a word of a sentence": "Decimal numbers are exact, and prices need them.\n",
    "an import from elsewhere": "from decimal import Decimal\n",
    "a picture": "\0shop.prices.Decimal",
    "data": "shop.prices.Decimal\n" + "1\n" * 500_000,
}


@pytest.mark.parametrize("text", NO_TAKERS.values(), ids=NO_TAKERS)
def test_a_text_that_names_another_thing_is_no_taker(command: Command, tmp_path: Path, text: str) -> None:
    project(tmp_path, {**PACKAGE, **MARK, "notes.txt": text})
    command(*FIXING)
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == MENDED


@pytest.mark.parametrize(
    "other", ["import decimal\n\nprint(decimal.Decimal(1))\n", "from shop.prices import TAX\n\nprint(TAX, x.Decimal)\n"]
)
def test_a_file_that_takes_another_thing_of_the_name_is_no_taker(command: Command, tmp_path: Path, other: str) -> None:
    project(tmp_path, {**PACKAGE, **MARK, "shop/other.py": other})
    command(*FIXING)
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == MENDED


@pytest.mark.parametrize("exclude", ["tests", "tests/test_a.py"])
def test_a_test_that_settings_exclude_takes_it_too(command: Command, tmp_path: Path, exclude: str) -> None:
    settings = f"[tool.rulekit]\nexclude = ['{exclude}']\n"
    project(tmp_path, {**PACKAGE, "pyproject.toml": settings, "tests/test_a.py": "patch('shop.prices.Decimal')\n"})
    command(*FIXING)
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == PRICES


def test_what_a_first_pass_leaves_unused_goes_in_the_same_run(command: Command, tmp_path: Path) -> None:
    text = "import json\n\n\ndef load():\n    import json\n    return json\n"
    project(tmp_path, {**MARK, "shop.py": text})
    command(*FIXING)
    once = (tmp_path / "shop.py").read_text("utf-8")
    command(*FIXING)
    assert (tmp_path / "shop.py").read_text("utf-8") == once


def test_a_fixture_that_returns_keeps_the_import_that_another_file_takes(command: Command, tmp_path: Path) -> None:
    fixture = (
        "from collections.abc import Iterator\n\nimport pytest\n\n\n@pytest.fixture\ndef stock() -> Iterator[int]:\n"
        "    yield 1\n"
    )
    project(tmp_path, {**MARK, "tests/__init__.py": "", "tests/conftest.py": fixture})
    project(tmp_path, {"tests/test_a.py": "from tests.conftest import Iterator\n\nprint(Iterator)\n"})
    command("check", ".", "--fix", "--select", "RK602,RK702")
    assert "import Iterator" in (tmp_path / "tests/conftest.py").read_text("utf-8")


def test_a_file_of_another_project_of_the_run_takes_it_too(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {f"library/{name}": text for name, text in {**PACKAGE, **MARK}.items()})
    project(tmp_path, {"program/pyproject.toml": "", "program/orders.py": ORDERS})
    command(*FIXING, "--unsafe-fixes")
    assert (tmp_path / "library/shop/prices.py").read_text("utf-8") == PRICES


def test_an_import_that_no_file_of_a_whole_project_takes_goes(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**PACKAGE, **MARK, "day.ipynb": notebook_of("print(1)")})
    command(*FIXING)
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == MENDED


NOT_READ = {
    "one file alone": (MARK, ("check", "shop/prices.py")),
    "a folder that is a part of the project": (MARK, ("check", "shop")),
    "nothing marks a project": ({}, ("check", ".")),
    "a notebook that cannot be read": ({**MARK, "broken.ipynb": "<<<<"}, ("check", ".")),
    "a module that cannot be decoded": ({**MARK, "old.py": b"# \xff\xff\n"}, ("check", ".")),
}


@pytest.mark.parametrize(("files", "asked"), NOT_READ.values(), ids=NOT_READ)
def test_where_not_all_takers_were_read_an_import_goes_only_with_consent_and_that_is_said(
    command: Command, tmp_path: Path, files: dict[str, str | bytes], asked: tuple[str, ...]
) -> None:
    project(tmp_path, {**PACKAGE, **files})
    told = command(*asked, "--select", "RK702").out
    assert "fix with --fix --unsafe-fixes: Delete the import of `Decimal`, " + CONSENT in told
    command(*asked, "--select", "RK702", "--fix")
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == PRICES
    command(*asked, "--select", "RK702", "--fix", "--unsafe-fixes")
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == MENDED


def test_the_text_of_a_file_on_standard_input_needs_consent_too(command: Command) -> None:
    named = ("check", "-", "--select", "RK702", "--fix", "--stdin-filename", "shop/prices.py")
    assert command(*named, stdin=PRICES.encode()).out == PRICES
    assert command(*named, "--unsafe-fixes", stdin=PRICES.encode()).out.startswith(MENDED)


def test_the_library_asks_for_consent_where_a_text_has_a_path() -> None:
    assert fix(PRICES, "shop/prices.py").text == PRICES
    assert fix(PRICES).text == MENDED
    assert [one.fix.safe for one in check(PRICES, "shop/prices.py") if one.fix] == [False]
    assert [one.fix.safe for one in check(PRICES) if one.fix] == [True]


def test_imports_of_functions_and_notebooks_are_taken_by_nobody(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"a.py": "def now():\n    import json\n    return 1\n"})
    project(tmp_path, {"day.ipynb": notebook_of("import json\nprint(1)")})
    command("check", "a.py", "day.ipynb", "--select", "RK702", "--fix")
    assert (tmp_path / "a.py").read_text("utf-8") == "def now():\n    return 1\n"
    assert "json" not in (tmp_path / "day.ipynb").read_text("utf-8")


def test_an_import_that_a_later_pass_finds_unused_needs_consent(command: Command, tmp_path: Path) -> None:
    text = "import random\n\n\ndef token(row):\n    token = random.choice(row)\n    return token + random.choice(row)\n"
    project(
        tmp_path, {**MARK, "shop/tokens.py": text, "shop/day.py": "from shop.tokens import random\n\nrandom.seed()\n"}
    )
    command("check", ".", "--fix", "--unsafe-fixes", "--select", "RK504")
    command("check", ".", "--fix", "--select", "RK504,RK702")
    assert "import random" in (tmp_path / "shop/tokens.py").read_text("utf-8")


@pytest.mark.parametrize("other", ["    from json import loads  # noqa: F401\n", "    loads = None\n"])
def test_the_branches_of_one_name_stand_or_fall_together(tmp_path: Path, other: str) -> None:
    text = f"import sys\n\nif sys.version_info > (3, 0):\n    from yaml import loads\nelse:\n{other}"
    project(tmp_path, {**MARK, "shop.py": text})
    fixes = [one.fix for one in check_paths(tmp_path).findings if one.code == "RK702" and one.fix]
    assert not any(one.safe for one in fixes)


HELPERS = notebook_of("import json\nimport csv\n\ncsv.reader")
RUNNERS = {
    "a notebook": {"day.ipynb": notebook_of("%run helpers.ipynb", "json.loads('1')")},
    "a notebook of Databricks": {"day.ipynb": notebook_of("%run ./helpers", "json.loads('1')")},
    "a notebook that is a module": {"day.py": "# %%\n# %run helpers.ipynb\n\n# %%\njson.loads('1')\n"},
}


@pytest.mark.parametrize("marked", [MARK, {}], ids=["in a project", "where nothing marks a project"])
@pytest.mark.parametrize("runner", RUNNERS.values(), ids=RUNNERS)
def test_a_notebook_that_another_runs_loses_an_import_only_with_consent(
    command: Command, tmp_path: Path, runner: dict[str, str], marked: dict[str, str]
) -> None:
    project(tmp_path, {"helpers.ipynb": HELPERS, **runner, **marked})
    command(*FIXING)
    assert (tmp_path / "helpers.ipynb").read_text("utf-8") == HELPERS
    command(*FIXING, "--unsafe-fixes")
    assert "json" not in (tmp_path / "helpers.ipynb").read_text("utf-8")


@pytest.mark.parametrize("cells", [("%run other.ipynb", "json"), ("%run helpers.ipynb", "1"), ("helpers = json",)])
def test_a_notebook_that_nobody_runs_loses_it(command: Command, tmp_path: Path, cells: tuple[str, ...]) -> None:
    project(tmp_path, {"helpers.ipynb": HELPERS, "day.ipynb": notebook_of(*cells)})
    command(*FIXING)
    assert "json" not in (tmp_path / "helpers.ipynb").read_text("utf-8")


@pytest.mark.parametrize("mark", ["#| export", "#|exporti", "# export", "#exports", "#| hide\n#| export core.shop"])
def test_a_cell_of_which_nbdev_makes_a_module_loses_an_import_only_with_consent(mark: str) -> None:
    text = notebook_of(f"{mark}\nimport json\n\nprint(1)")
    assert fix(text, "00_core.ipynb").text == text
    assert "json" not in fix(text, "00_core.ipynb", unsafe=True).text


@pytest.mark.parametrize("comment", ["# export all orders as JSON", "#| hide", "print(1)\n#| export"])
def test_another_comment_says_nothing_of_a_module(comment: str) -> None:
    assert "json" not in fix(notebook_of(f"{comment}\nimport json\nprint(1)"), "00_core.ipynb").text
