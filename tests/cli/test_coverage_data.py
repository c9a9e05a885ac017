"""What coverage.py noted is taken as proof that tests reach a function."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import one_line, project
from tests.waiting import ran, unmeasured

pytestmark = pytest.mark.RK601
PRICES = 'def total(price, pieces):\n    """Multiply."""\n    return price * pieces\n'
ROUNDABOUT = """
import importlib
import unittest

class TestPrices(unittest.TestCase):
    def test_prices(self):
        prices = importlib.import_module("shop.prices")
        self.assertEqual(vars(prices)["to" + "tal"](2, 3), 6)
"""
ONLY_IMPORTED = """
import unittest
import shop.prices

class TestPrices(unittest.TestCase):
    def test_prices(self):
        self.assertTrue(shop.prices)
"""
SETTINGS = '[tool.rulekit]\ncoverage = ".coverage"\n'
ONLY = ("check", "--select", "RK601", "--output-format", "concise", "--advice")
SAYS = "no test calls `total`, only through others"


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    """A project whose test calls a function in a roundabout way, and what coverage.py noted of a run of it."""
    files = {"pyproject.toml": SETTINGS, "shop/prices.py": PRICES, "tests/test_prices.py": ROUNDABOUT}
    project(tmp_path, files)
    run_tests(tmp_path)
    return tmp_path


def run_tests(folder: Path, *options: str) -> None:
    """Run the tests of a project under coverage.py."""
    command = [sys.executable, "-m", "coverage", "run", *options, "-m", "unittest", "test_prices"]
    paths = os.pathsep.join([str(folder), str(folder / "tests")])
    done = ran(*command, cwd=folder, environment={**unmeasured(), "PYTHONPATH": paths})
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("noted")
def test_what_ran_in_the_tests_is_only_advised_about(command: Command) -> None:
    done = command(*ONLY)
    assert (done.status, SAYS in done.out) == (0, True)


def test_without_the_setting_the_data_count_for_nothing(noted: Path, command: Command) -> None:
    (noted / "pyproject.toml").write_text("[tool.rulekit]\n")
    assert command(*ONLY).status == 1


def test_branches_and_relative_paths_are_read_too(noted: Path, command: Command) -> None:
    (noted / "relative.toml").write_text("[tool.coverage.run]\nrelative_files = true\n")
    run_tests(noted, "--branch", "--rcfile=relative.toml")
    assert command(*ONLY).status == 0


def test_a_function_that_was_only_defined_did_not_run(noted: Path, command: Command) -> None:
    (noted / "tests" / "test_prices.py").write_text(ONLY_IMPORTED)
    run_tests(noted)
    assert command(*ONLY).status == 1


def test_data_older_than_the_file_prove_nothing(noted: Path, command: Command) -> None:
    written = (noted / ".coverage").stat().st_mtime
    os.utime(noted / "shop" / "prices.py", (written + 60, written + 60))
    assert command(*ONLY).status == 1


def test_a_file_that_is_not_there_yet_proves_nothing(noted: Path, command: Command) -> None:
    (noted / ".coverage").unlink()
    assert command(*ONLY).status == 1


def test_a_file_that_holds_something_else_is_refused_in_one_line(noted: Path, command: Command) -> None:
    (noted / ".coverage").write_text("lines: 1, 2, 3\n" * 100)
    done = command(*ONLY)
    assert (done.status, "no data of coverage.py: file is not a database" in one_line(done.err)) == (2, True)


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 1 AS file_id, x'ff' AS numbits FROM n"
TABLES = {
    "file": "CREATE TABLE file (id integer primary key, path text)",
    "line_bits": "CREATE TABLE line_bits (file_id integer, numbits blob)",
    "arc": "CREATE TABLE arc (file_id integer, tono integer)",
}
DATABASES = {
    "a view without end": ({"line_bits": f"CREATE VIEW line_bits AS {ENDLESS}"}, "no plain table `line_bits`"),
    "files from a view without end": ({"file": f"CREATE VIEW file AS {ENDLESS}"}, "no plain table `file`"),
    "a column that is computed": (
        {"line_bits": "CREATE TABLE line_bits (file_id, numbits AS (zeroblob(100000000)))"},
        "no plain table `line_bits`",
    ),
    "a table that is missing": ({"arc": ""}, "no plain table `arc`"),
    "a path with a null": ({"rows": "INSERT INTO file VALUES (1, 'a' || char(0) || 'b')"}, "names 'a\\x00b', which"),
    "a path that is too long": (
        {"rows": "INSERT INTO file VALUES (1, replace(hex(zeroblob(5000)), '0', 'a/'))"},
        "which is no path",
    ),
    "a path that is a number": ({"rows": "INSERT INTO file VALUES (1, x'00')"}, "no data of coverage.py: "),
    "a line that is none": ({"rows": "INSERT INTO arc VALUES (1, NULL)"}, "no data of coverage.py: "),
    "bits that are text": ({"rows": "INSERT INTO line_bits VALUES (1, 'many')"}, "no data of coverage.py: "),
}


@pytest.mark.parametrize(("changes", "message"), DATABASES.values(), ids=DATABASES)
def test_a_database_of_somebody_else_is_refused_in_one_line(
    tmp_path: Path, command: Command, changes: dict[str, str], message: str
) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "shop/prices.py": PRICES})
    with closing(sqlite3.connect(tmp_path / ".coverage")) as data:
        data.executescript(";".join((TABLES | changes).values()))
    done = command(*ONLY)
    assert message in one_line(done.err)
    assert (done.status, done.out) == (2, "")


def test_rows_that_hold_more_than_their_file_are_refused(tmp_path: Path, command: Command) -> None:
    file = project(tmp_path, {"pyproject.toml": SETTINGS, "shop/prices.py": PRICES}) / ".coverage"
    with closing(sqlite3.connect(file)) as data:
        data.executescript("PRAGMA page_size = 512;" + ";".join(TABLES.values()))
        data.execute("INSERT INTO line_bits VALUES (1, zeroblob(30000))")
        data.executemany("INSERT INTO line_bits VALUES (1, zeroblob(300))", [()] * 50)
        data.commit()
        ((root,),) = data.execute("SELECT rootpage FROM sqlite_master WHERE name = 'line_bits'")
    file.write_bytes(_with_one_leaf(file.read_bytes(), root, 512))
    done = command(*ONLY)
    assert "no data of coverage.py: it gives more than a file of its size can hold" in one_line(done.err)
    assert done.status == 2


def _with_one_leaf(database: bytes, root: int, size: int) -> bytes:
    """Let all entries of the page at the root of a table lead to the rows of the first.

    Source: https://www.sqlite.org/fileformat2.html#b_tree_pages.
    """
    pages = bytearray(database)
    page = memoryview(pages)[(root - 1) * size : root * size]
    assert page[0] == 5
    entries = [int.from_bytes(page[at : at + 2]) for at in range(12, 12 + 2 * int.from_bytes(page[3:5]), 2)]
    for entry in (8, *entries):
        page[entry : entry + 4] = page[entries[0] : entries[0] + 4]
    return bytes(pages)


def test_a_pipe_in_place_of_the_data_is_refused(tmp_path: Path, command: Command) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "shop/prices.py": PRICES})
    os.mkfifo(tmp_path / ".coverage")
    done = command(*ONLY)
    assert (done.status, "it is no regular file" in one_line(done.err)) == (2, True)


def test_paths_that_lead_nowhere_prove_nothing(tmp_path: Path, command: Command) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "shop/prices.py": PRICES})
    (tmp_path / "loop").symlink_to("loop")
    with closing(sqlite3.connect(tmp_path / ".coverage")) as data:
        data.executescript(";".join(TABLES.values()))
        paths = ["loop", "loop/a.py", "gone.py", "shop", "", "a" * 300]
        data.executemany("INSERT INTO file VALUES (?, ?)", enumerate(paths))
        data.executemany("INSERT INTO line_bits VALUES (?, ?)", [(key, b"\xff" * 9) for key in range(9)])
        data.commit()
    done = command(*ONLY)
    assert (done.status, done.err) == (1, "")
