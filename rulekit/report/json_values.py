"""Findings for programs: plain values that JSON can hold. Paths use `/`."""

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from rulekit.model.finding import Finding, Span


def as_json(findings: Iterable[Finding]) -> str:
    """Write findings as one JSON array."""
    return json.dumps([as_values(finding) for finding in findings], indent=2)


def as_json_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Write findings as one JSON object a line."""
    return (json.dumps(as_values(finding), ensure_ascii=False) for finding in findings)


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
