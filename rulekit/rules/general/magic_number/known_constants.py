"""Numbers that have a name already: statuses, durations, file modes and the constants of mathematics."""

import math

from rulekit.known.numbers import DURATIONS, MODES, STATUS_CALLS, STATUSES
from rulekit.rules.general.magic_number.literals import COMPARISON, Number, Use, is_status_word

# `3.14` is written for pi (`locale` of the standard library does), and differs from it by 0.0016.
CLOSE = 0.002


def library_name(number: Number, text: str) -> str:
    """Return the expression of the standard library that means this number, such as `math.pi`."""
    about_status = is_status_word(number.partner) if number.use in COMPARISON else (number.partner in STATUS_CALLS)
    if about_status and isinstance(number.value, int) and number.value in STATUSES:
        return f"HTTPStatus.{STATUSES[number.value]}"
    if number.value in DURATIONS and number.use is not Use.INDEX:
        return DURATIONS[number.value]
    if "." in text and number.use is not Use.INDEX:
        values = {name: float(getattr(math, name)) for name in ("pi", "tau", "e")}
        return next((f"math.{name}" for name, value in values.items() if abs(abs(number.value) - value) < CLOSE), "")
    return ""


def meaning(number: Number, text: str) -> str:
    """Tell what a number is, and how to write it."""
    if text.startswith("0o") and number.partner in MODES:
        return "is a file mode: write it with the names of `stat`"
    name = library_name(number, text)
    if name.startswith("HTTP"):
        return f"is an HTTP status: write `{name}`"
    if name.startswith("timedelta"):
        return f"looks like seconds: write `{name}`"
    return f"looks like `{name}`: write that" if name else ""
