"""Values on their way into SQLite and back."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

BY_HINT = {"datetime": "DATETIME", "date": "DATE", "bool": "BOOLEAN", "int": "INTEGER", "float": "REAL", "str": "TEXT"}


def kind_of_hint(hint: object) -> str:
    """Give the type of a column from its annotation."""
    words = re.findall(r"\w+", getattr(hint, "__name__", str(hint)) if isinstance(hint, type) else str(hint))
    return next((BY_HINT[word] for word in reversed(words) if word in BY_HINT), "TEXT")


def stored(value: object) -> object:
    """Give a value as SQLite keeps it; times lose their zone, as they do there."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo is not None else value
        return moment.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def loaded(kind: str | None, value: Any) -> object:
    """Give a value as Python has it."""
    if value is None:
        return None
    if kind == "DATETIME":
        return datetime.fromisoformat(value)
    if kind == "DATE":
        return date.fromisoformat(value)
    return bool(value) if kind == "BOOLEAN" else value
