"""`[tool.rulekit.severity]`: how much findings weigh, by rule, section or check, or that they are off."""

import json
from pathlib import Path

import jsonschema
import pytest

from rulekit.engine.schema import settings_schema
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, one_line, project

TILL = 'TILL = 17\n\n\ndef sell(price: int) -> int:\n    """Sell."""\n    return price * 17\n'
SET = {
    "nothing": ("", {"RK301": "error", "RK105": "advice"}),
    "a rule by its name": ('bare-except = "advice"', {"RK301": "advice", "RK105": "advice"}),
    "a rule by its code": ('RK105 = "error"', {"RK301": "error", "RK105": "error"}),
    "a rule by another tool's code": ('E722 = "warning"', {"RK301": "warning", "RK105": "advice"}),
    "letters of any case": ('rk105 = "Error"', {"RK301": "error", "RK105": "error"}),
    "a section": ('errors = "warning"', {"RK301": "warning", "RK105": "advice"}),
    "all": ('ALL = "advice"', {"RK301": "advice", "RK105": "advice"}),
    "all and one": ('ALL = "advice"\nRK3 = "warning"\nRK301 = "error"', {"RK301": "error", "RK105": "advice"}),
    "one and all": ('RK301 = "error"\nALL = "advice"', {"RK301": "error", "RK105": "advice"}),
    "a rule that is off": ('RK105 = "off"', {"RK301": "error"}),
    "a check": ('bare-except.broad-handler = "warning"', {"RK301": "warning", "RK105": "advice"}),
    "a check between quotes": ('"RK301.broad-handler" = "advice"', {"RK301": "advice", "RK105": "advice"}),
    "a check that is off": ('bare-except.broad-handler = "off"', {"RK105": "advice"}),
    "another check": ('bare-except.broad-suppress = "off"', {"RK301": "error", "RK105": "advice"}),
    "one check alone": ('RK301 = "off"\n"RK301.broad-handler" = "advice"', {"RK301": "advice", "RK105": "advice"}),
}


@pytest.mark.parametrize(("lines", "weights"), SET.values(), ids=SET)
def test_settings_say_how_much_findings_weigh(
    command: Command, tmp_path: Path, lines: str, weights: dict[str, str]
) -> None:
    project(tmp_path, {"rulekit.toml": f"[severity]\n{lines}\n", "shop.py": TILL + BARE})
    done = command("check", "shop.py", "--select", "RK301,RK105", "--output-format", "json")
    assert {one["code"]: one["severity"] for one in json.loads(done.out)} == weights
    assert done.status == int(bool({"error", "warning"} & {*weights.values()}))


def test_a_severity_holds_in_tests_and_notebooks_too(command: Command, tmp_path: Path) -> None:
    files = {
        "rulekit.toml": '[severity]\nRK105 = "error"\nRK101 = "error"\n',
        "tests/test_shop.py": "def make_order(tea):\n    return tea\n",
        "day.ipynb": notebook_of("def sell(price):\n    return price * 17\n"),
    }
    project(tmp_path, files)
    done = command("check", "tests/test_shop.py", "day.ipynb", "--select", "RK105,RK101", "--output-format", "json")
    told = {(one["path"], one["code"], one["severity"]) for one in json.loads(done.out)}
    assert {("day.ipynb", "RK105", "error"), ("tests/test_shop.py", "RK101", "error")} <= told


@pytest.mark.parametrize(("level", "status"), [("error", 1), ("advice", 0), ("off", 0)])
def test_rules_about_whole_projects_are_weighed_too(command: Command, tmp_path: Path, level: str, status: int) -> None:
    files = {
        "pyproject.toml": f'[tool.rulekit.severity]\nRK601 = "{level}"\n',
        "shop/__init__.py": "",
        "shop/till.py": "def sell(price: int) -> int:\n    return price * 2\n",
        "tests/test_till.py": "def test_nothing():\n    assert 1\n",
    }
    project(tmp_path, files)
    done = command("check", ".", "--select", "RK601", "--output-format", "json")
    told = [one["severity"] for one in json.loads(done.out) if one["code"]]
    assert (done.status, told) == (status, [level] * (level != "off")), done.out


