"""`rulekit check --since REV`: what is new on a line that did not change, because something else did."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.marked import notebook_of
from tests.repositories import committed
from tests.shop import BARE, Done, project

Since = Callable[..., Done]
GIVEN = (".", "--since", "HEAD", "--advice", "--output-format", "concise")

TILL = '"""Till."""\n\nimport os\n\nplace = os.curdir\n'
TEST = "from shop.till import {0}\n\n\ndef test_{0}():\n    assert {0}(1) == 1\n"
PAY = "def pay(tea):\n    return tea\n"
QUERY = """\
def table():
    return {0}


def load(database):
    return database.execute(f"SELECT * FROM {table()}")
"""


@pytest.fixture
def since(command: Command, tmp_path: Path) -> Since:
    """Check what changed between two states of a repository; without a text, a file is deleted."""

    def checked(before: Mapping[str, str], after: Mapping[str, str | None], *options: str) -> Done:
        committed(project(tmp_path, before))
        project(tmp_path, {name: text for name, text in after.items() if text is not None})
        for name in (name for name, text in after.items() if text is None):
            (tmp_path / name).unlink()
        return command("check", *GIVEN, *options)

    return checked


def test_an_import_whose_use_is_gone(since: Since) -> None:
    done = since({"till.py": TILL}, {"till.py": TILL.replace("os.curdir", "'.'")}, "--select", "RK702")
    assert done.places == ["./till.py:3:8"]


def test_an_import_whose_use_in_another_cell_is_gone(since: Since) -> None:
    before, after = (notebook_of("import os", use) for use in ("print(os.curdir)", "print('.')"))
    done = since({"day.ipynb": before}, {"day.ipynb": after}, "--select", "RK702")
    assert done.places == ["./day.ipynb:cell_1:1:8"]


@pytest.mark.parametrize("deleted", [None, TEST.format("sell")])
def test_a_function_whose_test_is_gone(since: Since, deleted: str | None) -> None:
    files = {"pyproject.toml": "", "shop/__init__.py": "", "shop/till.py": PAY + "\n\n" + PAY.replace("pay", "sell")}
    tests = {"tests/test_till.py": TEST.format("pay"), "tests/test_sale.py": TEST.format("sell")}
    done = since(files | tests, {"tests/test_till.py": deleted}, "--select", "RK601")
    assert done.places == ["./shop/till.py:1:5"]


def test_a_comment_that_no_longer_silences_anything(since: Since) -> None:
    text = "# rulekit: noqa: RK301 - the till is old\n" + BARE
    done = since({"till.py": text}, {"till.py": text.replace("except:", "except ValueError:")})
    assert [line for line in done.out.splitlines() if "RK002" in line and line.startswith("./till.py:1:")]


def test_a_function_that_has_grown(since: Since) -> None:
    text = "def pay():\n" + "    load()\n" * 29
    done = since({"till.py": text}, {"till.py": text + "    load()\n" * 3}, "--select", "RK103")
    assert done.places == ["./till.py:1:5"]


def test_a_query_that_becomes_dangerous_by_what_another_function_returns(since: Since) -> None:
    before, after = QUERY.replace("{0}", '"teas"'), QUERY.replace("{0}", "input()")
    done = since({"till.py": before}, {"till.py": after}, "--select", "RK402")
    assert (done.status, done.places) == (1, ["./till.py:6:29"])


@pytest.mark.parametrize(
    "after",
    [
        "def sell():\n    try:\n        load()\n    except:\n        stop()\n",
        "class Till:\n    def pay():\n        try:\n            load()\n        except:\n            stop()\n",
        "price = 1\n\n\ndef pay():\n    try:\n        load()\n    except:\n        stop()\n",
    ],
)
def test_what_was_there_before_under_another_name_is_not_new(since: Since, after: str) -> None:
    before = "def pay():\n    try:\n        load()\n    except:\n        stop()\n"
    done = since({"till.py": before}, {"till.py": after}, "--select", "RK301")
    assert done.places == []


def test_what_settings_find_that_changed_is_not_new(since: Since) -> None:
    files = {"pyproject.toml": '[tool.rulekit]\nselect = ["RK702"]\n', "till.py": BARE, "desk.py": TILL}
    after = {"pyproject.toml": '[tool.rulekit]\nselect = ["ALL"]\n', "desk.py": TILL + "\n"}
    assert since(files, after).places == []


def test_a_file_that_could_not_be_read_before_is_new_as_a_whole(since: Since) -> None:
    done = since({"till.py": BARE + "def\n"}, {"till.py": BARE}, "--select", "RK301")
    assert done.places == ["./till.py:3:1"]


def test_named_files_are_compared_with_themselves(command: Command, tmp_path: Path) -> None:
    before = {"till.py": TILL, "desk.py": TILL}
    after = {name: TILL.replace("os.curdir", "'.'") for name in before}
    committed(project(tmp_path, before))
    project(tmp_path, after)
    done = command("check", "till.py", "--since", "HEAD", "--select", "RK702", "--output-format", "concise")
    assert done.places == ["till.py:3:8"]


def test_a_warm_run_without_and_with_its_cache_tells_the_same(command: Command, since: Since) -> None:
    files, after = {"till.py": TILL, "desk.py": BARE}, {"till.py": TILL.replace("os.curdir", "'.'")}
    cold = since(files, after, "--cache-dir", "../kept")
    warm, none = (command("check", *GIVEN, *options) for options in (["--cache-dir", "../kept"], ["--no-cache"]))
    assert warm == none == cold
    assert "./till.py:3:8" in cold.places
