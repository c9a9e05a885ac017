"""What coverage.py noted is taken as proof that tests reach a function."""

import os
import sys
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import one_line, project
from tests.waiting import ran, unmeasured

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
