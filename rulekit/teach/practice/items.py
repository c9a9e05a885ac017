"""An item of practice: a piece of the learner's code, what is asked about it, and the exercise that it makes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rulekit.api import fix, report_on, sights
from rulekit.engine.catalog import catalog
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Rule
from rulekit.teach.exercise import Exercise, Kind, Origin

MINUTES = {Kind.PREDICT: 1, Kind.SPOT: 2, Kind.FIX: 4}
KINDS = tuple(MINUTES)
NOTHING = "none"
EXEMPT = "not reported: "
ASKED = (
    "Change the code so that this rule has nothing to say any more and no other rule has more to say than before; "
    "what the code does for its callers stays."
)


@dataclass(frozen=True)
class Item:
    """A piece of code and what is asked about it; `rules` holds the code that is practised, and those to choose from.

    `line` and `end` say where it stands in the file at `path`; line 0 says that it stood there once, and `good` is how
    it was mended.
    """

    kind: str
    rules: tuple[str, ...]
    path: str
    line: int
    end: int
    name: str
    role: str
    code: str
    good: str = ""


def judged_alone(code: str, path: str, role: str, codes: Iterable[str]) -> tuple[Finding, ...]:
    """Give what the guide as it is written finds in a piece, of these rules, beyond advice."""
    found = report_on(code, path.rpartition("/")[2], role, Settings()).findings
    known = frozenset(codes)
    return tuple(one for one in found if one.code in known and one.severity is not Severity.ADVICE)


def exercise_of(item: Item, lesson: str, number: int, codes: frozenset[str]) -> Exercise:
    """Make the exercise of an item; what is right is judged anew."""
    kind = Kind(item.kind)
    rule = catalog()[item.rules[0]]
    asked = {Kind.PREDICT: frozenset({rule.code}), Kind.SPOT: frozenset(item.rules)}.get(kind, codes)
    findings = judged_alone(item.code, item.path, item.role, asked)
    aimed = [one for one in findings if one.code == rule.code]
    places = tuple(sorted({(one.span.line, one.code) for one in findings}))
    title, goal = _words(item, kind, rule, aimed)
    return Exercise(
        id=f"{lesson}.{number}",
        kind=kind,
        rules=(rule.code,),
        choices=tuple(sorted(item.rules)),
        section=rule.section,
        lesson=lesson,
        title=title,
        goal=goal,
        minutes=MINUTES[kind],
        role=item.role,
        file=item.path.rpartition("/")[2],
        keep=(item.name.partition(".")[0],) if kind is Kind.FIX and item.role != "test" else (),
        starter=item.code,
        solution=_solution(item, kind, places, codes),
        expected=() if kind is Kind.FIX else places,
        clean=dict(_clean(item, asked, places)) if kind is not Kind.FIX else {},
        hints=(rule.body.strip(),) if kind is Kind.FIX else (),
        afterwards="" if kind is Kind.FIX else _told(findings),
        origin=Origin(item.path, item.line, item.end, item.name, codes, is_past=not item.line),
    )


def _words(item: Item, kind: Kind, rule: Rule, aimed: Sequence[Finding]) -> tuple[str, str]:
    """Give the title and the task."""
    where = f"This is `{item.name}` in `{item.path}`, line {item.line}, with the imports and constants that it uses."
    if not item.line:
        where = f"This is `{item.name}` in `{item.path}` as it once was, with the imports and constants that it used."
    titles = {
        Kind.PREDICT: f"What does {rule.name} mark in {item.name}?",
        Kind.SPOT: f"What is broken in {item.name}?",
        Kind.FIX: f"Mend {item.name}: {rule.name}",
    }
    goals = {
        Kind.PREDICT: f"{where}\n\n> {rule.guide}",
        Kind.SPOT: f"{where} Go by the rules that are named below, and by no others. It may keep them all.",
        Kind.FIX: f"{where}\n\n> {rule.guide}\n\n{_marked(aimed)}\n\n{ASKED}",
    }
    return titles[kind], goals[kind]


def _clean(item: Item, asked: Iterable[str], places: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Say why lines do no harm that a rule looks at and does not report."""
    broken = {line for line, _ in places}
    for code in sorted(asked):
        for one in sights(item.code, code, item.role):
            line, why = one.finding.span.line, one.verdict.removeprefix(EXEMPT)
            if line not in broken and why != one.verdict:
                yield line, f"clean by {code}: {why[:1].lower()}{why[1:].rstrip('.')}"


def _solution(item: Item, kind: Kind, places: tuple[tuple[int, str], ...], codes: frozenset[str]) -> str:
    if kind is Kind.PREDICT:
        return ", ".join(str(line) for line, _ in places) or NOTHING
    if kind is Kind.SPOT:
        return "\n".join(f"{line} {code}" for line, code in places) or NOTHING
    return item.good or _fixed(item, codes)


def _fixed(item: Item, codes: frozenset[str]) -> str:
    """Give the code as the rule's own fix leaves it, where that mends it and brings nothing new."""
    name = item.path.rpartition("/")[2]
    fixed = fix(item.code, name, item.role, Settings(), unsafe=True, select=[item.rules[0]]).text
    before, after = (
        Counter(one.code for one in judged_alone(text, item.path, item.role, codes)) for text in (item.code, fixed)
    )
    return fixed if not after[item.rules[0]] and not after - before else ""


def _marked(findings: Iterable[Finding]) -> str:
    return "\n".join(f"- Line {one.span.line + 1} of the cell: {one.message}." for one in findings)


def _told(findings: Iterable[Finding]) -> str:
    told = dict.fromkeys(f"line {one.span.line}, {one.name}: {one.message}" for one in findings)
    return "; ".join(told) or "these rules have nothing to say of this code"
