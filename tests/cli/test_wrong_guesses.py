"""What is said to somebody who comes from another tool, or whose finger slips."""

from pathlib import Path

import pytest

import rulekit
from tests.conftest import Command
from tests.shop import BARE, one_line, project

TYPED = {
    "a command": (("chek", "."), "`chek` is no command and no path: did you mean `rulekit check`?"),
    "a command without a path": (("chek",), "did you mean `rulekit check`?"),
    "another command": (("explane", "RK301"), "did you mean `rulekit explain`?"),
    "an option": (("check", "--selct=RK301", "."), "unrecognized arguments: --selct=RK301: did you mean `--select`?"),
    "an option of no command": ((".", "--exit-zer0"), "did you mean `--exit-zero`?"),
    "an option like no other": (("check", "--zzz", "."), "unrecognized arguments: --zzz: `rulekit --help` shows"),
    "a path": (("check", "chek"), "chek: no such file or folder: check the spelling"),
    "a code that stands for nothing": (("check", "--select", "W291"), "unknown rule `W291`, and none is equivalent to"),
}


@pytest.mark.parametrize(("arguments", "message"), TYPED.values(), ids=TYPED)
def test_of_what_is_typed_wrong_it_is_said(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    project(tmp_path, {"orders.py": BARE})
    done = command(*arguments)
    assert (done.status, done.out, message in one_line(done.err)) == (2, "", True), done.err


def test_a_path_that_is_called_nearly_like_a_command_is_checked(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"checks/orders.py": BARE})
    assert command("checks").status == 1


WRITTEN = {
    "a table with another tool's code": ("F401 = {}", "unknown key `F401`: `unused-import` is the rule with that code"),
    "a table of ruff's": ('lint.select = ["F401"]', "unknown key `lint`: there is no such table: write its keys into"),
    "a key of the formatter": ("line-length = 88", "unknown key `line-length`: rulekit formats nothing"),
    "an option": ("fix = true", "it is an option of the command line, `rulekit check --fix`"),
    "an option with a value": ('output-format = "json"', "`rulekit check --output-format`"),
    "a key in other letters": ("extend_exclude = ['a']", "did you mean `extend-exclude`?"),
    "a key of ruff's": ("extend-ignore = ['RK301']", "did you mean `ignore`?"),
    "a key below the heading of patterns": (
        "[per-file-ignores]\nextend-exclude = ['a']",
        "`extend-exclude` stands in the table `per-file-ignores`: write it above the heading of that table",
    ),
    "a key below the heading of a rule": (
        "[bare-except]\nexclude = ['a']",
        "`exclude` stands in the table `bare-except`: write it above",
    ),
    "a key below the heading of severities": (
        "[severity]\ntarget-version = '3.11'",
        "`target-version` stands in the table `severity`: write it above",
    ),
    "another tool's code that stands for nothing": ("ignore = ['W291']", "`ignore`: unknown rule `W291`, and none is"),
}


@pytest.mark.parametrize(("text", "message"), WRITTEN.values(), ids=WRITTEN)
def test_of_what_is_written_wrong_it_is_said(command: Command, tmp_path: Path, text: str, message: str) -> None:
    project(tmp_path, {"rulekit.toml": text + "\n", "orders.py": BARE})
    done = command("check", ".")
    assert (done.status, done.out, message in one_line(done.err)) == (2, "", True), done.err


def test_a_rule_is_looked_up_by_its_own_words_and_another_tool_s_code_names_it() -> None:
    with pytest.raises(rulekit.RulekitError, match="unknown rule `F401`, did you mean `unused-import`"):
        rulekit.rules["F401"]


PLACES = {
    "select": ("--select", "F401"),
    "ignore": ("--select", "ALL", "--ignore", "f401"),
    "extend-select": ("--select", "RK301", "--extend-select", "F401"),
    "per-file-ignores": ("--per-file-ignores", "*.md:F401"),
}


@pytest.mark.parametrize("arguments", PLACES.values(), ids=PLACES)
def test_another_tool_s_code_is_taken_where_rules_are_chosen(
    command: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    project(tmp_path, {"orders.py": "import os\n"})
    found = "RK702" in command("check", ".", *arguments).out
    assert found is ("--ignore" not in arguments)
