"""The sentences of the guide as a team has decided them: values from the settings stand in place of the usual ones."""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

from rulekit.engine.catalog import catalog
from rulekit.engine.in_force import in_force
from rulekit.engine.rule_options import key_of
from rulekit.engine.settings import Settings
from rulekit.engine.severities import OFF, level_of
from rulekit.model.finding import Severity
from rulekit.model.late import regex
from rulekit.model.rule import Rule

_VALUE = regex(r"[^\s<>]+<!-- ([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*) -->")
_COUNTS = {Severity.ERROR.value: "an error", Severity.WARNING.value: "a warning", Severity.ADVICE.value: "advice"}


def sentence_of(rule: Rule, held: Any = None) -> str:
    """Give the sentence of a rule with the values that its options hold, else with the usual ones.

    >>> from rulekit.engine.catalog import catalog
    >>> rule = catalog()["long-function"]
    >>> sentence_of(rule, rule.options(max_lines=40))
    'Maximum function length should be 40 lines. If longer, refactor into smaller functions.'
    """
    text = rule.guide
    places = sorted(((place, name) for name, place in places_told(rule).items()), reverse=True) if held else ()
    for (start, end), name in places:
        text = text[:start] + _shown(getattr(held, name)) + text[end:]
    return text


def guide_of(rule: Rule) -> str:
    """Give the sentence of a rule with the values of the settings in force."""
    return sentence_of(rule, in_force().options_of(rule))


def body_of(rule: Rule) -> str:
    """Give the explanation of a rule with the numbers of the settings in force, as its sentence counts them."""
    usual, held, text = rule.options(), in_force().options_of(rule), rule.body
    for name, (_, end) in places_told(rule).items():
        before, after = getattr(usual, name), getattr(held, name)
        unit = rule.guide[end:].split()[:1]
        if isinstance(before, int) and unit:
            counted = unit[0].rstrip(".,;:")
            text = text.replace(f" {before} {counted}", f" {after} {counted}")
    return text


def with_values(text: str) -> str:
    """Give a text of a lesson with the values of the settings in force: they stand before `<!-- rule.option -->`.

    >>> with_values("No more than 30<!-- long-function.max-lines --> lines, 9<!-- nobody.knows --> of them empty.")
    'No more than 30 lines, 9<!-- nobody.knows --> of them empty.'
    """
    return _VALUE.sub(_value, text)


def _value(place: re.Match[str]) -> str:
    name, option = place[1], place[2].replace("-", "_")
    held = in_force().options_of(catalog()[name]) if name in catalog() else None
    return str(getattr(held, option)) if hasattr(held, option) else place[0]


def places_told(rule: Rule) -> dict[str, tuple[int, int]]:
    """Tell which options have their usual value in the sentence of a rule, and where it begins and ends."""
    usual = rule.options()
    found = {}
    for field in dataclasses.fields(usual):
        value = getattr(usual, field.name)
        if (at := _place(rule.guide, value)) is not None:
            found[field.name] = (at, at + len(_shown(value)))
    return found


def decisions_of(rule: Rule, settings: Settings) -> Iterator[str]:
    """Say what else is decided of a rule: options that its sentence has no word for, its weight, where it is silent."""
    usual, held, told = rule.options(), settings.options_of(rule), places_told(rule)
    for field in dataclasses.fields(usual):
        value = getattr(held, field.name)
        if field.name not in told and value != getattr(usual, field.name):
            yield f"Set here: `{key_of(field.name)} = {json.dumps(value, ensure_ascii=False)}`."
    level = level_of(rule, settings.severity, settings.catalog)
    if level not in {"", OFF, rule.severity.value}:
        yield f"Here it counts as {_COUNTS[level]}."
    for pattern in settings.patterns_without(rule.code):
        place = f"Holds only in `{pattern[1:]}`." if pattern.startswith("!") else f"Does not hold in `{pattern}`."
        yield place


def _place(text: str, value: Any) -> int | None:
    """Tell where a value stands in a sentence as a word of its own."""
    shown = _shown(value)
    at = text.find(shown) if shown else -1
    borders = text[at - 1 : at] + text[at + len(shown) : at + len(shown) + 1]
    return at if at >= 0 and not any(one.isalnum() or one == "_" for one in borders) else None


def _shown(value: Any) -> str:
    """Write a value as sentences do: a number, a name between backticks, of several names the first."""
    if isinstance(value, tuple):
        return _shown(value[0]) if value else ""
    if isinstance(value, str):
        return f"`{value}`"
    return "" if isinstance(value, bool) else str(value)
