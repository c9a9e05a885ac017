"""The account of a run that formats for other programs are written from: places in files, and names that last."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from rulekit.engine.anchors import CELL, parts_of
from rulekit.engine.files import absolute
from rulekit.model.finding import Finding, Severity, Step
from rulekit.model.late import dataclass
from rulekit.report.json_values import NOT_JUDGED, Unjudged
from rulekit.report.styled import visible

STDIN: Final = "-"
_LENGTH = 32
# Before a character that ends a line, none may stand there by itself.
_BREAKS = {"\r", "\n"}


class Region(NamedTuple):
    """A stretch of a file; in a notebook's JSON only the first line is known, for columns count in the cell."""

    line: int
    end_line: int
    column: int | None = None
    end_column: int | None = None


@dataclass(frozen=True)
class Account:
    """What a run has to tell: its findings, what was not judged, its summary, and the exit status that it ends with.

    Paths are told from `root`, that of the repository; findings milder than `mildest` count for nothing.
    """

    findings: Sequence[Finding]
    unjudged: Sequence[Unjudged] = ()
    files: Sequence[str] = ()
    summary: Sequence[str] = ()
    status: int = 0
    root: Path | None = None
    mildest: Severity = Severity.WARNING

    @property
    def problems(self) -> Sequence[Unjudged]:
        """What kept something from being judged."""
        return [one for one in self.unjudged if one.severity is Severity.ERROR]

    def path(self, path: str | None) -> str:
        """Name a file from the root; one that lies elsewhere by its whole path."""
        if not path or path == STDIN:
            return STDIN
        full = absolute(path)
        return (full.relative_to(self.root) if self.root and full.is_relative_to(self.root) else full).as_posix()

    def counts(self, finding: Finding) -> bool:
        """Tell whether a finding lets a run fail."""
        return finding.severity.harm <= self.mildest.harm


def region(told: Finding | Step) -> Region:
    """Tell where in its file something stands."""
    span = told.span
    if span.cell:
        return Region(told.physical_line, told.physical_line)
    return Region(span.line, span.end_line, span.column, span.end_column)


def sentence(finding: Finding) -> str:
    """Give the message; in a notebook it names the cell, since a line of the JSON says little."""
    cell = finding.cell
    where = f"cell {cell.number}, line {finding.span.line}: " if cell else ""
    return where + visible(finding.message)


def fingerprints(account: Account) -> list[str]:
    """Give each finding, and then each thing that was not judged, a name that stays when lines move, and is its own.

    It is made of the rule, the file, the function or class around it and its code, and counts those that are alike.
    """
    seen: Counter[str] = Counter()
    keys = [(one.code, one.path, *_known_by(one)) for one in account.findings]
    keys += [(NOT_JUDGED, one.path, "", one.message) for one in account.unjudged]
    return [_fingerprint("\0".join([code, account.path(path), *words]), seen) for code, path, *words in keys]


def _known_by(finding: Finding) -> tuple[str, str]:
    """Give the place and the code of a finding; that of a cell is left out, since it goes with all that it holds."""
    place, code = parts_of(finding.anchor)
    return "" if place.startswith(CELL) else place, code or finding.message


def _fingerprint(key: str, seen: Counter[str]) -> str:
    seen[key] += 1
    told = f"{key}\0\0{seen[key]}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def one_line(text: str) -> str:
    """Keep a path as it is, line breaks included, but spell out what could steer a terminal; for who escapes breaks."""
    return "".join(one if one in _BREAKS or one.isprintable() else visible(one) for one in text)
