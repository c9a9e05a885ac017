"""The sentences of the guide as a team has decided them: values from the settings stand in place of the usual ones."""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

from rulekit.engine.rule_options import key_of
from rulekit.engine.settings import Settings
from rulekit.engine.severities import OFF, level_of
from rulekit.model.finding import Severity
from rulekit.model.rule import Rule

_COUNTS = {Severity.ERROR.value: "an error", Severity.WARNING.value: "a warning", Severity.ADVICE.value: "advice"}


def sentence_of(rule: Rule, settings: Settings) -> str:
    """Give the sentence of a rule with the values that are set.

    >>> from rulekit.engine.catalog import catalog
    >>> sentence_of(catalog()["long-function"], Settings.of({"long-function": {"max-lines": 40}}))
    'Maximum function length should be 40 lines. If longer, refactor into smaller functions.'
    """
    usual, held = rule.options(), settings.options_of(rule)
    text = rule.guide
    for name in places_told(rule):
        text = _place(getattr(usual, name)).sub(_shown(getattr(held, name)).replace("\\", r"\\"), text, count=1)
    return text


def places_told(rule: Rule) -> dict[str, re.Match[str]]:
    """Tell which options have their usual value in the sentence of a rule, and where."""
    usual = rule.options()
    names = [field.name for field in dataclasses.fields(usual)]
    found = {name: _place(getattr(usual, name)).search(rule.guide) for name in names}
    return {name: place for name, place in found.items() if place}


def decisions_of(rule: Rule, settings: Settings) -> Iterator[str]:
    """Say what else is decided of a rule: options that its sentence has no word for, its weight, where it is silent."""
    usual, held, told = rule.options(), settings.options_of(rule), places_told(rule)
    for field in dataclasses.fields(usual):
        value = getattr(held, field.name)
        if field.name not in told and value != getattr(usual, field.name):
            yield f"Set here: `{key_of(field.name)} = {json.dumps(value, ensure_ascii=False)}`."
    level = level_of(rule, settings.severity)
    if level not in {"", OFF, rule.severity.value}:
        yield f"Here it counts as {_COUNTS[level]}."
    for pattern in settings.patterns_without(rule.code):
        place = f"Holds only in `{pattern[1:]}`." if pattern.startswith("!") else f"Does not hold in `{pattern}`."
        yield place


def _place(value: Any) -> re.Pattern[str]:
    shown = _shown(value)
    return re.compile(rf"(?<![\w.]){re.escape(shown)}(?!\w|\.\d)" if shown else r"(?!)")


def _shown(value: Any) -> str:
    """Write a value as sentences do: a number, a name between backticks, of several names the first."""
    if isinstance(value, tuple):
        return _shown(value[0]) if value else ""
    if isinstance(value, str):
        return f"`{value}`"
    return "" if isinstance(value, bool) else str(value)
