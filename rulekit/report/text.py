"""Findings for people: one line each, or with the code and the place marked in it.

Every finding begins with `path:line:column: CODE message` at the start of a line, which editors and nbqa read;
in a notebook the line is `path:cell_N:line:column`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rulekit.model.finding import Finding, Severity, Span
from rulekit.report.styled import Line, line, visible, width

# Minified code in one line of a megabyte would fill the terminal.
LONGEST = 110
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.ADVICE: "bold cyan"}


def where(finding: Finding) -> str:
    """Spell the place of a finding."""
    return f"{visible(finding.path or '-')}:{_cell(finding.span)}{finding.span.line}:{finding.span.column}"


def _cell(span: Span) -> str:
    return f"cell_{span.cell.number}:" if span.cell else ""


def concise(finding: Finding) -> Line:
    """Write a finding in one line."""
    return line((where(finding), "bold"), ": ", *_said(finding))


def _said(finding: Finding) -> tuple[str | tuple[str, str], ...]:
    fixable = " [*]" if finding.fix and finding.fix.safe else ""
    return (f"{finding.code}{fixable}", STYLES[finding.severity]), f" {visible(finding.message)}"


def grouped(findings: Iterable[Finding]) -> Iterator[Line]:
    """List findings below the names of their files, whose order they have."""
    for path, together in groupby(findings, key=lambda finding: finding.path or "-"):
        rows = [(_short_place(finding), finding) for finding in together]
        wide = max(len(place) for place, _ in rows)
        yield line((f"{visible(path)}:", "bold"))
        for place, finding in rows:
            yield line(f"  {place:<{wide}}  ", *_said(finding))
        yield line("")


def _short_place(finding: Finding) -> str:
    return f"{_cell(finding.span)}{finding.span.line}:{finding.span.column}"


def full(finding: Finding) -> Iterator[Line]:
    """Write a finding with its code, the place marked, and how to go on."""
    yield concise(finding)
    yield from frame(finding)
    margin = " " * len(str(finding.span.line))
    for message, steps in groupby(finding.steps, key=lambda step: step.message):
        lines = [f"{_cell(step.span)}{step.span.line}" for step in steps]
        word = "lines" if lines[1:] else "line"
        yield line(f"{margin} = {word} {', '.join(dict.fromkeys(lines))}: {visible(message)}")
    if finding.fix:
        option = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        yield line(f"{margin} = fix with {option}: {visible(finding.fix.title)}")
    yield line(
        (f"{margin} = {finding.severity.value} {finding.name}, explained by `rulekit explain {finding.code}`", "dim")
    )
    yield line("")


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings by the harm that they do; of the same harm, each stays where it is."""
    return sorted(findings, key=lambda finding: finding.severity.harm)


def counted(findings: Sequence[Finding]) -> Iterator[Line]:
    """Count findings by file and rule, a line for each file."""
    for path, together in groupby(sorted(findings, key=lambda one: one.path or ""), key=lambda one: one.path):
        rules = Counter((finding.code, finding.name) for finding in together)
        parts = ", ".join(f"{number:,} {name} ({code})" for (code, name), number in sorted(rules.items()))
        yield line((f"{visible(path or '-')}", "bold"), f": {parts}")


def frame(finding: Finding) -> Iterator[Line]:
    """Show the first line of the code with the span marked beneath it."""
    if not finding.excerpt:
        return
    span, code = finding.span, finding.excerpt[0].rstrip("\r\n")
    last = span.end_column if span.end_line == span.line else len(code) + 1
    before, marked, after = clipped(code, span.column - 1, max(last - 1, span.column))
    margin = " " * len(str(span.line))
    yield line(f"{margin} |")
    yield line(f"{span.line} | ", before, (marked, STYLES[finding.severity]), after)
    yield line(f"{margin} | ", " " * width(before), ("^" * max(width(marked), 1), STYLES[finding.severity]))


def clipped(code: str, start: int, end: int) -> tuple[str, str, str]:
    """Cut a line into before, marked and after, and a very long line down to what is around the mark."""
    indent = len(code) - len(code.lstrip())
    if len(code) <= LONGEST:
        return visible(code[:start]), visible(code[start:end]), visible(code[end:])
    first = max(start - LONGEST // 2, 0) if end > LONGEST else 0
    before = ("…" + code[first:start]) if first else code[indent * bool(first) : start]
    marked = code[start : min(end, start + LONGEST)]
    after = code[start + len(marked) : max(first + LONGEST, start + len(marked))]
    more = "…" if start + len(marked) + len(after) < len(code) else ""
    return visible(before), visible(marked), visible(after) + more
