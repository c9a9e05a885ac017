"""Rules about our rules, beyond the laws: where they stand, and that they are the sentences of the guide."""

import importlib
import re

import pytest

from rulekit.engine.catalog import catalog
from rulekit.engine.engine_rules import OWN_RULES
from rulekit.model.rule import Rule
from rulekit.model.section import GUIDE
from tests.rules.cases import file_of
from tests.shop import REPOSITORY

RULES = tuple(catalog())
SENTENCES = re.findall(r"^- (.+)$", (REPOSITORY / "rulekit" / "guide.md").read_text("utf-8"), re.MULTILINE)
each_rule = pytest.mark.parametrize("rule", RULES)


def test_codes_and_names_are_unique() -> None:
    keys = [key for rule in (*RULES, *OWN_RULES) for key in (rule.code, rule.name)]
    assert sorted(keys) == sorted(set(keys))


def test_every_file_of_the_rules_is_a_rule_and_no_rule_stands_elsewhere() -> None:
    rules = REPOSITORY / "rulekit" / "rules"
    files = {file for file in rules.glob("*/*.py") if file.name != "__init__.py"} | {*rules.glob("*/*/rule.py")}
    assert files == {file_of(rule) for rule in RULES}


@each_rule
def test_a_rule_stands_in_the_file_of_its_name(rule: Rule) -> None:
    name = file_of(rule).relative_to(REPOSITORY).with_suffix("").as_posix().replace("/", ".")
    module = importlib.import_module(name)
    assert module.RULE is rule
    assert module.__doc__ == rule.explanation


@each_rule
def test_a_code_belongs_to_its_section(rule: Rule) -> None:
    assert rule.section in GUIDE
    assert re.fullmatch(rf"{rule.section.prefix}\d\d", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)


@each_rule
def test_the_first_paragraph_is_a_sentence_of_the_guide(rule: Rule) -> None:
    assert rule.guide in SENTENCES


def test_no_two_rules_are_the_same_sentence_and_they_come_in_its_order() -> None:
    places = [SENTENCES.index(rule.guide) for rule in RULES]
    assert places == sorted(set(places))


@each_rule
def test_references_are_addresses(rule: Rule) -> None:
    assert rule.references
    assert [address for address in rule.references if not re.fullmatch(r"https://[^\s<>]+", address)] == []


@each_rule
def test_related_rules_are_named_by_rules_that_there_are_or_will_be(rule: Rule) -> None:
    assert [key for key in rule.related if not re.fullmatch(r"[a-z]+(-[a-z]+)*|[A-Z]{2,}\d{3}", key)] == []
    assert rule not in catalog().related(rule)
    assert [other.code for other in catalog().related(rule) if rule not in catalog().related(other)] == []
