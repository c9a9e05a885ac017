"""`# noqa` comments: a bare one silences a line, one with codes silences these rules, ours or another tool's."""

import ast
import re
from collections.abc import Iterable, Mapping

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


def silences(source: Source) -> Mapping[int, frozenset[str] | None]:
    """Question: which lines have a comment that silences, and which codes (`None`: all)?"""
    if "noqa" not in source.text.lower():
        return {}
    read = {line: silenced_codes(comment.text) for line, comment in source.ask(comments).items()}
    return {line: codes for line, codes in read.items() if codes != frozenset()}


def is_silenced(subject: Source | Manifest, finding: Finding) -> bool:
    """Tell whether a comment on the first or last line of the finding, or of its statement, silences it."""
    if isinstance(subject, Manifest):
        return _covers(silenced_codes(subject.lines[finding.span.line - 1]), finding.code)
    silent = subject.ask(silences)
    return bool(silent) and any(
        _covers(silent[line], finding.code) for line in _lines_of(subject, finding) if line in silent
    )


def _lines_of(source: Source, finding: Finding) -> Iterable[int]:
    """Give the lines whose comments count: the first and last of the finding, and of its statement."""
    lines = {finding.span.line, finding.span.end_line}
    if isinstance(finding.node, ast.AST):
        statement = source.statement(finding.node)
        if not hasattr(statement, "body") and hasattr(statement, "lineno"):
            extent = source.extent(statement)
            lines |= {extent.line, extent.end_line}
    return lines


def _covers(silenced: frozenset[str] | None, code: str) -> bool:
    if silenced is None or code in silenced:
        return True
    return any(rule.code == code for foreign in silenced for rule in catalog().equivalent_to(foreign))
