"""The card as HTML: findings with their first lines, fixes and why; no script or style that JupyterLab takes out.

Every colour is one of JupyterLab's own, with one for pages that have none, and none of them says something alone.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from rulekit.jupyter.cell_report import CellReport
from rulekit.jupyter.code_view import ALIKE, COLOURS, QUIET, Group, TaggedLine, lines_of, place_of
from rulekit.jupyter.exercise_links import practice_for
from rulekit.model.finding import Finding, Severity
from rulekit.report.highlighting import JUPYTER, highlighted
from rulekit.report.markdown_html import rendered
from rulekit.report.plain_colours import with_plain_colours
from rulekit.report.styled import visible
from rulekit.report.summary import count

# A longer card is scrolled past; what is left is counted below.
FIRST = 10

BOX = (
    "border:1px solid var(--jp-border-color1,#bdbdbd);border-radius:4px;padding:8px 12px;margin:4px 0;max-width:60em;"
    "color:var(--jp-content-font-color1,#212121);background:var(--jp-layout-color0,#ffffff);font-size:13px;"
    "line-height:1.45;overflow-wrap:anywhere"
)
_LETTERS = "font-family:var(--jp-code-font-family,monospace);white-space:pre-wrap;overflow-wrap:anywhere;"
_PLAIN = "background:var(--jp-layout-color0,#ffffff);color:var(--jp-content-font-color1,#212121)"
_EDGE = "border:1px solid var(--jp-border-color2,#e0e0e0);border-radius:2px;"
CODE = f"{_LETTERS}margin:4px 0;padding:4px 8px;{_EDGE}{_PLAIN}"
_LINE = f"{_LETTERS}margin:8px 0 2px;padding:0;border:0;{_PLAIN}"
SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.ADVICE: "●"}
_SUMMARY = "cursor:pointer;padding:2px 0"
_ROWS = {"-": "rgba(198,40,40,.13)", "+": "rgba(46,125,50,.16)"}


def html_card(card: CellReport) -> str:
    """Write a card."""
    told = () if card.brief else _entries(card, card.shown)
    parts = [f'<div style="{BOX}"><strong>{escape(card.headline)}</strong>', *told]
    if card.difference:
        parts.append(difference_block(card.difference))
    return with_plain_colours("".join([*parts, ending(card), "</div>"]))


def ending(card: CellReport) -> str:
    """Write what stands below the findings: remarks, and advice that waits to be asked for."""
    parts = [f'<div style="{QUIET}">{with_inline_code(note)}</div>' for note in card.remarks]
    if card.folded and not card.brief:
        inside = "".join(_entries(card, card.folded))
        title = f"Advice: {len(card.folded)}"
        parts.append(f'<details style="margin-top:8px"><summary style="{_SUMMARY}">{title}</summary>{inside}</details>')
    return "".join(parts)


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
    for line, begins_cell in tagged_lines(card, groups):
        yield cell_heading(card, line.first) if begins_cell else ""
        yield code_of(line)
        yield from (_entry(card, group) for group in line.told)
        yield from (repetition(card, group) for group in line.repeated)
    yield left_out(groups)


def tagged_lines(card: CellReport, groups: Sequence[Group]) -> Iterator[tuple[TaggedLine, bool]]:
    """Give the lines of the worst groups, each with whether it begins a cell that has to be named."""
    for _, lines in groupby(lines_of(groups[:FIRST]), lambda line: line.first.cell):
        for at, line in enumerate(lines):
            yield line, card.whole and at == 0


def left_out(groups: Sequence[Group]) -> str:
    """Count what the card does not show."""
    more = sum(map(len, groups[FIRST:]))
    return f"<div>... and {more} more</div>" if more else ""


def cell_heading(card: CellReport, finding: Finding) -> str:
    """Name the cell of a finding, with a link to it where the notebook is known."""
    cell = finding.cell
    name = f"cell {cell.number if cell else 1}"
    if cell and cell.id and card.notebook:
        address = escape(f"{quote(card.notebook)}#cell-id={quote(cell.id)}")
        name = f'<a {JUPYTER["link"]} href="{address}">{name}</a>'
    return f'<div style="margin-top:10px"><strong>{name}</strong></div>'


def code_of(line: TaggedLine) -> str:
    """Write the code of a line."""
    return f'<pre style="{_LINE}">{line.rows}</pre>' if line.rows else ""


def told_of(card: CellReport, group: Group) -> str:
    """Tell what is wrong: how bad it is, where, what, and by which way."""
    first = group[0]
    others = [finding for finding in group[1:] if place_of(finding) != place_of(first)]
    also = f" Also on {card.place(others[: ALIKE - 1])}" if others else ""
    more = len(others) - ALIKE + 1
    rest = f" and {count(more, 'more line')}" if more > 0 else ""
    where = "" if first.excerpt else f"{escape(card.place(group[:1]))}: "
    head = (
        f'<span style="color:{COLOURS[first.severity]}">{SIGNS[first.severity]}</span> <strong>{first.severity.value} '
        f'{escape(first.code)}</strong> {where}{with_inline_code(first.message)} <span style="{QUIET}">'
        f"{escape(first.name)}.{escape(also)}{rest}{'.' * bool(also)}</span>"
    )
    way = "".join(f"<li>{with_inline_code(step)}</li>" for step in card.path_of(first))
    return f"<div>{head}</div>" + (f'<ol style="margin:4px 0;padding-left:2em">{way}</ol>' if way else "")


def beside_edge(group: Group, inside: str) -> str:
    """Put something behind the coloured edge of a group."""
    colour = COLOURS[group[0].severity]
    return f'<div style="border-left:4px solid {colour};padding:0 0 0 10px;margin:2px 0 6px 2.6em">{inside}</div>'


def repetition(card: CellReport, group: Group) -> str:
    """Say that a line has what an earlier one has."""
    first = group[0]
    said = f"{SIGNS[first.severity]} {escape(first.code)}, as on {escape(card.place(group[:1]))}"
    return f'<div style="{QUIET};margin:0 0 4px 2.6em">{said}</div>'


def _entry(card: CellReport, group: Group) -> str:
    return beside_edge(group, f"{told_of(card, group)}{_fix(card, group[0])}{_why(group[0])}")


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
    exercise = practice_for(finding.code)
    practice = f"<div>Practise: <code>%exercise show {exercise}</code></div>" if exercise else ""
    guide = with_inline_code(rules[finding.code].guide)
    return f'<details><summary style="{_SUMMARY}">Why: {guide}</summary>{reasons_for(finding)}{practice}</details>'


def reasons_for(finding: Finding) -> str:
    """Say why the rule is there, and what to write instead."""
    from rulekit.api import rules

    rule = rules[finding.code]
    example = rule.examples[0] if rule.examples else None
    good = f'<div>Write:</div><pre style="{CODE}">{highlighted(example.good, JUPYTER)}</pre>' if example else ""
    return rendered(rule.why) + good
