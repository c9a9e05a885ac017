"""The card as HTML: findings with their first lines, fixes and why; no script or style that JupyterLab takes out.

Every colour is one of JupyterLab's own, with one for pages that have none, and none of them says something alone.
"""

from collections.abc import Iterator, Sequence
from html import escape

from rulekit.jupyter.cell_report import CellReport
from rulekit.jupyter.exercise_links import practice_for
from rulekit.model.finding import Finding, Severity, Span
from rulekit.report.highlighting import JUPYTER, SHORTEST_MARK, Mark, highlighted
from rulekit.report.markdown_html import rendered
from rulekit.report.plain_colours import with_plain_colours
from rulekit.report.styled import visible
from rulekit.report.summary import count
from rulekit.report.text import clipped

# A longer card is scrolled past; what is left is counted below.
FIRST = 10
ALIKE = 3
_LONGEST_EXCERPT = 6

BOX = (
    "border:1px solid var(--jp-border-color1,#bdbdbd);border-radius:4px;padding:8px 12px;margin:4px 0;max-width:60em;"
    "color:var(--jp-content-font-color1,#212121);background:var(--jp-layout-color0,#ffffff);font-size:13px;"
    "line-height:1.45;overflow-wrap:anywhere"
)
CODE = (
    "font-family:var(--jp-code-font-family,monospace);white-space:pre-wrap;overflow-wrap:anywhere;margin:4px 0;"
    "padding:4px 8px;border:1px solid var(--jp-border-color2,#e0e0e0);border-radius:2px;"
    "background:var(--jp-layout-color0,#ffffff);color:var(--jp-content-font-color1,#212121)"
)
_COLOURS = {
    Severity.ERROR: "var(--jp-error-color1,#c62828)",
    Severity.WARNING: "var(--jp-warn-color0,#b45309)",
    Severity.ADVICE: "var(--jp-info-color0,#01579b)",
}
_SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.ADVICE: "●"}
_QUIET = "color:var(--jp-content-font-color2,#5f5f5f)"
_SUMMARY = "cursor:pointer;padding:2px 0"
_ROWS = {"-": "rgba(198,40,40,.13)", "+": "rgba(46,125,50,.16)"}


def html_card(card: CellReport) -> str:
    """Write a card."""
    parts = [f'<div style="{BOX}"><strong>{escape(card.headline)}</strong>', *_entries(card, card.shown)]
    if card.difference:
        parts.append(difference_block(card.difference))
    parts += [f'<div style="{_QUIET}">{with_inline_code(note)}</div>' for note in card.remarks]
    if card.folded:
        inside = "".join(_entries(card, card.folded))
        title = f"Advice: {len(card.folded)}"
        parts.append(f'<details style="margin-top:8px"><summary style="{_SUMMARY}">{title}</summary>{inside}</details>')
    return with_plain_colours("".join([*parts, "</div>"]))


def difference_block(difference: str) -> str:
    """Write a unified difference with its rows tinted, without the rows that only count lines."""
    rows = []
    for row in difference.splitlines():
        if not row.startswith("@@"):
            tint = f"background:{_ROWS[row[0]]};" if row[:1] in _ROWS else ""
            rows.append(f'<div style="{tint}min-height:1.2em">{escape(row[:1])} {highlighted(row[1:], JUPYTER)}</div>')
    return f'<pre style="{CODE}">{"".join(rows)}</pre>'


def with_inline_code(text: str) -> str:
    """Show what stands between backticks as code."""
    pieces = escape(visible(" ".join(text.split()))).split("`")
    return "".join(f"<code>{piece}</code>" if at % 2 else piece for at, piece in enumerate(pieces))


def _entries(card: CellReport, findings: Sequence[Finding]) -> Iterator[str]:
    groups = list(card.grouped(findings))
    yield from (_entry(card, group) for group in groups[:FIRST])
    if len(groups) > FIRST:
        yield f"<div>... and {sum(map(len, groups[FIRST:]))} more</div>"


def _entry(card: CellReport, group: Sequence[Finding]) -> str:
    first = group[0]
    colour = _COLOURS[first.severity]
    head = (
        f'<div><span style="color:{colour}">{_SIGNS[first.severity]}</span> <strong>{first.severity.value} '
        f'{escape(first.code)}</strong> <span style="{_QUIET}">{escape(card.place(group))}, {escape(first.name)}</span>'
        f"</div><div>{with_inline_code(first.message)}</div>"
    )
    way = "".join(f"<li>{with_inline_code(step)}</li>" for step in card.path_of(first))
    steps = f'<ol style="margin:4px 0;padding-left:2em">{way}</ol>' if way else ""
    more = len(group) - ALIKE
    rest = f'<div style="{_QUIET}">and {count(more, "more line")} like it</div>' if more > 0 else ""
    inside = f"{head}{_code(group[:ALIKE])}{rest}{steps}{_fix(card, first)}{_why(first)}"
    return f'<div style="border-left:4px solid {colour};padding:0 0 0 10px;margin:10px 0">{inside}</div>'


def _code(group: Sequence[Finding]) -> str:
    """Show the lines of findings, one below the other, each with its number and the place marked."""
    shown = [rows for finding in group if (rows := "".join(_rows(finding)))]
    return f'<pre style="{CODE}">{"".join(shown)}</pre>' if shown else ""


def _rows(finding: Finding) -> Iterator[str]:
    span = finding.span
    for number, code in enumerate(finding.excerpt[:_LONGEST_EXCERPT], span.line):
        row, begin, end = _marked_row(code.rstrip("\r\n"), number, span)
        style = f'style="text-decoration:underline 2px {_COLOURS[finding.severity]};text-underline-offset:3px"'
        yield (
            f'<div><span style="{_QUIET}">{number:>3}  </span>'
            f"{highlighted(row, JUPYTER, [Mark(begin, max(end, begin + SHORTEST_MARK), style)])}</div>"
        )


def _marked_row(code: str, number: int, span: Span) -> tuple[str, int, int]:
    """Give a line, cut if it is very long, and where in it the span begins and ends."""
    indent = len(code) - len(code.lstrip())
    start = span.column - 1 if number == span.line else indent
    end = span.end_column - 1 if number == span.end_line else len(code)
    before, marked, after = clipped(code, start, max(end, start + 1))
    return before + marked + after, len(before), len(before) + len(marked)


def _fix(card: CellReport, finding: Finding) -> str:
    """Offer the fix, with what it would change where that can be shown."""
    if finding.fix is None:
        return ""
    promise = "" if finding.fix.safe else ", suggested only: it may change what the code does"
    title = f"Fix: {with_inline_code(finding.fix.title)}{promise}"
    difference = card.preview(finding)
    if not difference:
        return f"<div>{title}</div>"
    return f'<details><summary style="{_SUMMARY}">{title}</summary>{difference_block(difference)}</details>'


def _why(finding: Finding) -> str:
    from rulekit.api import rules

    if finding.code not in rules:
        return ""
    rule = rules[finding.code]
    example = rule.examples[0] if rule.examples else None
    good = f'<div>Write:</div><pre style="{CODE}">{highlighted(example.good, JUPYTER)}</pre>' if example else ""
    exercise = practice_for(finding.code)
    practice = f"<div>Practise: <code>%exercise show {exercise}</code></div>" if exercise else ""
    guide = f'<summary style="{_SUMMARY}">Why: {with_inline_code(rule.guide)}</summary>'
    return f"<details>{guide}{rendered(rule.why)}{good}{practice}</details>"
