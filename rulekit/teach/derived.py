"""Exercises that come from the examples of a rule, so that a new rule has some on the day it is written."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import TypeVar

from rulekit.analysis.project.roles import role_of
from rulekit.engine.catalog import catalog
from rulekit.engine.sentences import guide_of
from rulekit.model.finding import Finding
from rulekit.model.late import regex
from rulekit.model.rule import Rule, files_in
from rulekit.report.rule_panels import seen_text
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.joined_examples import NOTEBOOK, Piece, Place, bad, findings_in, good, joined, places
from rulekit.teach.parsons import Puzzle, puzzle_of
from rulekit.teach.programs import programs
from rulekit.teach.shown import Shown

NOTHING = "none"
_ROWS, _WORST = regex(r"\n(?=- )"), ("- error:", "- warning:")
MOST_LINES = 45
LEVELS = {Kind.PREDICT: 1, Kind.SPOT: 2, Kind.PARSONS: 2}
MINUTES = {Kind.PREDICT: 1, Kind.SPOT: 2, Kind.PARSONS: 3}
SHAPES = ((bad, good), (good, bad), (bad, bad), (good, good))
CLEAN = SHAPES.index((good, good))

Thing = TypeVar("Thing")


def derived(rule: Rule) -> Iterator[Exercise]:
    """Give the exercises of a rule: predict items, a spot item, and lines to order where it has enough of them."""
    taken = set[str]()
    was_clean = False
    for number in (1, 2):
        own = programs().get(f"{rule.name}.predict{'' if number == 1 else f'-{number}'}")
        shown = own or _first(_to_predict(rule, number, may_be_clean=not was_clean), taken)
        if shown is not None:
            taken.add(shown.text)
            was_clean = was_clean or not shown.findings
            yield predict_in(rule, number, shown)
    # A rule just begun has one example, which was shown already: better once more than no item.
    shown = programs().get(_spot_id(rule)) or _first(_to_spot(rule), taken) or _first(_to_spot(rule), set())
    if shown is not None:
        yield spot_in(rule, shown)
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


def predict_in(rule: Rule, number: int, shown: Shown) -> Exercise:
    """Ask which lines of a file break a rule."""
    findings = [finding for finding in shown.findings if finding.code == rule.code]
    lines = sorted({finding.span.line for finding in findings})
    return Exercise(
        id=f"{rule.name}.predict{'' if number == 1 else f'-{number}'}",
        kind=Kind.PREDICT,
        rules=(rule.code,),
        section=rule.section,
        title=shown.title or f"Where does {rule.name} harm?",
        goal=f"> {guide_of(rule)}\n\n{shown.words or _file(shown)}",
        minutes=MINUTES[Kind.PREDICT],
        level=LEVELS[Kind.PREDICT],
        role=_role(shown),
        starter=shown.text,
        solution=", ".join(map(str, lines)) or NOTHING,
        expected=places(findings),
        findings=_said(findings),
        harms=_at(shown.harms, findings),
        clean=_clean(shown, rule.code),
        hints=(*_looked_for(rule), _how_many(lines)),
    )


def spot_in(rule: Rule, shown: Shown) -> Exercise:
    """Ask which rules a file breaks, and where; neither its id nor its title names the rule."""
    expected = places(shown.findings)
    others = sorted({code for _, code in expected} - {rule.code})
    return Exercise(
        id=_spot_id(rule),
        kind=Kind.SPOT,
        rules=(rule.code, *others),
        section=rule.section,
        title=shown.title or "Written in a hurry",
        goal=shown.words or _file(shown),
        minutes=MINUTES[Kind.SPOT],
        level=LEVELS[Kind.SPOT],
        role=_role(shown),
        starter=shown.text,
        solution="\n".join(f"{line} {code}" for line, code in expected),
        expected=expected,
        findings=_said(shown.findings),
        harms=_at(shown.harms, shown.findings),
        clean=_clean(shown, ""),
        hints=(_how_many([line for line, _ in expected]), _which({code for _, code in expected})),
    )


def _spot_id(rule: Rule) -> str:
    place = [one.code for one in catalog().section(rule.section.name)].index(rule.code) + 1
    return f"{rule.section.name}.spot{'' if place == 1 else f'-{place}'}"


def _parsons(rule: Rule, puzzle: Puzzle) -> Exercise:
    return Exercise(
        id=f"{rule.name}.parsons",
        kind=Kind.PARSONS,
        rules=(rule.code,),
        section=rule.section,
        title=f"Done right: {puzzle.title.partition(':')[0]}",
        goal=f"> {guide_of(rule)}\n\nThese are the lines of a piece of the shop's code that keeps the rule, mixed up.",
        minutes=MINUTES[Kind.PARSONS],
        level=LEVELS[Kind.PARSONS],
        solution=puzzle.solution,
        blocks=puzzle.blocks,
        hints=_of_order(puzzle),
    )


def _looked_for(rule: Rule) -> Iterator[str]:
    """Say what the check of a rule looks for, without what it only advises and does not see."""
    rows = [row for row in _ROWS.split(seen_text(rule)) if row.startswith(_WORST)]
    if rows:
        yield "rulekit looks for this:\n\n" + "\n".join(rows)


def _how_many(lines: Sequence[int]) -> str:
    return f"There {'is 1 line' if len(lines) == 1 else f'are {len(lines)} lines'} to find."


def _which(codes: set[str]) -> str:
    names = " and ".join(f"`{catalog()[code].name}`" for code in sorted(codes))
    return f"What is broken here: {names}." if names else "Nothing is broken here."


def _of_order(puzzle: Puzzle) -> tuple[str, ...]:
    """Say how many lines belong to the answer, and with which it begins."""
    good = [block for block in puzzle.blocks if block.depth is not None]
    first = puzzle.solution.split()[0]
    return f"{len(good)} of the {len(puzzle.blocks)} lines belong to the answer.", f"It begins with line {first}."


def _file(shown: Shown) -> str:
    if files_in(shown.text):
        return "These are the files of a small project, one below the other."
    if shown.path.endswith(NOTEBOOK):
        return f"This is a cell of the notebook `{shown.path}`."
    return f"This is `{shown.path}`."


def _role(shown: Shown) -> str:
    return "notebook" if shown.path.endswith(NOTEBOOK) else role_of(shown.path, shown.text)


def _said(findings: Sequence[Finding]) -> dict[Place, str]:
    """Give the words of the check for each place."""
    return {(one.span.line, one.code): one.message for one in sorted(findings, key=lambda one: one.span, reverse=True)}


def _clean(shown: Shown, code: str) -> dict[int, str]:
    """Say why lines are clean, and of which other rule they tell where only one is asked for."""
    lines = {line: f"clean: {reason}" for line, reason in shown.clean.items()}
    for finding in shown.findings if code else ():
        line = finding.span.line
        if (line, code) not in places(shown.findings):
            lines[line] = f"another rule, {finding.code} {finding.name}: {shown.harms.get(line, finding.message)}"
    return dict(sorted(lines.items()))


def _at(harms: Mapping[int, str], findings: Sequence[Finding]) -> dict[Place, str]:
    """Give what harms, for each place where something is found."""
    return {place: harms[place[0]] for place in places(findings) if place[0] in harms}


def _first(choices: Iterable[Shown], taken: set[str]) -> Shown | None:
    return next((shown for shown in choices if shown.text not in taken), None)


def _turned(things: Sequence[Thing], name: str) -> list[Thing]:
    """Begin at a place that the name decides, the same one everywhere."""
    start = _seed(name) % len(things) if things else 0
    return [*things[start:], *things[:start]]


def _seed(name: str) -> int:
    return zlib.crc32(name.encode())
