"""How late a rule comes among others: errors first, what is found everywhere last."""

from rulekit.engine.catalog import catalog
from rulekit.model.finding import Severity

EVERYWHERE = 2
_EVERYWHERE = frozenset({"missing-type-hints", "missing-docstring"})


def lateness(code: str) -> int:
    """Tell how late a rule comes: hints and docstrings last, since of these there is always something to find."""
    rule = catalog()[code]
    return EVERYWHERE if rule.name in _EVERYWHERE else int(rule.in_bulk)


def first(code: str) -> tuple[int, bool, str]:
    """Give the place of a rule among others: errors first."""
    return lateness(code), catalog()[code].severity is not Severity.ERROR, code
