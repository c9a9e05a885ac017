"""`rulekit new` outside of our clone writes a rule of one's own where it is asked for, and nowhere else."""

from pathlib import Path

import pytest

from tests.conftest import Command
from tests.own_rules import SETTINGS, own_rule
from tests.shop import project


def test_a_new_rule_of_one_s_own_runs_at_once(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "style/helpers.py": "", "orders.py": "late_raise(1)\n"})
    done = command("new", "style/late-raise")
    assert (done.status, done.out.splitlines()[:2]) == (0, ["style/late_raise.py", "style/cases/late_raise.md"])
    done = command("check", "orders.py", "--trust", "--select", "STYLE101", "--output-format", "concise", "-q")
    assert done.out == "orders.py:1:1: STYLE101 `late_raise` is called: say here what to do\n"


@pytest.mark.parametrize("is_named", [True, False])
def test_it_says_to_name_the_folder_where_the_settings_do_not(is_named: bool, command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS if is_named else "[tool.rulekit]\n"})
    assert ("Name the folder in your settings" in command("new", "style/late-raise").out) is not is_named


def test_the_second_rule_of_a_folder_has_the_next_code_and_the_same_section(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "style/asked_customer.py": own_rule()})
    assert command("new", "style/late-raise", "--package").status == 0
    text = (tmp_path / "style" / "late_raise" / "rule.py").read_text("utf-8")
    assert 'code="SHOP102"' in text
    assert 'section=Section("SHOP", "tills", "How We Talk to Tills")' in text
    assert "rulekit.rule import" in text


def test_a_code_may_be_chosen(command: Command, tmp_path: Path) -> None:
    assert command("new", "style/late-raise", "--code", "TILL301").status == 0
    text = (tmp_path / "style" / "late_raise.py").read_text("utf-8")
    assert 'section=Section("TILL3", "style", "Style")' in text


REFUSED = {
    "no folder": (["late-raise"], "is no FOLDER/NAME"),
    "no name": (["style/Late Raise"], "is no FOLDER/NAME"),
    "a name of ours": (["style/bare-except"], "there is a rule `bare-except` already"),
    "a code of ours": (["style/late-raise", "--code", "RK305"], "is no code of your own"),
    "a code that is taken": (["style/late-raise", "--code", "SHOP101"], "there is a rule `SHOP101` already"),
    "a file that is there": (["style/asked-customer"], "exists already"),
}


@pytest.mark.parametrize(("words", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    words: list[str], message: str, command: Command, tmp_path: Path
) -> None:
    project(tmp_path, {"style/asked_customer.py": own_rule()})
    before = {*tmp_path.rglob("*")}
    done = command("new", *words)
    assert (done.status, message in done.err, {*tmp_path.rglob("*")}) == (2, True, before)
