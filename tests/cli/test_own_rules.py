"""Rules of a team's own: they judge, are shown and are silenced as ours, and nothing of them runs without trust."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.marked import notebook_of
from tests.own_rules import MARKING, SETTINGS, own_rule
from tests.shop import project

ASKED = "ask_customer(order)\n"
NOT_LOADED = "rules not loaded, as this code may not run yet"


def shop(folder: Path, rule: str = "", settings: str = SETTINGS, code: str = ASKED) -> Path:
    """Write a project with a rule of its own."""
    return project(
        folder,
        {"pyproject.toml": settings, "style/asked_customer.py": rule or own_rule(first=MARKING), "orders.py": code},
    )


def ran(folder: Path) -> bool:
    """Tell whether the code of the rule has run, and forget it."""
    mark = folder / "style" / "mark"
    was = mark.exists()
    mark.unlink(missing_ok=True)
    return was


def test_nothing_runs_before_somebody_trusts_it_and_the_check_says_so_and_fails(
    command: Command, tmp_path: Path
) -> None:
    shop(tmp_path)
    done = command("check", "orders.py")
    assert (done.status, done.err.count(NOT_LOADED), "SHOP101" in done.out) == (2, 1, False)
    assert "clean" not in done.out.lower()
    assert not ran(tmp_path)


def test_trust_lets_a_rule_speak_until_one_of_its_files_changes(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    assert command("trust").status == 0
    assert not ran(tmp_path)
    done = command("check", "orders.py", "--output-format", "concise", "-q")
    assert done.out == "orders.py:1:1: SHOP101 the customer is asked: call `ask_till`\n"
    assert ran(tmp_path)
    project(tmp_path, {"style/words.py": MARKING})
    done = command("check", "orders.py")
    assert (done.status, "`words.py` is another than the one that was trusted" in done.err) == (2, True)
    assert not ran(tmp_path)
    assert command("trust").status == 0
    assert command("trust", "--withdraw").out.endswith("may run no more.\n")
    assert NOT_LOADED in command("check", "orders.py").err


def test_trust_for_one_run_is_given_by_an_option(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    assert command("check", "orders.py", "--trust", "--select", "SHOP101").status == 1
    assert ran(tmp_path)
    assert command("check", "orders.py").status == 2


DOORS = (
    ["check", "."],
    ["check", "-", "--stdin-filename", "orders.py"],
    ["check", "--fix", "orders.py"],
    ["check", "--show-settings"],
    ["check", ".", "--config", "pyproject.toml"],
    ["rules"],
    ["rules", "--output-format", "schema"],
    ["explain", "RK301"],
    ["explain", "SHOP101"],
    ["why", "orders.py:1", "SHOP101"],
    ["baseline", "write"],
    ["docs", "build"],
    ["init", "--dry-run"],
    ["history", "."],
    ["practice", ".", "--tests"],
    ["guide", "--write", "STYLE.md"],
    ["test"],
    ["teach", "list"],
    ["learn", "class", "--no-open"],
    ["trust"],
)


@pytest.mark.parametrize("words", DOORS, ids=" ".join)
def test_no_command_runs_what_was_not_trusted(words: list[str], command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    command(*words)
    assert not ran(tmp_path)


SETTINGS_THAT_SPEAK_OF_IT = {
    "a choice": 'select = ["SHOP101", "RK301"]\n',
    "a table": "[tool.rulekit.asked-customer]\nwords = 3\n",
    "a severity": '[tool.rulekit.severity]\nasked-customer = "error"\n',
    "files": '[tool.rulekit.per-file-ignores]\n"tests/*" = ["SHOP101"]\n',
}


@pytest.mark.parametrize("more", SETTINGS_THAT_SPEAK_OF_IT.values(), ids=SETTINGS_THAT_SPEAK_OF_IT)
def test_settings_and_comments_that_speak_of_a_rule_that_is_not_loaded_are_let_be(
    more: str, command: Command, tmp_path: Path
) -> None:
    shop(tmp_path, settings=SETTINGS + more, code="ask_customer(order)  # noqa: SHOP101 - the till is broken\n")
    done = command("check", "orders.py", "--advice", "--select", "RK0,RK301")
    assert (done.err.count("\n"), NOT_LOADED in done.err, "SHOP" in done.out) == (1, True, False)


def test_a_comment_silences_a_rule_of_one_s_own_and_must_be_true(command: Command, tmp_path: Path) -> None:
    code = "ask_customer(order)  # noqa: SHOP101 - the till is broken\nask_till(order)  # noqa: SHOP101 - so it was\n"
    shop(tmp_path, code=code)
    done = command("check", "orders.py", "--trust", "--advice", "--select", "SHOP,RK002", "--output-format", "concise")
    assert [line.partition(": ")[0] for line in done.out.splitlines() if line.startswith("orders.py")] == [
        "orders.py:2:18"
    ]


def test_it_stands_in_the_list_the_schema_its_page_and_reports_for_programs(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    command("trust")
    assert "SHOP101  asked-customer" in command("rules").out
    assert {"asked-customer", "SHOP101"} <= set(
        json.loads(command("rules", "--output-format", "schema").out)["properties"]
    )
    assert command("explain", "SHOP101", "--output-format", "markdown").out.startswith("# SHOP101 asked-customer\n")
    sarif = json.loads(command("check", "orders.py", "--output-format", "sarif").out)
    assert "SHOP101" in {rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]}
    assert "SHOP101" in {result["ruleId"] for result in sarif["runs"][0]["results"]}
    assert command("docs", "build", "site").status == 0
    assert "SHOP101" in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_rule_holds_only_where_the_settings_name_it(command: Command, tmp_path: Path) -> None:
    shop(tmp_path / "shop")
    project(tmp_path, {"other/pyproject.toml": "[tool.rulekit]\n", "other/orders.py": ASKED})
    done = command("check", ".", "--trust", "--select", "SHOP101", "--output-format", "concise", "-q")
    assert [line.partition(":")[0] for line in done.out.splitlines()] == ["./shop/orders.py"]


def test_a_word_that_names_no_rule_of_the_run_is_refused(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    done = command("check", "orders.py", "--trust", "--select", "SHOP999")
    assert (done.status, "unknown rule `SHOP999`" in done.err) == (2, True)


def test_many_files_are_judged_by_it_in_processes_and_from_the_cache(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop(tmp_path)
    project(tmp_path, {f"shop/orders_{number}.py": ASKED for number in range(120)})
    monkeypatch.setenv("RULEKIT_CACHE_DIR", str(tmp_path / "kept"))
    words = ["check", "shop", "--select", "SHOP101", "--output-format", "concise", "-q"]
    assert command(*words, "--jobs", "2", "--trust").out.count("SHOP101") == 120
    assert command(*words).status == 2
    command("trust")
    assert command(*words).out.count("SHOP101") == 120
    shop(tmp_path, own_rule(call="ask_nobody"))
    assert (command(*words).out.count("SHOP101"), command(*words).status) == (0, 2)
    command("trust")
    assert command(*words).status == 0


def test_a_rule_that_fails_is_told_with_its_line_and_the_others_go_on(command: Command, tmp_path: Path) -> None:
    failing = own_rule("SHOP102", "asked-nobody", seen="yield RULE.at(source, call.missing, 'x')")
    project(shop(tmp_path), {"style/asked_nobody.py": failing})
    line = failing[: failing.index("call.missing")].count("\n") + 1
    done = command("check", "orders.py", "--trust", "--select", "SHOP", "--output-format", "concise")
    assert f"SHOP102 failed at {tmp_path.resolve()}/style/asked_nobody.py:{line}" in done.err
    assert (done.status, "SHOP101" in done.out, "report this" in done.err) == (2, True, False)


LOADED_BADLY = {
    "a mistake in its grammar": ("RULE = (\n", ":1: not loaded (SyntaxError"),
    "an error": ("\n\nRULE = 1 / 0\n", ":3: not loaded (ZeroDivisionError"),
    "an end": ("import sys\nsys.exit()\nRULE = 1\n", ":2: not loaded (SystemExit"),
    "something else": ("RULE = 7\n", "not loaded (TypeError: `RULE` is 7"),
    "a code of ours": (own_rule("RK999"), "its code is `RK999`"),
    "a code that is taken": (own_rule(name="asked-twice"), "another rule is called `SHOP101`"),
    "a name of ours": (own_rule("SHOP103", "bare-except"), "another rule is called `bare-except`"),
    "a name that is none": (own_rule("SHOP103", "Asked"), "its name is `Asked`"),
}


@pytest.mark.parametrize(("text", "message"), LOADED_BADLY.values(), ids=LOADED_BADLY)
def test_a_module_that_cannot_be_loaded_is_named_and_the_others_hold(
    text: str, message: str, command: Command, tmp_path: Path
) -> None:
    project(shop(tmp_path), {"style/zzz.py": text})
    done = command("check", "orders.py", "--trust", "--select", "SHOP101", "--output-format", "concise")
    assert f"{tmp_path.resolve()}/style/zzz.py" in done.err
    assert message in done.err
    assert (done.status, "SHOP101" in done.out) == (2, True)


def test_a_link_that_leads_elsewhere_asks_again(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    (tmp_path / "style").rename(tmp_path / "first")
    (tmp_path / "style").symlink_to("first")
    command("trust")
    assert command("check", "orders.py", "--select", "SHOP101").status == 1
    project(tmp_path, {"second/asked_customer.py": own_rule(first=MARKING)})
    (tmp_path / "style").unlink()
    (tmp_path / "style").symlink_to("second")
    (tmp_path / "first" / "mark").unlink()
    assert NOT_LOADED in command("check", "orders.py").err
    assert not (tmp_path / "second" / "mark").exists()


def test_another_copy_of_what_is_trusted_asks_again(command: Command, tmp_path: Path) -> None:
    shop(tmp_path / "mine")
    shop(tmp_path / "theirs")
    command("trust", "mine")
    assert NOT_LOADED in command("check", "theirs").err
    assert not ran(tmp_path / "theirs")


PLACES = {
    "outside of the repository": ("../far/style/", "pyproject.toml"),
    "settings of a parent folder": ("far/style/", "../pyproject.toml"),
    "settings on which these build": ("far/style/", "../base.toml"),
}


@pytest.mark.parametrize(("entry", "file"), PLACES.values(), ids=PLACES)
def test_rules_from_elsewhere_want_trust_too(entry: str, file: str, command: Command, tmp_path: Path) -> None:
    rules = f'rules = ["{entry}"]\n'
    project(tmp_path, {"far/style/asked_customer.py": own_rule(first=MARKING), "shop/orders.py": ASKED})
    project(tmp_path / "shop", {file: f"[tool.rulekit]\n{rules}" if file.endswith("pyproject.toml") else rules})
    if file == "../base.toml":
        project(tmp_path, {"shop/rulekit.toml": 'extend = "../base.toml"\n'})
    assert NOT_LOADED in command("check", "orders.py", cwd=tmp_path / "shop").err
    assert not ran(tmp_path / "far")
    command("trust", cwd=tmp_path / "shop")
    assert "SHOP101" in command("check", "orders.py", cwd=tmp_path / "shop").out


def test_what_is_no_plain_file_keeps_nobody_waiting(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    os.mkfifo(tmp_path / "style" / "zzz.py")
    done = command("check", "orders.py", "--trust")
    assert (done.status, "is no plain file" in done.err) == (2, True)
    assert not ran(tmp_path)


OUTSIDE = {
    "a line that is not there": "yield RULE.at(source, Span(99, 1, 99, 2), 'x: y')",
    "an end that is not there": "yield RULE.at(source, Span(1, 1, 99, 2), 'x: y')",
    "no line at all": "yield RULE.at(source, Span(0, 0, 0, 0), 'x: y')",
    "an end before its beginning": "yield RULE.at(source, Span(1, 9, 1, 2), 'x: y')",
    "a fix elsewhere": "yield RULE.at(source, call, 'x: y', fix=Fix('mend', (Edit(Span(99, 1, 99, 2), ''),)))",
    "a step elsewhere": "yield RULE.at(source, call, 'x: y', steps=(Step(Span(99, 1, 99, 2), 'from here'),))",
    "another code": "yield RULE.at(source, call, 'x: y')._replace(code='SHOP9')",
}


@pytest.mark.parametrize("seen", OUTSIDE.values(), ids=OUTSIDE)
@pytest.mark.parametrize("file", ["orders.py", "orders.ipynb"])
def test_a_finding_outside_of_the_text_is_a_failure_of_its_rule_alone(
    file: str, seen: str, command: Command, tmp_path: Path
) -> None:
    shop(tmp_path, own_rule(seen=seen).replace("import Example", "import Edit, Fix, Span, Step, Example"))
    text = f"{ASKED}try:\n    load()\nexcept:\n    stop()\n"
    project(tmp_path, {file: notebook_of(text) if file.endswith(".ipynb") else text})
    done = command("check", file, "--trust", "--select", "SHOP,RK301", "--output-format", "concise")
    assert (done.status, "RK301" in done.out, "SHOP101" in done.out) == (2, True, False)
    assert f"{file}: SHOP101 failed (RuleDefinitionError: `asked` " in done.err
    assert done.err.count("\n") == 1
