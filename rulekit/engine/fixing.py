"""Applying fixes: whole fixes only, never two at one place, and never a text that no longer parses."""

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from rulekit.model.finding import Cell, Edit, Effect, Finding, Fix, Span
from rulekit.model.late import dataclass

_Meaning = tuple[Effect, Span | None]
# The chosen fixes that make each edit, by their number; under nothing all.
_Users = Mapping[Edit | None, set[int]]

# A fix may uncover another; so many rounds are only needed where fixes undo each other in ever new ways.
ROUNDS = 100
# Each turn parses the text again; what conflicts with so many others is one constant for each of many numbers.
TURNS = 3


@dataclass(frozen=True)
class Fixed:
    """A text after its fixes: `applied` are the findings that were fixed, `findings` those that are left.

    `problems` says which checks failed on it, `skipped` why it was not judged at all.
    """

    text: str
    applied: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    problems: tuple[str, ...] = ()
    skipped: str = ""


@dataclass(frozen=True)
class Fixer:
    """How a kind of text is fixed.

    `check` judges a text, `rewrite` applies edits to it, `broken` counts the places where it does not parse.
    """

    check: Callable[[str], tuple[Finding, ...]]
    rewrite: Callable[[str, list[Edit]], str]
    broken: Callable[[str], int]


def fix_rounds(text: str, fixer: Fixer, *, unsafe: bool = False) -> Fixed:
    """Fix and check again until nothing is left to fix; a fix that would break the code is left out."""
    findings, applied, seen = fixer.check(text), [], {hash(text)}
    for _ in range(ROUNDS):
        chosen = compatible_fixes(findings, unsafe=unsafe)
        if chosen:
            chosen = harmless(chosen, partial(_breaks, text, fixer, fixer.broken(text)))
        after = fixer.rewrite(text, edits_of(chosen))
        if hash(after) in seen:
            break
        seen.add(hash(after))
        text, findings = after, fixer.check(after)
        applied += chosen
    return Fixed(text, tuple(applied), findings)


def _breaks(text: str, fixer: Fixer, broken: int, edits: list[Edit]) -> bool:
    return fixer.broken(fixer.rewrite(text, edits)) > broken


def harmless(chosen: list[Finding], breaks: Callable[[list[Edit]], bool]) -> list[Finding]:
    """Leave out the findings whose fixes, alone or together, break the code; `breaks` tells what their edits do."""
    if not breaks(edits_of(chosen)):
        return chosen
    half = len(chosen) // 2
    if not half:
        return []
    first = harmless(chosen[:half], breaks)
    both = first + harmless(chosen[half:], breaks)
    return first if both == chosen else harmless(both, breaks)


def with_sound_fixes(findings: Sequence[Finding], breaks: Callable[[list[Edit]], bool]) -> list[Finding]:
    """Take from findings the fixes that would be refused, so that none is announced in vain.

    Fixes that get into each other's way are judged in turns; after some turns the rest is taken as it is.
    """
    left = [finding for finding in findings if finding.fix]
    refused = {id(finding) for finding in left if finding.fix and not _is_sound(finding.fix)}
    for _ in range(TURNS):
        chosen = compatible_fixes(left, unsafe=True)
        held = {id(finding) for finding in harmless(chosen, breaks)}
        done = {id(finding) for finding in chosen}
        refused |= done - held
        left = [finding for finding in left if id(finding) not in done | refused]
        if not left:
            break
    return [finding._replace(fix=None) if id(finding) in refused else finding for finding in findings]


def compatible_fixes(findings: Iterable[Finding], *, unsafe: bool) -> list[Finding]:
    """Choose the findings whose fixes can be applied together: first come, no two at one place or about one name.

    The same edit in two fixes, such as one import that both need, is no conflict.
    """
    chosen: list[Finding] = []
    taken: set[Edit] = set()
    places: dict[Cell | None, list[Span]] = defaultdict(list)
    named: dict[str, dict[_Meaning, _Users]] = defaultdict(dict)
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe) or not _is_sound(fix):
            continue
        new = {edit: None for edit in fix.edits if edit not in taken}
        if any(_touches_one(edit.span, places[edit.span.cell]) for edit in new) or _conflicts(fix, named):
            continue
        chosen.append(finding)
        taken.update(new)
        for edit in new:
            insort(places[edit.span.cell], edit.span, key=_ends)
        for use in fix.names:
            users = named[use.name].setdefault((use.effect, use.scope), defaultdict(set))
            for bringing in (None, *fix.edits):
                users[bringing].add(len(chosen))
    return chosen


def _touches_one(span: Span, apart: Sequence[Span]) -> bool:
    """Tell whether a span touches one of some that lie apart: if any, then the last that begins before its end."""
    later = bisect_right(apart, _end(span), key=_start)
    return later > 0 and _start(span) <= _end(apart[later - 1])


def _conflicts(fix: Fix, named: Mapping[str, Mapping[_Meaning, _Users]]) -> bool:
    """Tell whether a fix and one that is chosen would mean different things by one name.

    They do not where the same edit brings the name into both.
    """
    return any(
        (Effect.READS is not use.effect or Effect.READS is not effect)
        and (use.scope is None or scope is None or _touch(use.scope, scope))
        and not _have_in_common(fix, use.name, users)
        for use in fix.names
        for (effect, scope), users in named.get(use.name, {}).items()
    )


def _have_in_common(fix: Fix, name: str, users: _Users) -> bool:
    """Tell whether edits of a fix that mention a name are edits of all its users too."""
    common = [users[edit] for edit in fix.edits if edit in users and re.search(rf"\b{name}\b", edit.text)]
    everybody = len(users[None])
    return any(len(some) == everybody for some in common) or len(set[int]().union(*common)) == everybody


def _is_sound(fix: Fix) -> bool:
    """Tell whether a fix has edits, and no two of them change the same text."""
    spans = sorted((edit.span for edit in fix.edits), key=lambda span: (span.cell or (), span))
    return bool(spans) and all(one.cell != other.cell or _end(one) <= _start(other) for one, other in pairwise(spans))


def _touch(one: Span, other: Span) -> bool:
    if one.cell != other.cell:
        return False
    return _start(one) <= _end(other) and _start(other) <= _end(one)


def _start(span: Span) -> tuple[int, int]:
    return (span.line, span.column)


def _end(span: Span) -> tuple[int, int]:
    return (span.end_line, span.end_column)


def _ends(span: Span) -> tuple[int, int, int, int]:
    return (span.line, span.column, span.end_line, span.end_column)


def apply_edits(text: str, starts: Sequence[int], edits: Iterable[Edit], done: int = 0, end: int | None = None) -> str:
    """Apply edits that do not overlap to a text whose lines start at `starts`; insertions at one place keep order.

    Of a part that begins at `done` and stops at `end`, only that part is given.
    """
    pieces: list[str] = []
    for edit in sorted(edits, key=lambda edit: _ends(edit.span)):
        begin = starts[edit.span.line - 1] + edit.span.column - 1
        pieces += [text[done:begin], edit.text]
        done = starts[edit.span.end_line - 1] + edit.span.end_column - 1
    return "".join([*pieces, text[done:end]])


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    """List the edits of the findings' fixes, those that several share once."""
    fixes: list[Fix] = [finding.fix for finding in findings if finding.fix]
    return list(dict.fromkeys(edit for fix in fixes for edit in fix.edits))
