"""Exercises that come from the examples of a rule, so that a new rule has some on the day it is written."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TypeVar

from rulekit.analysis.project.roles import role_of
from rulekit.engine.catalog import catalog
from rulekit.model.finding import Finding
from rulekit.model.rule import Rule, files_in
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.joined_examples import NOTEBOOK, Piece, bad, findings_in, good, joined, places
from rulekit.teach.parsons import Puzzle, puzzle_of

NOTHING = "none"
MOST_LINES = 45
LEVELS = {Kind.PREDICT: 1, Kind.SPOT: 2, Kind.PARSONS: 2}
MINUTES = {Kind.PREDICT: 1, Kind.SPOT: 2, Kind.PARSONS: 3}
SHAPES = ((bad, good), (good, bad), (bad, bad), (good, good))
CLEAN = SHAPES.index((good, good))

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Shown:
    """A file that is shown, and what the rules find in it."""

    text: str
    path: str
    findings: tuple[Finding, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of what is found."""
        return frozenset(finding.code for finding in self.findings)


def derived(rule: Rule) -> Iterator[Exercise]:
    """Give the exercises of a rule: predict and spot items, and a Parsons item where an example is long enough."""
    taken = set[str]()
    was_clean = False
    for number in (1, 2):
        shown = _first(_to_predict(rule, number, may_be_clean=not was_clean), taken)
        if shown is not None:
            taken.add(shown.text)
            was_clean = was_clean or not shown.findings
            yield _predict(rule, number, shown)
    shown = _first(_to_spot(rule), taken)
    if shown is not None:
        yield _spot(rule, shown)
    examples = [*_turned(rule.examples, f"{rule.name}.parsons"), *rule.tempting]
    puzzle = next((one for example in examples if (one := puzzle_of(rule, example)) is not None), None)
    if puzzle is not None:
        yield _parsons(rule, puzzle)


def _to_predict(rule: Rule, number: int, *, may_be_clean: bool) -> Iterator[Shown]:
    """Give files with code of one rule, the best first: two examples, bad or good as a number made of the id says."""
    start = _seed(f"{rule.name}.predict-{number}")
    examples = (*rule.examples, *rule.tempting)
    pairs = list(permutations(examples if number == 1 else examples[::-1], 2))
    for turn in range(len(SHAPES)):
        shape = (start + turn) % len(SHAPES)
        if shape != CLEAN or may_be_clean:
            yield from _made([(SHAPES[shape][0](one), SHAPES[shape][1](other)) for one, other in pairs], {rule.code})
    singles = [(bad(example),) for example in examples]
    clean = [(good(example),) for example in examples] if may_be_clean else []
    yield from _made([*clean, *singles] if start % 2 else [*singles, *clean], {rule.code})
    yield from _made(singles, None)


def _to_spot(rule: Rule) -> Iterator[Shown]:
    """Give files in which a rule and another one of its section are broken; if there is none, the rule alone."""
    others = [one for one in catalog().section(rule.section.name) if one.code != rule.code]
    known = {rule.code, *(one.code for one in others)}
    own = [bad(example) for example in _turned((*rule.examples[::-1], *rule.tempting), f"{rule.name}.spot")]
    neighbours = _turned(others, rule.code)
    foreign = [bad(example) for other in neighbours for example in _turned(other.examples, rule.name)]
    yield from (shown for shown in _made([(one,) for one in own], known) if len(shown.codes) > 1)
    is_first = _seed(f"{rule.name}.spot") % 2
    pairs = [(one, other) if is_first else (other, one) for one in own for other in foreign]
    yield from _made(pairs, known)
    yield from _made([(one,) for one in own], known)


def _made(choices: Iterable[Sequence[Piece]], codes: set[str] | None) -> Iterator[Shown]:
    """Make files of pieces, as far as they are short and only these rules have something to say."""
    for pieces in choices:
        if sum(len(text.splitlines()) for _, text in pieces) > MOST_LINES:
            continue
        text = joined(pieces)
        if text is not None:
            shown = Shown(text, pieces[0][0].path, findings_in(text, pieces[0][0].path))
            if codes is None or shown.codes <= codes:
                yield shown


def _predict(rule: Rule, number: int, shown: Shown) -> Exercise:
    findings = [finding for finding in shown.findings if finding.code == rule.code]
    lines = sorted({finding.span.line for finding in findings})
    goal = f"> {rule.guide}\n\n{_file(shown)} Read it as the check of `{rule.name}` does."
    suffix, title = (
        ("", f"What will {rule.name} mark?") if number == 1 else ("-2", f"Which lines will {rule.name} mark?")
    )
    return Exercise(
        id=f"{rule.name}.predict{suffix}",
        kind=Kind.PREDICT,
        rules=(rule.code,),
        section=rule.section,
        title=title,
        goal=goal,
        minutes=MINUTES[Kind.PREDICT],
        level=LEVELS[Kind.PREDICT],
        role=_role(shown),
        starter=shown.text,
        solution=", ".join(map(str, lines)) or NOTHING,
        expected=places(findings),
        afterwards=_told(findings),
    )


def _spot(rule: Rule, shown: Shown) -> Exercise:
    expected = places(shown.findings)
    others = sorted({code for _, code in expected} - {rule.code})
    goal = f"{_file(shown)} It was written in a hurry. Say on which lines it breaks the guide, and which rule it is."
    return Exercise(
        id=f"{rule.name}.spot",
        kind=Kind.SPOT,
        rules=(rule.code, *others),
        section=rule.section,
        title=f"Tell {rule.name} from its neighbours" if others else f"Find where {rule.name} is broken",
        goal=goal,
        minutes=MINUTES[Kind.SPOT],
        level=LEVELS[Kind.SPOT],
        role=_role(shown),
        starter=shown.text,
        solution="\n".join(f"{line} {code}" for line, code in expected),
        expected=expected,
        afterwards=_told(shown.findings),
    )


def _parsons(rule: Rule, puzzle: Puzzle) -> Exercise:
    return Exercise(
        id=f"{rule.name}.parsons",
        kind=Kind.PARSONS,
        rules=(rule.code,),
        section=rule.section,
        title=f"Done right: {puzzle.title.partition(':')[0]}",
        goal=f"> {rule.guide}\n\nThese are the lines of a piece of the shop's code that keeps the rule, mixed up.",
        minutes=MINUTES[Kind.PARSONS],
        level=LEVELS[Kind.PARSONS],
        solution=puzzle.solution,
        blocks=puzzle.blocks,
    )


def _file(shown: Shown) -> str:
    if files_in(shown.text):
        return "These are the files of a small project, one below the other."
    if shown.path.endswith(NOTEBOOK):
        return f"This is a cell of the notebook `{shown.path}`."
    return f"This is `{shown.path}`."


def _role(shown: Shown) -> str:
    return "notebook" if shown.path.endswith(NOTEBOOK) else role_of(shown.path, shown.text)


def _told(findings: Sequence[Finding]) -> str:
    """Say what is found, in the words of the check."""
    told = dict.fromkeys(f"line {one.span.line}: {one.message}" for one in sorted(findings, key=lambda one: one.span))
    return "; ".join(told) or "there is nothing to mark: good code stays unmarked"


def _first(choices: Iterable[Shown], taken: set[str]) -> Shown | None:
    return next((shown for shown in choices if shown.text not in taken), None)


def _turned(things: Sequence[Thing], name: str) -> list[Thing]:
    """Begin at a place that the name decides, the same one everywhere."""
    start = _seed(name) % len(things) if things else 0
    return [*things[start:], *things[:start]]


def _seed(name: str) -> int:
    return zlib.crc32(name.encode())
