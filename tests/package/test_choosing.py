"""`pytest -k RK702` runs all that is written about RK702, wherever it lies, and nothing else."""

import ast
import sys
from collections.abc import Iterator

import pytest

from rulekit.engine.catalog import catalog
from rulekit.laws.laws import LAWS
from tests.shop import REPOSITORY
from tests.waiting import ran, unmeasured

RULE = catalog()["RK702"]
OWN = "tests/rules/dependencies/test_unused_import"


@pytest.fixture(scope="module")
def chosen() -> set[str]:
    """The tests of the whole suite that the code chooses."""
    words = ["--collect-only", "-q", "-k", RULE.code, "-p", "no:cacheprovider", "tests"]
    lines = ran(sys.executable, "-m", "pytest", *words, cwd=REPOSITORY, environment=unmeasured()).stdout.splitlines()
    return {line for line in lines if line.startswith("tests/")}


def test_every_law_is_chosen(chosen: set[str]) -> None:
    test = "tests/rules/test_laws.py::test_a_rule_keeps_the_law"
    assert {f"{test}[{RULE.code}-{RULE.name}-{law}]" for law in LAWS} <= chosen


def test_every_test_that_is_given_each_rule_is_chosen(chosen: set[str]) -> None:
    given = {name for name, function in functions("test_*.py") if "rule" in {one.arg for one in function.args.args}}
    assert given
    assert given <= {test.partition("[")[0] for test in chosen}


def functions(files: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give the test functions of some files, by the names that pytest has for them."""
    for file in (REPOSITORY / "tests").rglob(files):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{file.relative_to(REPOSITORY).as_posix()}::{node.name}", node


def test_every_test_of_the_rule_s_own_files_is_chosen(chosen: set[str]) -> None:
    written = {name for name, _ in functions("test_unused_import*.py")}
    assert written
    assert written == {test.partition("[")[0] for test in chosen if test.startswith(OWN)}


def test_nothing_else_is_chosen(chosen: set[str]) -> None:
    assert {test for test in chosen if RULE.code not in test and not test.startswith(OWN)} == set()
