"""`# noqa` comments: a bare one silences a line, one with codes silences these rules, ours or another tool's."""

import ast
import re
from collections.abc import Iterable

from rulekit.analysis.comments import comments
from rulekit.analysis.manifest import Manifest
from rulekit.analysis.source import Source
from rulekit.engine.catalog import catalog
from rulekit.model.finding import Finding

_NOQA = re.compile(
    r"#\s*noqa(?:(?P<codes>\s*:\s*(?P<list>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*))(?!\w)|(?!\w|\s*:))", re.IGNORECASE
)
_CODE = re.compile(r"[A-Z]+[0-9]+", re.IGNORECASE)


def silenced_codes(comment: str) -> frozenset[str] | None:
    """Read a comment: the codes it silences, `None` for every code; an empty set where it silences nothing."""
    match = _NOQA.search(comment)
    if match is None:
        return frozenset()
    return frozenset(code.upper() for code in _CODE.findall(match["list"])) if match["codes"] else None


def is_silenced(subject: Source | Manifest, finding: Finding) -> bool:
    """Tell whether a comment on the first or last line of the finding, or of its statement, silences it."""
    marked = [line for line in _lines_of(subject, finding) if "#" in subject.lines[line - 1]]
    if not marked:
        return False
    if isinstance(subject, Manifest):
        return any(_covers(silenced_codes(subject.lines[line - 1]), finding.code) for line in marked)
    found = subject.ask(comments)
    return any(_covers(silenced_codes(found[line].text), finding.code) for line in marked if line in found)


def _lines_of(subject: Source | Manifest, finding: Finding) -> Iterable[int]:
    lines = {finding.span.line, finding.span.end_line}
    if isinstance(subject, Source) and isinstance(finding.node, ast.AST):
        statement = subject.statement(finding.node)
        if not hasattr(statement, "body") and hasattr(statement, "lineno"):
            extent = subject.extent(statement)
            lines |= {extent.line, extent.end_line}
    return sorted(line for line in lines if line <= len(subject.lines))


def _covers(silenced: frozenset[str] | None, code: str) -> bool:
    if silenced is None or code in silenced:
        return True
    return any(rule.code == code for foreign in silenced for rule in catalog().equivalent_to(foreign))
