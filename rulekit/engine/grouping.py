"""Findings that are about one thing in several places: told at the first place, with the others as its steps."""

from collections.abc import Hashable, Iterable
from typing import Final

from rulekit.model.finding import Finding, Span, Step

TOO: Final = "here too"


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by place, and leave of each group only the first, which names the places of the others."""
    alone: list[Finding] = []
    groups: dict[tuple[str, Hashable], list[Finding]] = {}
    for finding in sorted(findings, key=_position):
        together = groups.setdefault((finding.code, finding.group), []) if finding.group is not None else alone
        together.append(finding)
    return sorted([*alone, *(_first_of(together) for together in groups.values())], key=_position)


def _first_of(together: list[Finding]) -> Finding:
    first, *others = together
    steps = (*first.steps, *(Step(other.span, TOO, other.physical_line) for other in others))
    return first._replace(steps=steps)


def _position(finding: Finding) -> tuple[int, int, int, str]:
    span: Span = finding.span
    return (span.cell.number if span.cell else 0, span.line, span.column, finding.code)
