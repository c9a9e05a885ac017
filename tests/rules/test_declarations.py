"""Rules about rules: what each of them must declare, and how it must speak."""

import ast
import dataclasses
import importlib
import re
from pathlib import Path

import pytest

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import subjects_in
from rulekit.engine.engine_rules import OWN_RULES
from rulekit.engine.files import Document
from rulekit.engine.judge import seen_by_checks, verdicts
from rulekit.model.rule import Rule
from rulekit.model.section import GUIDE
from rulekit.report.rule_page import readings
from tests.marked import check_as, notebook_of
from tests.rules.cases import CASES, texts_of
from tests.shop import REPOSITORY

RULES = tuple(catalog())
SENTENCES = re.findall(r"^- (.+)$", (REPOSITORY / "rulekit" / "guide.md").read_text("utf-8"), re.MULTILINE)
HEADINGS = ["Why", "Instead", "When to break it", "What the check sees"]
LONGEST = 100
each_rule = pytest.mark.parametrize("rule", RULES)


def file_of(rule: Rule) -> Path:
    """Give the module of a rule, or where it is a package that package's module `rule`."""
    home = REPOSITORY / "rulekit" / "rules" / rule.section.name / rule.name.replace("-", "_")
    return home / "rule.py" if home.is_dir() else home.with_suffix(".py")


def subjects_of(rule: Rule) -> list[Source | Manifest]:
    """Give the same as what checks judge."""
    texts = [(notebook_of(text) if path.endswith(".ipynb") else text, path) for text, path in texts_of(rule)]
    return [subject for text, path in texts for subject in subjects_in(Document(path, text))]


def messages_of(rule: Rule) -> set[str]:
    """Give every message that users see of a rule."""
    if rule.collects:
        found = [finding for text, path in texts_of(rule) for finding in check_as(text, path)]
        return {finding.message for finding in found if finding.code == rule.code}
    seen = [verdict for subject in subjects_of(rule) for verdict in verdicts(subject, rule, rule.options())]
    return {finding.message for finding, silence in seen if silence is None}


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
def test_an_explanation_has_its_four_parts_in_order(rule: Rule) -> None:
    assert re.findall(r"^#+ (.+)$", rule.explanation, re.MULTILINE) == HEADINGS
    parts = re.split(r"^## .+\n", rule.body, flags=re.MULTILINE)
    assert [part for part in parts[1:] if not part.strip()] == []


@each_rule
def test_what_the_check_sees_is_said_in_four_points_in_order(rule: Rule) -> None:
    seen = rule.explanation.partition("## What the check sees\n")[2]
    assert re.findall(r"^- ([\w ]+): \S", seen, re.MULTILINE) == ["error", "warning", "advice", "not seen"]
    assert seen.startswith("- error: ")
    assert list(readings(rule)) == ["error", "warning", "advice", "not seen"]


@each_rule
def test_references_are_addresses(rule: Rule) -> None:
    assert rule.references
    assert [address for address in rule.references if not re.fullmatch(r"https://[^\s<>]+", address)] == []


@each_rule
def test_related_rules_are_named_by_rules_that_there_are_or_will_be(rule: Rule) -> None:
    assert [key for key in rule.related if not re.fullmatch(r"[a-z]+(-[a-z]+)*|[A-Z]{2,}\d{3}", key)] == []
    assert rule not in catalog().related(rule)
    assert [other.code for other in catalog().related(rule) if rule not in catalog().related(other)] == []


@each_rule
def test_options_are_documented_and_frozen(rule: Rule) -> None:
    options = rule.options()
    documented = f"{rule.explanation}\n{rule.options.__doc__}"
    names = [field.name for field in dataclasses.fields(options)]
    assert [name for name in names if f"`{name.replace('_', '-')}`" not in documented] == []
    assert vars(rule.options)["__dataclass_params__"].frozen
    assert [name for name in names if isinstance(getattr(options, name), (list, dict, set))] == []


@each_rule
def test_a_rule_has_checks_and_examples(rule: Rule) -> None:
    assert rule.checks
    assert rule.examples
    titles = [example.title for example in (*rule.examples, *rule.tempting)]
    assert titles == list(dict.fromkeys(titles))


@each_rule
def test_a_rule_has_cases(rule: Rule) -> None:
    assert [title for one, title, _ in CASES if one is rule]


@each_rule
def test_every_exemption_is_said_in_one_sentence_of_one_line(rule: Rule) -> None:
    sentences = [exemption.sentence for exemption in rule.exemptions]
    assert [text for text in sentences if not re.fullmatch(r"[A-Z`][^\n]*[^.\n]\.", text)] == []
    assert sentences == list(dict.fromkeys(sentences))


@each_rule
def test_messages_say_what_is_wrong_and_what_to_do(rule: Rule) -> None:
    messages = messages_of(rule)
    assert messages
    assert [text for text in messages if not re.fullmatch(r"[a-z`\d][^\n]*: [^\n]*[^.\s]", text)] == []
    assert [text for text in messages if len(text) >= LONGEST] == []
    assert [text for text in messages if text.count("`") % 2] == []


@each_rule
def test_findings_carry_the_rule_s_code_name_and_a_place_in_the_text(rule: Rule) -> None:
    for subject in subjects_of(rule):
        for _, found in seen_by_checks(subject, rule, rule.options()):
            assert (found.code, found.name, found.path) == (rule.code, rule.name, subject.path)
            start, end = (found.span.line, found.span.column), (found.span.end_line, found.span.end_column)
            assert (1, 1) <= start <= end, found
            assert end[0] <= max(len(subject.lines), 1), found


@each_rule
def test_checks_and_exemptions_leave_the_tree_as_it_is(rule: Rule) -> None:
    for subject in subjects_of(rule):
        if isinstance(subject, Source):
            before = ast.dump(subject.tree, include_attributes=True)
            marks = [sorted(vars(node)) for node in ast.walk(subject.tree)]
            found = list(seen_by_checks(subject, rule, rule.options()))
            assert ast.dump(subject.tree, include_attributes=True) == before
            assert [sorted(vars(node)) for node in ast.walk(subject.tree)] == marks
            again = list(seen_by_checks(subject, rule, rule.options()))
            assert [one.completed() for _, one in again] == [one.completed() for _, one in found]
