"""Applying fixes: whole fixes only, never two at one place, and never a text that no longer parses."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rulekit.model.finding import Edit, Finding, Fix, Span

ROUNDS = 5


@dataclass(frozen=True)
class Fixed:
    """A text after its fixes: `applied` are the findings that were mended, `findings` those that are left.

    `problems` says which checks failed on it, `skipped` why it was not judged at all.
    """

    text: str
    applied: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    problems: tuple[str, ...] = ()
    skipped: str = ""


def compatible_fixes(findings: Iterable[Finding], *, unsafe: bool) -> list[Finding]:
    """Choose the findings whose fixes can be applied together: first come, no two at one place."""
    chosen: list[Finding] = []
    taken: list[Span] = []
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        spans = [edit.span for edit in fix.edits]
        if not any(_touch(span, other) for span in spans for other in taken):
            chosen.append(finding)
            taken += spans
    return chosen


def _touch(one: Span, other: Span) -> bool:
    if one.cell != other.cell:
        return False
    return _start(one) <= _end(other) and _start(other) <= _end(one)


def _start(span: Span) -> tuple[int, int]:
    return (span.line, span.column)


def _end(span: Span) -> tuple[int, int]:
    return (span.end_line, span.end_column)


def apply_edits(text: str, starts: Sequence[int], edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap to a text whose lines start at `starts`."""
    for edit in sorted(edits, key=lambda edit: _start(edit.span), reverse=True):
        begin = starts[edit.span.line - 1] + edit.span.column - 1
        end = starts[edit.span.end_line - 1] + edit.span.end_column - 1
        text = text[:begin] + edit.text + text[end:]
    return text


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    """List the edits of the findings' fixes, those that several share once."""
    fixes: list[Fix] = [finding.fix for finding in findings if finding.fix]
    return list(dict.fromkeys(edit for fix in fixes for edit in fix.edits))


def fix_rounds(
    text: str,
    check: Callable[[str], tuple[Finding, ...]],
    rewrite: Callable[[str, list[Edit]], str],
    *,
    unsafe: bool = False,
) -> Fixed:
    """Fix and check again until nothing is left to fix; a round that breaks the code is taken back.

    `check` judges a text, `rewrite` applies edits to it.
    """
    findings, applied = check(text), []
    for _ in range(ROUNDS):
        chosen = compatible_fixes(findings, unsafe=unsafe)
        while chosen:
            after = rewrite(text, edits_of(chosen))
            left = check(after)
            if _broken(left) <= _broken(findings):
                break
            chosen = chosen[: len(chosen) // 2]
        if not chosen or after == text:
            break
        text, findings = after, left
        applied += chosen
    return Fixed(text, tuple(applied), findings)


def _broken(findings: Iterable[Finding]) -> int:
    return sum(finding.name == "syntax-error" for finding in findings)
