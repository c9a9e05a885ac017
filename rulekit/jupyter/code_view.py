"""The lines of a card: those with findings, in the order of the code, each with its marks and what is told of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rulekit.model.finding import Finding, Severity, Span
from rulekit.report.highlighting import JUPYTER, SHORTEST_MARK, Mark, highlighted
from rulekit.report.text import LONGEST, clipped

ALIKE = 3
COLOURS = {
    Severity.ERROR: "var(--jp-error-color1,#c62828)",
    Severity.WARNING: "var(--jp-warn-color0,#b45309)",
    Severity.ADVICE: "var(--jp-info-color0,#01579b)",
}
QUIET = "color:var(--jp-content-font-color2,#5f5f5f)"
_LONGEST_EXCERPT = 6

Group = tuple[Finding, ...]
_Place = tuple[int, int]


class TaggedLine(NamedTuple):
    """A line with findings: its code as HTML, those told of it, and those that say the same as another line's.

    `first` is one of those that begin on the line.
    """

    rows: str
    told: tuple[Group, ...]
    repeated: tuple[Group, ...]
    first: Finding


def lines_of(groups: Sequence[Group]) -> Iterator[TaggedLine]:
    """Put groups below the lines on which they begin; the few that are alike mark their own lines too."""
    told: defaultdict[_Place, list[Group]] = defaultdict(list)
    repeated: defaultdict[_Place, list[Group]] = defaultdict(list)
    marked: list[Finding] = []
    for group in groups:
        told[place_of(group[0])].append(group)
        marked += group[:ALIKE]
        for place in dict.fromkeys(map(place_of, group[1:ALIKE])):
            if place != place_of(group[0]):
                repeated[place].append(group)
    begun = {place_of(finding): finding for finding in reversed(marked)}
    for place, following in pairwise([*sorted(begun), (0, 0)]):
        end = following[1] if following[0] == place[0] else None
        yield TaggedLine(_rows(place, end, marked), tuple(told[place]), tuple(repeated[place]), begun[place])


def place_of(finding: Finding) -> _Place:
    """Return the number of the cell and the line on which a finding begins."""
    return finding.cell.number if finding.cell else 0, finding.span.line


def _rows(place: _Place, end: int | None, marked: Sequence[Finding]) -> str:
    """Write the lines from one place to the next, as far as a finding shows them, with all marks on them."""
    here = [finding for finding in marked if place_of(finding)[0] == place[0]]
    longest = max((finding.excerpt for finding in here if place_of(finding) == place), key=len, default=())
    kept = longest[: min(_LONGEST_EXCERPT, end - place[1])] if end else longest[:_LONGEST_EXCERPT]
    return "".join(_row(code.rstrip("\r\n"), number, here) for number, code in enumerate(kept, place[1]))


def _row(code: str, number: int, findings: Sequence[Finding]) -> str:
    on_it = [finding for finding in findings if finding.span.line <= number <= finding.span.end_line]
    if len(code) > LONGEST and on_it:
        row, *place = _clipped(code, *_stretch(code, number, on_it[0].span))
        marks = [_mark(on_it[0], *place)]
    else:
        row, marks = code, [_mark(finding, *_stretch(code, number, finding.span)) for finding in on_it]
    return f'<div><span style="{QUIET}">{number:>3}  </span>{highlighted(row, JUPYTER, marks)}</div>'


def _clipped(code: str, start: int, end: int) -> tuple[str, int, int]:
    before, marked, after = clipped(code, start, end)
    return before + marked + after, len(before), len(before) + len(marked)


def _stretch(code: str, number: int, span: Span) -> tuple[int, int]:
    """Tell where in a line a span begins and ends."""
    start = span.column - 1 if number == span.line else len(code) - len(code.lstrip())
    end = span.end_column - 1 if number == span.end_line else len(code)
    return start, max(end, start + SHORTEST_MARK)


def _mark(finding: Finding, start: int, end: int) -> Mark:
    style = f'style="text-decoration:underline 2px {COLOURS[finding.severity]};text-underline-offset:3px"'
    return Mark(start, end, style)
