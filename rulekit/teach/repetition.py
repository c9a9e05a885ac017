"""What comes again: how a review went, section by section, and which rules wait to be practised once more."""

from collections.abc import Iterator, Mapping

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
    """Count the items of a lesson that were answered, by section, and name the rules that were hard."""
    items = [one for one in library.values() if one.home == lesson]
    known = {one.id: records.get(one.id, Record()) for one in items}
    answered = [one for one in items if known[one.id].attempts or known[one.id].shown]
    passed = sum(map(at_once, known.values()))
    yield f"{passed} of {len(answered)} passed by the first answer, {len(items) - len(answered)} not answered yet"
    for section in dict.fromkeys(one.section for one in sorted(answered, key=_section)):
        some = [known[one.id] for one in answered if one.section is section]
        yield f"  {section.name:<14} {sum(map(at_once, some)):>2} of {len(some)}"
    if hard := _hard_rules(library, records, lesson):
        names = ", ".join(catalog()[code].name for code in hard)
        yield f"Worth another look: {names}"
        yield f"%exercise again {lesson} opens the next exercises about these, {MOST_AT_ONCE} at a time."


def waiting(library: Library, records: Records, section: str) -> tuple[Exercise, ...]:
    """Give items of rules of other sections that were hard: none that was begun, and the hardest rules first."""
    hard: dict[str, int] = {}
    for one in library.values():
        record = records.get(one.id, Record())
        if one.home != section and was_hard(record):
            hard[one.rules[0]] = max(hard.get(one.rules[0], 0), record.attempts + record.shown)
    found = (_fresh(library, records, code) for code in sorted(hard, key=lambda code: (-hard[code], code)))
    return tuple(one for one in found if one is not None and one.home != section)[:MOST_AT_ONCE]


def look_again(library: Library, records: Records, lesson: str) -> tuple[Exercise, ...]:
    """Give the next exercises about rules that were hard in a lesson of mixed items, those in code last."""

    def done(code: str) -> int:
        return sum(records.get(one.id, Record()).passed for one in library.of_rule(code))

    hard = sorted(_hard_rules(library, records, lesson), key=done)
    found = [_next_of(library, records, code, lesson) for code in hard]
    return tuple(one for one in found if one is not None)[:MOST_AT_ONCE]


def _hard_rules(library: Library, records: Records, lesson: str) -> list[str]:
    """Give the rules that were hard in a lesson, in the order of the guide."""
    hard = {one.rules[0] for one in library.values() if one.home == lesson and was_hard(records.get(one.id, Record()))}
    return [rule.code for rule in catalog() if rule.code in hard]


def _fresh(library: Library, records: Records, code: str) -> Exercise | None:
    """Give an item of a rule that was never begun, a quick one where there is one."""
    left = [one for one in library.of_rule(code) if not records.get(one.id, Record()).attempts]
    return min(left, key=_quick, default=None)


def _next_of(library: Library, records: Records, code: str, lesson: str) -> Exercise | None:
    """Give the next exercise of a rule that is not passed, outside of a lesson, a quick one first."""
    some = [one for one in library.of_rule(code) if one.home != lesson]
    return min((one for one in some if not records.get(one.id, Record()).passed), key=_quick, default=None)


def _quick(exercise: Exercise) -> int:
    return QUICK.index(exercise.kind) if exercise.kind in QUICK else len(QUICK)


def _section(exercise: Exercise) -> int:
    return catalog().sections.index(exercise.section)
