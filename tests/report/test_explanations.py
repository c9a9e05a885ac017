"""`rulekit explain`, `rules` and `guide`: what the rules say of themselves."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.rule import Example, Rule
from rulekit.report.rule_page import markdown_page, page_values, readings
from rulekit.report.tables import LEVELS, readings_markdown, rules_markdown
from tests.conftest import Command
from tests.shop import REPOSITORY, project
from tests.workshop.crowded_shelf import RULE, Options

GUIDE = (REPOSITORY / "rulekit" / "guide.md").read_text("utf-8")
RULES = tuple(catalog())
each_rule = pytest.mark.parametrize("rule", RULES)

NAMES = {
    "its code": ("RK301", ["RK301"]),
    "its code in lower case": ("rk301", ["RK301"]),
    "its name": ("bare-except", ["RK301"]),
    "ruff's code for it": ("E722", ["RK301"]),
    "pylint's code for it": ("W0702", ["RK301"]),
    "another tool's code in lower case": ("e722", ["RK301"]),
    "the engine's own rule": ("RK001", ["RK001"]),
    "its section": ("errors", [rule.code for rule in RULES if rule.section.name == "errors"]),
    "the prefix of its section": ("RK3", [rule.code for rule in RULES if rule.section.name == "errors"]),
}


@pytest.mark.parametrize(("key", "codes"), NAMES.values(), ids=NAMES)
def test_a_rule_is_explained_by(command: Command, key: str, codes: list[str]) -> None:
    found = json.loads(command("explain", key, "--output-format", "json").out)
    assert [page["code"] for page in found] == codes
    markdown = command("explain", key, "--output-format", "markdown").out
    assert re.findall(r"^# (\w+) ", markdown, re.MULTILINE) == codes
    text = command("explain", key).out
    assert [code for code in codes if code not in text] == []


@each_rule
def test_a_page_holds_all_that_a_rule_declares(rule: Rule) -> None:
    values = page_values(rule, catalog().related(rule))
    page = markdown_page(rule, catalog().related(rule))
    parts = [values["code"], values["name"], values["guide"], values["explanation"], *values["silent_when"]]
    parts += [*values["references"], *values["related"], *(f"{key} = " for key in values["options"])]
    for example in values["examples"]:
        parts += [example["title"], example["bad"], example["good"]]
    for tool, codes in values["equivalents"].items():
        parts.append(f"- {tool}: {', '.join(codes)}")
    assert [part for part in parts if part not in page] == []


def test_a_page_shows_the_configured_options(command: Command) -> None:
    page = markdown_page(RULE, (), Options(max_items=50, labels=("top",)))
    block = page.partition("[tool.rulekit.crowded-shelf]\n")[2].partition("```")[0]
    lines = ["max-items = 50", "weight = 1.5", 'labels = ["top"]', 'material = "wood"', "painted = false"]
    assert block.splitlines() == [*lines, 'owner = "shop"']
    assert "- The shelf stands in the store room.\n" in page
    assert "Judged in notebook and production files." in page
    assert command("explain", "RK301").status == 0


def test_the_sentence_of_a_page_has_the_numbers_that_are_set(command: Command, tmp_path: Path) -> None:
    (tmp_path / "rulekit.toml").write_text("[long-function]\nmax-lines = 40\n", "utf-8")
    page = command("explain", "RK103", "--output-format", "markdown").out
    assert "> Maximum function length should be 40 lines." in page


def test_the_options_of_the_nearest_settings_are_explained(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "[tool.rulekit]\ncrowded-shelf.max-items = 50\n"})
    assert "max-items = 50\n" in in_workshop("explain", "RK192", "--output-format", "markdown").out
    (page,) = json.loads(in_workshop("explain", "RK192", "--output-format", "json").out)
    assert page["options"]["max-items"] == 50


def test_code_that_holds_a_fence_does_not_end_the_page_s_fence() -> None:
    example = Example("A docstring", bad='"""\n```\n"""\n', good="x = 1\n")
    page = markdown_page(replace(RULE, examples=(example,)), ())
    assert '````python\n"""\n```\n"""\n````\n' in page


def test_the_list_of_rules_has_a_line_for_each(command: Command) -> None:
    lines = command("rules").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.code, rule.name] for rule in RULES]
    assert [line for line, rule in zip(lines, RULES, strict=True) if not line.endswith(rule.guide)] == []


def test_the_list_of_rules_is_a_table_in_markdown(command: Command) -> None:
    lines = command("rules", "--output-format", "markdown").out.splitlines()
    assert lines == list(rules_markdown(RULES))
    assert {line.count(" | ") for line in lines} == {6}
    assert next(line for line in lines if "| RK301 |" in line).count("E722") == 2


def test_the_list_of_rules_is_values_in_json(command: Command) -> None:
    found = json.loads(command("rules", "--output-format", "json").out)
    assert [(row["code"], row["name"], row["section"], row["guide"]) for row in found] == [
        (rule.code, rule.name, rule.section.name, rule.guide) for rule in RULES
    ]
    assert set(found[0]) == {"code", "name", "section", "severity", "fixable", "guide", "equivalents"}


def test_the_guide_is_shown_word_for_word(command: Command) -> None:
    assert command("guide").out == GUIDE


@each_rule
def test_the_readings_say_what_of_a_sentence_is_found(rule: Rule) -> None:
    found = readings(rule)
    assert list(found) == list(LEVELS)
    assert [level for level, text in found.items() if not text] == []


def test_the_readings_are_a_table_with_a_row_for_each_rule(command: Command) -> None:
    lines = command("guide", "--readings").out.splitlines()
    assert lines == list(readings_markdown(RULES))
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {7}
    assert [line.split("|")[1].strip() for line in lines[2:]] == [f"{rule.code} {rule.name}" for rule in RULES]


PROMISES = {"RK301": "`--fix`", "RK501": "`--fix --unsafe-fixes`", "RK702": "`--fix`"}


@pytest.mark.parametrize(("code", "option"), PROMISES.items(), ids=PROMISES)
def test_a_page_names_the_option_that_mends(code: str, option: str) -> None:
    assert f"can be fixed with {option}." in markdown_page(catalog()[code], ())
