"""Findings for programs: plain values that JSON can hold. Paths use `/`."""

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

from rulekit.model.finding import Finding, Severity, Span
from rulekit.report.styled import IN_JSON, uncommanded

NOT_JUDGED = "not-judged"
# Some readers end a line at these. All else is written as it is, since nbqa looks for names of files in what is said.
_ENDS_OF_LINES = str.maketrans({end: rf"\u{ord(end):04x}" for end in "\x85\u2028\u2029"})


class Unjudged(NamedTuple):
    """Something that was not judged: how bad that is, where, and why."""

    severity: Severity
    path: str
    message: str


def as_json(findings: Iterable[Finding], unjudged: Iterable[Unjudged] = ()) -> str:
    """Write findings as one JSON array, and what was not judged behind them."""
    text = json.dumps([*map(as_values, findings), *map(unjudged_values, unjudged)], indent=2, ensure_ascii=False)
    return uncommanded(text, IN_JSON)


def as_json_lines(findings: Iterable[Finding], unjudged: Iterable[Unjudged] = ()) -> Iterator[str]:
    """Write findings as one JSON object a line, and what was not judged behind them."""
    rows = (*map(as_values, findings), *map(unjudged_values, unjudged))
    return (uncommanded(json.dumps(row, ensure_ascii=False).translate(_ENDS_OF_LINES), IN_JSON) for row in rows)


def unjudged_values(unjudged: Unjudged) -> dict[str, Any]:
    """Give what was not judged in the shape of a finding: it has no code, since no rule speaks of it."""
    nothing: dict[str, Any] = dict.fromkeys(("cell", "cell_id", "cell_index", "execution_count", "fix"))
    said = {"code": None, "name": NOT_JUDGED, "severity": unjudged.severity.value, "message": unjudged.message}
    where = {"path": PurePath(unjudged.path or "-").as_posix(), **_place(Span(1, 1, 1, 1))}
    return {**where, **said, **nothing, "physical_line": 1, "steps": []}


def as_values(finding: Finding) -> dict[str, Any]:
    """Give all that is known of a finding; `cell` is the number of the code cell, `line` then counts within it."""
    cell = finding.cell
    return {
        "path": PurePath(finding.path or "-").as_posix(),
        **_place(finding.span),
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "cell": _cell(finding.span),
        "cell_id": cell.id if cell else None,
        "cell_index": cell.position if cell else None,
        "execution_count": cell.execution_count if cell else None,
        "physical_line": finding.physical_line,
        "fix": _fix(finding),
        "steps": [{**_place(step.span), "cell": _cell(step.span), "message": step.message} for step in finding.steps],
    }


def _fix(finding: Finding) -> dict[str, Any] | None:
    """Give the fix in edits that tell no secret; nothing where there are none."""
    fix = finding.fix
    if fix is None or not fix.public_edits:
        return None
    edits = [{**_place(edit.span), "cell": _cell(edit.span), "text": edit.text} for edit in fix.public_edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _cell(span: Span) -> int | None:
    return span.cell.number if span.cell else None


def _place(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}
