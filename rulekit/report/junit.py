"""The report that test runners write, as JUnit's own schema and that of Jenkins want it.

Each file is a suite and each finding a test that failed; one that counts for nothing is a test that was skipped.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from rulekit.model.finding import Finding
from rulekit.model.late import dataclass
from rulekit.report.account import Account, sentence
from rulekit.report.json_values import NOT_JUDGED, Unjudged
from rulekit.report.styled import IN_XML, uncommanded, visible

_CLEAN: Final = "clean"
_RUN: Final = "rulekit"
# Of what was skipped, the schemas allow no type.
_SKIPPED: Final = "skipped"
# What XML cannot hold although it steers nothing.
_NO_CHARACTERS: Final = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}


@dataclass(frozen=True)
class _Case:
    """A test: its name, its class, and the element that says how it failed, if it did."""

    name: str
    home: str
    kind: str = ""
    type: str = ""
    message: str = ""
    text: str = ""

    def written(self) -> str:
        """Write the test."""
        head = f"<testcase name={_quoted(self.name)} classname={_quoted(self.home)} time={_quoted('0')}"
        if not self.kind:
            return f"{head}/>"
        kind = f"type={_quoted(self.type)} " if self.kind != _SKIPPED else ""
        outcome = f"<{self.kind} {kind}message={_quoted(self.message)}>{_escaped(self.text)}</{self.kind}>"
        return f"{head}>{outcome}</testcase>"


def write(account: Account, moment: str) -> Iterator[str]:
    """Write the report of a run at a moment (`2026-01-31T12:00:00`)."""
    suites: dict[str, list[_Case]] = defaultdict(list)
    for file in account.files:
        suites[account.path(file)] = []
    for finding in account.findings:
        suites[account.path(finding.path)].append(_failed(account, finding))
    for path, cases in suites.items():
        suites[path] = cases or [_Case(_CLEAN, path)]
    if account.unjudged or not suites:
        suites[""] = [_unjudged(account, one) for one in account.unjudged]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    for number, (path, cases) in enumerate(suites.items()):
        is_last = number == len(suites) - 1
        yield from _suite(f"{path or _RUN}", number, cases, moment, account.summary if is_last else ())
    yield "</testsuites>\n"


def _suite(name: str, number: int, cases: Sequence[_Case], moment: str, told: Sequence[str]) -> Iterator[str]:
    counts = {kind: sum(case.kind == kind for case in cases) for kind in ("failure", "error", _SKIPPED)}
    held = {
        "name": name,
        "package": _RUN,
        "id": number,
        "tests": len(cases),
        "failures": counts["failure"],
        "errors": counts["error"],
        "skipped": counts[_SKIPPED],
        "hostname": "localhost",
        "timestamp": moment,
        "time": 0,
    }
    yield f"<testsuite {' '.join(f'{key}={_quoted(str(value))}' for key, value in held.items())}>\n<properties/>\n"
    yield from (f"{case.written()}\n" for case in cases)
    yield f"<system-out>{_escaped(chr(10).join(told))}</system-out>\n<system-err/>\n</testsuite>\n"


def _failed(account: Account, finding: Finding) -> _Case:
    span, path = finding.span, account.path(finding.path)
    where = f"{f'cell {span.cell.number}, ' if span.cell else ''}line {span.line}, column {span.column}"
    line = f"{visible(path)}:{finding.physical_line or span.line}: {finding.code} {visible(finding.message)}"
    return _Case(
        f"{finding.code} {finding.name} ({where})",
        path,
        "failure" if account.counts(finding) else _SKIPPED,
        finding.severity.value,
        sentence(finding),
        "\n".join([line, *(visible(code.rstrip("\r\n")) for code in finding.excerpt)]),
    )


def _unjudged(account: Account, unjudged: Unjudged) -> _Case:
    path = account.path(unjudged.path) if unjudged.path else _RUN
    kind = "error" if unjudged in account.problems else _SKIPPED
    return _Case(f"{NOT_JUDGED} ({path})", path, kind, NOT_JUDGED, unjudged.message, unjudged.message)


def _quoted(text: str) -> str:
    return uncommanded(quoteattr(quotable(text)), IN_XML)


def quotable(text: str) -> str:
    """Spell a text so that it can stand in an attribute; for names, blanks alone are none."""
    return visible(text).translate(_NO_CHARACTERS) if text.strip() else repr(text)


def _escaped(text: str) -> str:
    legal = "\n".join(visible(line).translate(_NO_CHARACTERS) for line in text.split("\n"))
    return uncommanded(escape(legal), IN_XML)
