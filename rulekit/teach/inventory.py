"""What exercises there are, as a table for authors."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rulekit.engine.catalog import catalog
from rulekit.teach.exercise import Exercise, Kind

GAP = "  "
ORIGINS = {True: "authored", False: "derived"}


def inventory(exercises: Iterable[Exercise]) -> Iterator[str]:
    """List exercises with their minutes, then count them by origin, kind and rule."""
    listed = list(exercises)
    rows = [(one.id, one.kind.value, f"{one.minutes} min", _origin(one), one.title) for one in listed]
    yield from _table([("exercise", "kind", "time", "origin", "title"), *rows])
    minutes = sum(one.minutes for one in listed)
    origins = Counter(map(_origin, listed))
    told = ", ".join(f"{origins[origin]} {origin}" for origin in ORIGINS.values())
    yield ""
    yield f"{len(listed)} exercises, {minutes} minutes: {told}"
    yield ""
    kinds = [kind for kind in Kind if any(one.kind is kind for one in listed)]
    yield from _table([("rule", "", *(kind.value for kind in kinds), "elsewhere", "all"), *_counts(listed, kinds)])


def _counts(listed: Sequence[Exercise], kinds: Sequence[Kind]) -> Iterator[tuple[str, ...]]:
    """Count by rule and kind, and how many are about another world than the shop; a mix counts for its section."""
    counted = Counter((_owner(one), one.kind) for one in listed)
    owners: dict[tuple[str, str], None] = {_owner(one): None for one in listed}
    for owner in owners:
        numbers = [counted[owner, kind] for kind in kinds]
        elsewhere = sum(bool(one.domain) for one in listed if _owner(one) == owner)
        yield *owner, *(str(number or "-") for number in (*numbers, elsewhere)), str(sum(numbers))
    totals = [sum(one.kind is kind for one in listed) for kind in kinds]
    yield "all", "", *map(str, (*totals, sum(bool(one.domain) for one in listed), len(listed)))


def _owner(exercise: Exercise) -> tuple[str, str]:
    if exercise.kind is Kind.MIX:
        return exercise.section.prefix, f"{exercise.section.name} mixed"
    rule = catalog()[exercise.rules[0]]
    return rule.code, rule.name


def _origin(exercise: Exercise) -> str:
    return ORIGINS[exercise.is_authored]


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
