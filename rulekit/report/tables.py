"""The catalog as tables: the rules, and how each sentence of the guide is read."""

from collections.abc import Iterable, Iterator
from typing import Any

from rulekit.model.rule import Rule
from rulekit.report.rule_page import readings
from rulekit.report.styled import columns

LEVELS = ("error", "warning", "advice", "not seen")


def rules_text(rules: Iterable[Rule]) -> Iterator[str]:
    """List the rules for a terminal; `[*]` marks those with a fix."""
    rows = [(rule.code, rule.name, rule.severity.value, "[*]" if rule.fixable else "", rule.guide) for rule in rules]
    yield from columns(rows)


def rules_markdown(rules: Iterable[Rule]) -> Iterator[str]:
    """List the rules as a Markdown table: who else checks each."""
    yield "| code | name | the guide says | ruff | pylint | bandit | flake8 |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        peers = " | ".join(", ".join(rule.equivalents.get(tool, ())) for tool in ("ruff", "pylint", "bandit", "flake8"))
        yield f"| {rule.code} | {rule.name} | {rule.guide} | {peers} |"


def rules_values(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Give the facts of the rules for programs."""
    return [
        {
            "code": rule.code,
            "name": rule.name,
            "section": rule.section.name,
            "severity": rule.severity.value,
            "fixable": rule.fixable,
            "guide": rule.guide,
            "equivalents": {tool: list(codes) for tool, codes in rule.equivalents.items()},
        }
        for rule in rules
    ]


def readings_markdown(rules: Iterable[Rule]) -> Iterator[str]:
    """Write one row a rule: the sentence, and what of it is an error, a warning, advice, or not seen."""
    yield "| rule | the guide says | error | warning | advice | not seen |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        found = readings(rule)
        cells = " | ".join(found.get(level, "").replace("|", "\\|") for level in LEVELS)
        yield f"| {rule.code} {rule.name} | {rule.guide} | {cells} |"
