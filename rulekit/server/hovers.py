"""What a finding says when somebody points at it: what is wrong, the guide's sentence, why, and what to do instead."""

import re
from collections.abc import Iterable

from rulekit.engine.catalog import catalog
from rulekit.engine.sentences import body_of, guide_of
from rulekit.model.finding import Finding
from rulekit.model.rule import Rule

_PART = re.compile(r"^## (?P<title>Why|Instead)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def hover_text(findings: Iterable[Finding]) -> str:
    """Tell of findings at one place, as Markdown."""
    return "\n\n---\n\n".join(map(_told, findings))


def _told(finding: Finding) -> str:
    rule = catalog()[finding.code]
    head = f"**{finding.code} {finding.name}** ({finding.severity.value}): {finding.message}"
    fix = f"Fix: {finding.fix.title}." if finding.fix else ""
    told = [f"> {guide_of(rule)}", *_parts(rule)]
    return "\n\n".join(part for part in (head, fix, *told) if part)


def _parts(rule: Rule) -> Iterable[str]:
    return (f"**{match['title']}.** {match['text'].strip()}" for match in _PART.finditer(body_of(rule)))
