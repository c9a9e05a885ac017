"""Comments that hide findings in an answer: which of them a learner may write, and which only put off the work."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.source import Source
from rulekit.api import as_taught, report_on
from rulekit.engine.catalog import catalog
from rulekit.engine.suppression import silences
from rulekit.model.finding import Finding
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.preconditions import suppressions

MEND = "a comment hides the finding: take the comment away and mend the code"
REASON = (
    "a comment hides the finding and does not say why: mend the code, or write the reason behind the code of the rule"
)


@dataclass(frozen=True)
class Hidden:
    """A finding that must not be hidden: the line of its comment, and what to do."""

    line: int
    message: str


def hidden_in(exercise: Exercise, answer: str) -> Hidden | None:
    """Give the first finding that a comment hides wrongly.

    What the starter shows is to be mended. Elsewhere a reason is enough where the rule's own page advises to give one.
    """
    lines = suppressions(answer)
    if not lines:
        return None
    if exercise.is_text:
        return Hidden(lines[0], MEND)
    codes = frozenset(rule.code for rule in catalog()) if exercise.kind is Kind.BREAK else frozenset(exercise.rules)
    given = _found(exercise, exercise.starter, codes).values()
    shown = _found(exercise, answer, codes)
    for place, one in _found(exercise, _without_comments(answer, lines), codes).items():
        if place not in shown:
            line = _nearest(lines, one)
            is_given = any((one.code, one.message) == (other.code, other.message) for other in given)
            if is_given or not _is_advised(one.code):
                return Hidden(line, MEND)
            if not _has_reason(answer, line):
                return Hidden(line, REASON)
    return None


def _found(exercise: Exercise, text: str, codes: frozenset[str]) -> Mapping[tuple[str, int, int], Finding]:
    report = report_on(text, exercise.file or None, exercise.role, as_taught())
    return {(one.code, one.span.line, one.span.column): one for one in report.findings if one.code in codes}


def _without_comments(answer: str, lines: tuple[int, ...]) -> str:
    """Take out the comments of some lines, so that all else stays where it is."""
    rows = answer.split("\n")
    for line, comment in comments(Source(answer)).items():
        if line in lines:
            rows[line - 1] = rows[line - 1][: comment.column - 1].rstrip()
    return "\n".join(rows)


def _nearest(lines: tuple[int, ...], finding: Finding) -> int:
    return min(lines, key=lambda line: abs(line - finding.span.line))


def _is_advised(code: str) -> bool:
    return bool(re.search(rf"noqa: {code}|silence (the|a|its) line", catalog()[code].explanation))


def _has_reason(answer: str, line: int) -> bool:
    found = silences(Source(answer))
    return not found.areas and line in found.by_line and found.by_line[line].has_reason
