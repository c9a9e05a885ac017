"""`pytest -k RK702` runs all that is written about RK702, wherever it lies, and nothing else."""

import ast
import sys
from collections.abc import Iterator

import pytest

from rulekit.api import titles_of_cases
from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule
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


def test_every_case_and_every_example_is_chosen(chosen: set[str]) -> None:
    assert {*of_cases(RULE), *of_examples(RULE)} <= chosen


def of_cases(rule: Rule) -> Iterator[str]:
    for title, _ in titles_of_cases(rule):
        yield f"tests/rules/test_cases.py::test_case[{rule.code}-{rule.name}-{title}]"


def of_examples(rule: Rule) -> Iterator[str]:
    bad = "test_bad_code_is_found_on_its_marked_lines_and_by_no_other_rule"
    good = "test_good_code_is_clean_under_all_rules"
    for example in (*rule.examples, *rule.tempting):
        yield f"tests/rules/test_examples.py::{bad}[{rule.code}-{rule.name}-{example.title}]"
        yield f"tests/rules/test_examples.py::{good}[{rule.code}-{rule.name}-{example.title}]"


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
