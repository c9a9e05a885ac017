"""The report that GitLab calls Code Quality: a JSON array, each finding with a name by which it is known again."""

import json
from collections.abc import Iterator
from typing import Any, Final

from rulekit.model.finding import Severity
from rulekit.report.account import Account, fingerprints, region, sentence
from rulekit.report.json_values import NOT_JUDGED, Unjudged
from rulekit.report.styled import IN_JSON, uncommanded, visible

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}
_UNJUDGED: Final = {Severity.ERROR: "blocker", Severity.ADVICE: "info"}
# The report wants a file; what is about none is about the repository.
_EVERYWHERE = "."


def write(account: Account) -> Iterator[str]:
    """Write the report."""
    names = iter(fingerprints(account))
    rows = [
        _row(
            f"{finding.code} {sentence(finding)}",
            finding.code,
            _SEVERITIES[finding.severity],
            next(names),
            _place(account.path(finding.path), *region(finding)[:2]),
        )
        for finding in account.findings
    ]
    rows += [_unjudged_row(account, one, next(names)) for one in account.unjudged]
    yield uncommanded("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n", IN_JSON)


def _unjudged_row(account: Account, unjudged: Unjudged, fingerprint: str) -> dict[str, Any]:
    path = account.path(unjudged.path) if unjudged.path else _EVERYWHERE
    told = f"not judged: {visible(unjudged.message)}"
    return _row(told, NOT_JUDGED, _UNJUDGED[unjudged.severity], fingerprint, _place(path, 1, 1))


def _row(description: str, check: str, severity: str, fingerprint: str, location: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": location,
    }


def _place(path: str, line: int, end_line: int) -> dict[str, Any]:
    return {"path": path, "lines": {"begin": line, "end": end_line}}
