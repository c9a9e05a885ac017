"""Findings as diagnostics: where, how bad, what, why, and by which steps."""

from collections.abc import Callable, Iterator
from typing import Final

from lsprotocol import types

from rulekit.model.finding import Finding, Severity, Span
from rulekit.server.documents import Shown
from rulekit.server.judgements import Judged

SOURCE: Final = "rulekit"
UNUSED: Final = "RK702"
_LEVELS: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.ADVICE: types.DiagnosticSeverity.Hint,
}

Placed = tuple[Finding, types.Diagnostic]
PageOf = Callable[[str], str | None]


def placed(judged: Judged, page_of: PageOf) -> dict[str, list[Placed]]:
    """Give the findings as diagnostics by the text in which they stand; a text without any has an empty list."""
    found: dict[str, list[Placed]] = {part.uri: [] for part in judged.shown.parts}
    for finding in judged.verdict.findings:
        told = _diagnostic(finding, judged.shown, page_of(finding.code))
        found[judged.shown.part_of(finding.cell).uri].append((finding, told))
    return found


def unjudged(judged: Judged) -> Iterator[types.Diagnostic]:
    """Tell what could not be judged: without findings a text is not clean then."""
    start = types.Position(0, 0)
    for problem in judged.verdict.problems:
        message = problem.removeprefix(f"{judged.shown.document.path}: ")
        yield types.Diagnostic(
            types.Range(start, start), message, severity=types.DiagnosticSeverity.Error, source=SOURCE
        )


def _diagnostic(finding: Finding, shown: Shown, page: str | None) -> types.Diagnostic:
    steps = [types.DiagnosticRelatedInformation(_location(step.span, shown), step.message) for step in finding.steps]
    return types.Diagnostic(
        range=range_of(finding.span, shown),
        message=finding.message,
        severity=_LEVELS[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if finding.code == UNUSED else None,
        related_information=steps or None,
    )


def range_of(span: Span, shown: Shown) -> types.Range:
    """Give the place of a span in the client's text; no mark reaches round the end of a line."""
    places = shown.part_of(span.cell).places
    last = places.lines[span.end_line - 1].rstrip("\r\n") if span.end_line <= len(places.lines) else ""
    return places.range(span._replace(end_column=min(span.end_column, len(last) + 1)))


def _location(span: Span, shown: Shown) -> types.Location:
    """Give the text that holds a span, and the place there."""
    return types.Location(shown.part_of(span.cell).uri, range_of(span, shown))