@pytest.mark.parametrize(("level", "status"), [("error", 1), ("advice", 0), ("off", 0)])
@pytest.mark.parametrize("key", ["RK003", "suppression-without-reason"])
def test_what_is_said_of_comments_is_weighed_too(
    command: Command, tmp_path: Path, key: str, level: str, status: int
) -> None:
    project(tmp_path, {"rulekit.toml": f'severity.{key} = "{level}"\n', "shop.py": "import os  # noqa: RK702\n"})
    done = command("check", "shop.py", "--output-format", "json")
    told = [one["severity"] for one in json.loads(done.out) if one["code"] == "RK003"]
    assert (done.status, told) == (status, [level] * (level != "off")), done.out


def test_broken_code_is_weighed_too(command: Command, tmp_path: Path) -> None:
    project(
        tmp_path, {"rulekit.toml": 'severity.RK001 = "advice"\n', "shop.py": "def\n", "day.ipynb": notebook_of("def")}
    )
    done = command("check", ".", "--output-format", "json")
    assert (done.status, {one["severity"] for one in json.loads(done.out)}) == (0, {"advice"}), done.out


def test_why_tells_that_a_check_is_off(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"rulekit.toml": 'severity.bare-except.broad-handler = "off"\n', "shop.py": BARE})
    assert "not reported: The settings switch this check off." in command("why", "shop.py:3", "RK301").out


def test_one_file_builds_on_the_severities_of_another(command: Command, tmp_path: Path) -> None:
    files = {
        "base.toml": '[severity]\nRK301 = "advice"\nRK105 = "advice"\n',
        "rulekit.toml": 'extend = "base.toml"\n[severity]\nRK105 = "error"\n',
        "shop.py": TILL + BARE,
    }
    project(tmp_path, files)
    found = json.loads(command("check", "shop.py", "--select", "RK301,RK105", "--output-format", "json").out)
    assert {one["code"]: one["severity"] for one in found} == {"RK301": "advice", "RK105": "error"}
    shown = command("check", "--show-settings").out.splitlines()
    assert {'severity."RK301" = "advice"', 'severity."RK105" = "error"'} <= {*shown}


WRONG = {
    "no table": ('severity = "error"', "`severity` is 'error': it must map rules to severities"),
    "no severity": ('severity.RK301 = "fatal"', "`severity.RK301` is 'fatal': it must be one of error, warning"),
    "no text": ("severity.RK301 = 3", "`severity.RK301` is 3: it must be one of error, warning, advice, off"),
    "no rule": ('severity.bare-exept = "error"', "unknown rule `bare-exept`, did you mean `bare-except`"),
    "no check": (
        'severity.bare-except.broad = "off"',
        "has no check `broad`: its checks are broad-handler, broad-supp",
    ),
    "a check of a section": (
        'severity.errors.broad-handler = "off"',
        "`errors` has no check `broad-handler`: name one",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_severity_that_is_wrong_is_told_in_one_line(
    command: Command, tmp_path: Path, text: str, message: str
) -> None:
    project(tmp_path, {"rulekit.toml": text + "\n", "shop.py": BARE})
    done = command("check", "shop.py")
    assert (done.status, done.out, message in one_line(done.err)) == (2, "", True), done.err


def test_the_schema_knows_severities() -> None:
    schema = settings_schema()
    jsonschema.validate({"severity": {"RK301": "off", "happy-path-only": {"weak-test": "error"}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"severity": {"RK301": "fatal"}}, schema)


def test_a_page_names_the_checks_of_its_rule(command: Command) -> None:
    page = command("explain", "bare-except", "--output-format", "markdown").out
    assert "`bare-except.broad-handler`, `bare-except.broad-suppress`" in page
    values = json.loads(command("explain", "bare-except", "--output-format", "json").out)
    assert values[0]["checks"] == ["broad-handler", "broad-suppress"]
