"""What comes again: how a review went, section by section, and which rules wait to be practised once more."""

from collections.abc import Iterator, Mapping, Sequence

from rulekit.engine.catalog import catalog
from rulekit.teach.catalog import Library
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.progress_file import Record

MOST_AT_ONCE = 2
QUICK = (Kind.JUDGE, Kind.REASON, Kind.SPOT, Kind.PREDICT, Kind.PARSONS)
Records = Mapping[str, Record]


def at_once(record: Record) -> bool:
    """Tell whether an exercise was passed by the first answer, without a look at the solution."""
    return record.passed and record.attempts == 1 and not record.shown


def was_hard(record: Record) -> bool:
    """Tell whether an exercise was begun and not passed by the first answer."""
    return bool(record.attempts or record.shown) and not at_once(record)


def score(library: Library, records: Records, lesson: str) -> Iterator[str]:
    """Count the items of a lesson by section, and name for each rule that was hard what to do next."""
    items = [one for one in library.values() if one.home == lesson]
    known = {one.id: records.get(one.id, Record()) for one in items}
    answered = sum(bool(record.attempts or record.shown) for record in known.values())
    passed = sum(map(at_once, known.values()))
    yield f"{passed} of {len(items)} passed by the first answer, {len(items) - answered} not answered yet"
    for section in dict.fromkeys(one.section for one in sorted(items, key=_section)):
        some = [known[one.id] for one in items if one.section is section]
        yield f"  {section.name:<14} {sum(map(at_once, some)):>2} of {len(some)}"
    hard = [one for one in items if was_hard(known[one.id])]
    if hard:
        yield "Worth another look:"
    for one in sorted(hard, key=_section):
        code = one.rules[0]
        yield f"  {one.id:<16} is about {catalog()[code].name}: %exercise show {_next_of(library, records, code)}"


def waiting(library: Library, records: Records, section: str) -> tuple[Exercise, ...]:
    """Give items of rules of other sections that were hard: none that was begun, and the hardest rules first."""
    hard: dict[str, int] = {}
    for one in library.values():
        record = records.get(one.id, Record())
        if one.home != section and was_hard(record):
            hard[one.rules[0]] = max(hard.get(one.rules[0], 0), record.attempts + record.shown)
    found = (_fresh(library, records, code) for code in sorted(hard, key=lambda code: (-hard[code], code)))
    return tuple(one for one in found if one is not None and one.home != section)[:MOST_AT_ONCE]


def _fresh(library: Library, records: Records, code: str) -> Exercise | None:
    """Give an item of a rule that was never begun, a quick one where there is one."""
    left = [one for one in library.of_rule(code) if not records.get(one.id, Record()).attempts]
    return min(left, key=_quick, default=None)


def _next_of(library: Library, records: Records, code: str) -> str:
    """Give the id of an exercise of a rule that is not passed, one in code first; when all are, the first in code."""
    some: Sequence[Exercise] = sorted(library.of_rule(code), key=lambda one: -_quick(one))
    left = [one for one in some if not records.get(one.id, Record()).passed]
    return (left or some)[0].id


def _quick(exercise: Exercise) -> int:
    return QUICK.index(exercise.kind) if exercise.kind in QUICK else len(QUICK)


def _section(exercise: Exercise) -> int:
    return catalog().sections.index(exercise.section)
