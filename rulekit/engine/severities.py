"""`[tool.rulekit.severity]`: how much findings weigh, by rule or by check, as a team has decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from rulekit.engine.catalog import Catalog, catalog
from rulekit.model.errors import SettingsError, UnknownRuleError
from rulekit.model.finding import Severity
from rulekit.model.rule import Rule

OFF = "off"
LEVELS = (*(severity.value for severity in Severity), OFF)

# The severity of each check by its name; nothing where it is switched off.
Levels = Mapping[str, Severity | None]


def read_severities(table: Any, where: object) -> dict[str, str]:
    """Read the table: selectors of rules, or `rule.check`, each with a severity or `off`.

    Raises:
        SettingsError: a key names nothing, or a value is no severity; the message says `where` it stands.
    """
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: `severity` is {table!r}: it must map rules to severities")
    found = dict(_entries(table, where))
    for key, level in found.items():
        if not isinstance(level, str) or level.lower() not in LEVELS:
            raise SettingsError(f"{where}: `severity.{key}` is {level!r}: it must be one of {', '.join(LEVELS)}")
    return {key: level.lower() for key, level in found.items()}


def _entries(table: Mapping[str, Any], where: object) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _entries({f"{key}.{check}": level for check, level in value.items()}, where)
            continue
        word, _, check = key.partition(".")
        try:
            rules = catalog().find(word)
        except UnknownRuleError as error:
            if catalog().missing:
                continue
            raise SettingsError(f"{where}: `severity`: {error}") from error
        known = sorted({name for rule in rules for name in check_names(rule)})
        if check and (len(rules) > 1 or check not in known):
            named = f"its checks are {', '.join(known)}" if len(rules) == 1 else "name one rule"
            raise SettingsError(f"{where}: `severity`: `{word}` has no check `{check}`: {named}")
        yield key, value


def check_names(rule: Rule) -> tuple[str, ...]:
    """Give the names of a rule's checks, as settings spell them."""
    return tuple(_name(check.function.__name__) for check in rule.checks)


def level_of(rule: Rule, severities: Mapping[str, str], known: Catalog) -> str:
    """Give what is said of a rule as a whole: the word that means the fewest rules decides."""
    meant = [(len(known.find(word)), word) for word in severities if "." not in word]
    chosen = [(number, word) for number, word in meant if rule in known.find(word)]
    return severities[min(chosen)[1]] if chosen else ""


def levels_of(rule: Rule, severities: Mapping[str, str], known: Catalog) -> Levels:
    """Give what is said of each check of a rule, with the name of its function."""
    whole = level_of(rule, severities, known)
    single = {key.partition(".")[2]: level for key, level in severities.items() if _is_of(rule, key, known)}
    names = [check.function.__name__ for check in rule.checks]
    levels = {name: single.get(_name(name), whole) for name in names}
    # A review says what the project makes of a finding, so it is never switched off.
    reviews = {review.function.__name__: whole for review in rule.reviews if whole != OFF}
    return {name: _severity(level) for name, level in {**reviews, **levels}.items() if level}


def is_off(rule: Rule, severities: Mapping[str, str], known: Catalog) -> bool:
    """Tell whether a rule and all its checks are switched off."""
    return level_of(rule, severities, known) == OFF and not any(levels_of(rule, severities, known).values())


def _is_of(rule: Rule, key: str, known: Catalog) -> bool:
    word, _, check = key.partition(".")
    return bool(check) and rule in known.find(word)


def _severity(level: str) -> Severity | None:
    return None if level == OFF else Severity(level)


def _name(function: str) -> str:
    return function.replace("_", "-")
