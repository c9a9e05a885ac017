"""What somebody may have meant whose setting does not exist here: another tool's key, table or place."""

from collections.abc import Container, Iterable
from dataclasses import fields
from typing import Any, Final

from rulekit.engine.catalog import catalog
from rulekit.engine.rule_options import key_of

# What ruff has as settings, or as tables, and rulekit has not.
_OPTIONS: Final = frozenset(
    "fix unsafe-fixes show-fixes output-format output-file statistics quiet silent fail-level strict advice jobs diff"
    " exit-zero exit-non-zero-on-fix show-files no-cache since add-noqa watch color".split()
)
_TABLES: Final = frozenset({"lint", "check", "rules", "format", "tool", "rulekit"})
_FORMATTING: Final = frozenset({"line-length", "indent-width", "quote-style"})

# Names that folders have too, whose rules may be left out.
_PATTERNS: Final = ("coverage", "baseline")


def remedy(key: str, keys: Iterable[str]) -> str:
    """Say what to do about a key that is none; `keys` are those that there are."""
    known = [*keys]
    if rules := catalog().equivalent_to(key):
        return f"{' or '.join(f'`{rule.name}`' for rule in rules)} is the rule with that code: write its name"
    spelled = key.lower().replace("_", "-")
    if spelled in _OPTIONS:
        return f"it is an option of the command line, `rulekit check --{spelled}`"
    if spelled in _TABLES:
        return "there is no such table: write its keys into `[tool.rulekit]` itself"
    if spelled in _FORMATTING:
        return "rulekit formats nothing: leave it to the formatter"
    import difflib

    close = difflib.get_close_matches(spelled, [*known, *(rule.name for rule in catalog())], n=1)
    return f"did you mean `{close[0]}`?" if close else f"use one of {', '.join(known)} or a rule's name"


def misplaced(table: str, value: Any, keys: Container[str]) -> str:
    """Say so where a setting stands in a table, as when it follows the heading of that; else nothing."""
    if not isinstance(value, dict) or (table not in keys and table not in catalog()):
        return ""
    own = [key_of(one.name) for one in fields(catalog()[table].options)] if table in catalog() else _PATTERNS
    wrong = [key for key in value if key in keys and key not in own]
    return f"`{wrong[0]}` stands in the table `{table}`: write it above the heading of that table" if wrong else ""
