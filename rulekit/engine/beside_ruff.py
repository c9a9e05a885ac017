"""Which findings say again what ruff reports at the same place, under a code that the rule calls equivalent.

Ruff decides, not its settings: where it reports nothing, because it is silenced, excluded, or sees less, we report.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rulekit.engine.catalog import catalog
from rulekit.engine.grouping import TOO
from rulekit.engine.ruff_reports import RuffReport
from rulekit.known.ruff import ANOTHER_MATTER, EACH_PARAMETER, RETURN_VALUE, TOOL
from rulekit.model.finding import Finding, Span
from rulekit.model.late import regex

_QUOTED = regex(r"`\**([^`]+)`")
_RETURN = "the return value"
_END = 10**9

# The file, the number of the cell among all, 0 in a module, and the code of a rule.
_Place = tuple[str, int, str]


def told_by_ruff(findings: Sequence[Finding], reports: Iterable[RuffReport]) -> list[Finding]:
    """Give the findings that ruff's reports make superfluous, each wholly, in their order."""
    ours: dict[_Place, list[Finding]] = defaultdict(list)
    for finding in findings:
        ours[_place(finding)].append(finding)
    theirs: dict[_Place, list[RuffReport]] = defaultdict(list)
    for report in reports:
        for rule in catalog().equivalent_to(report.code) if report.code not in ANOTHER_MATTER else ():
            if report.code in rule.equivalents.get(TOOL, ()):
                theirs[report.path, report.cell, rule.code].append(report)
    told = {id(one) for place in ours.keys() & theirs.keys() for one in _told(ours[place], theirs[place])}
    return [one for one in findings if id(one) in told]


def _place(finding: Finding) -> _Place:
    path = os.path.realpath(finding.path or "")
    in_cell = finding.cell is not None and path.endswith(".ipynb")
    return path, finding.cell.position + 1 if in_cell and finding.cell else 0, finding.code


def _told(findings: Sequence[Finding], reports: Sequence[RuffReport]) -> list[Finding]:
    """Compare what stands in one file or cell, by one rule and its equivalents."""
    if any(report.code in EACH_PARAMETER | RETURN_VALUE for report in reports):
        starts = sorted(finding.span.line for finding in findings)
        return [one for one in findings if _told_in_parts(one, _next(one.span.line, starts), reports)]
    spans = [span for finding in findings for span in _spans(finding)]
    free = [report for report in reports if not any(_overlaps(span, report) for span in spans)]
    return [one for one in findings if all(_is_told(span, reports, free) for span in _spans(one))]


def _spans(finding: Finding) -> list[Span]:
    """Give the places of a finding: where several are told as one, ruff must report each."""
    return [finding.span, *(step.span for step in finding.steps if step.message == TOO)]


def _is_told(span: Span, reports: Iterable[RuffReport], free: Iterable[RuffReport]) -> bool:
    """Tell whether ruff reports a place: it marks a part of it, or something in its line that is no other finding."""
    return any(_overlaps(span, report) for report in reports) or any(span.line == one.first[0] for one in free)


def _overlaps(span: Span, report: RuffReport) -> bool:
    return (span.line, span.column) < report.last and report.first < (span.end_line, span.end_column)


def _next(line: int, starts: Iterable[int]) -> int:
    return next((start for start in starts if start > line), _END)


def _told_in_parts(finding: Finding, end: int, reports: Iterable[RuffReport]) -> bool:
    """Tell whether ruff reports each parameter, and the return value, that a finding names."""
    near = [report for report in reports if finding.span.line <= report.first[0] < end]
    named = {name for one in near if one.code in EACH_PARAMETER for name in _QUOTED.findall(one.message)}
    returns = any(one.code in RETURN_VALUE and _overlaps(finding.span, one) for one in near)
    wrong = finding.message.partition(": ")[0]
    return named.issuperset(_QUOTED.findall(wrong)) and (returns or _RETURN not in wrong)
