"""What a cell's check shows: one result that terminals, notebooks and programs each read in their own form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from rulekit.engine.catalog import catalog
from rulekit.jupyter.practice import practice_of
from rulekit.model.finding import Finding, Severity
from rulekit.report import machine
from rulekit.report.styled import plain, visible
from rulekit.report.summary import count
from rulekit.report.text import frame

FIRST = 10
MIME = "application/vnd.rulekit.report+json"
_FENCE = "````"


@dataclass(frozen=True)
class Card:
    """The findings of one cell, or of a notebook; `notes` are sentences about the check itself."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    difference: str = ""
    advice: bool = False
    whole: bool = False

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings in order of harm; advice only where it was asked for."""
        wanted = (f for f in self.findings if self.advice or f.severity is not Severity.ADVICE)
        return tuple(sorted(wanted, key=lambda f: (f.severity.harm, f.code, f.cell or (0,), f.span)))

    @property
    def headline(self) -> str:
        """The first line: how many, of which kind."""
        found = self.shown
        folded = len(self.findings) - len(found)
        more = f" (+ {folded} advice)" if folded else ""
        if not found:
            return f"Clean{more}"
        kinds = [count(n, s.value) for s in Severity if (n := sum(f.severity is s for f in found))]
        return f"{count(len(found), 'finding')}: {', '.join(kinds)}{more}"

    def groups(self) -> Iterator[tuple[Finding, ...]]:
        """Give the findings to show, those that say the same of several lines together."""
        told = groupby(self.shown, key=lambda f: (f.severity.harm, f.code, f.message))
        yield from (tuple(group) for _, group in told)

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": repr(self),
            "text/markdown": self._markdown(),
            "text/html": html_card(self),
            MIME: {"findings": [machine.as_values(f) for f in self.findings], "notes": list(self.notes)},
        }

    def _lines(self) -> Iterator[str]:
        yield self.headline
        groups = list(self.groups())
        for group in groups[:FIRST]:
            first = group[0]
            yield f"{self.place(group)}: {first.code} {visible(first.message)}"
            yield from ("  " + plain(line) for line in frame(first))
            yield from ("  " + step for step in self.way(first))
        yield from self._rest(groups)
        if self.difference:
            yield visible_lines(self.difference)
        yield from self.notes

    def _rest(self, groups: Sequence[tuple[Finding, ...]]) -> Iterator[str]:
        if len(groups) > FIRST:
            yield f"... and {sum(map(len, groups[FIRST:]))} more"
        if groups:
            code = groups[0][0].code
            yield f"Why: %rule {code}"
            if code in catalog():
                yield f"Practise: %exercise show {practice_of(catalog()[code])}"

    def place(self, group: Sequence[Finding]) -> str:
        """Name the lines of a group, and their cells where the card is about a whole notebook."""
        if self.whole:
            return ", ".join(f"cell {f.cell.number if f.cell else 1} line {f.span.line}" for f in group)
        lines = [str(line) for line in dict.fromkeys(f.span.line for f in group)]
        return f"line{'s' * (len(lines) > 1)} {', '.join(lines)}"

    def way(self, finding: Finding) -> Iterator[str]:
        """Tell from where to where a value goes, one station a line."""
        for step in finding.steps:
            cell = step.span.cell
            is_here = cell is None or (cell == finding.cell and not self.whole)
            place = "" if is_here or cell is None else f"cell {cell.number} "
            yield f"{place}line {step.span.line}: {visible(step.message)}"

    def _markdown(self) -> str:
        parts = [f"**{self.headline}**"]
        groups = list(self.groups())
        parts += [
            "\n".join(
                [
                    f"- {self.place(group)}: **{group[0].code}** {escape(visible(group[0].message))}",
                    *(f"  1. {escape(step)}" for step in self.way(group[0])),
                ]
            )
            for group in groups[:FIRST]
        ]
        parts += [escape(text) for text in self._rest(groups)]
        if self.difference:
            parts.append(f"{_FENCE}diff\n{visible_lines(self.difference)}\n{_FENCE}")
        return "\n\n".join([*parts, *map(escape, self.notes)])


def visible_lines(text: str) -> str:
    """Spell out control characters, line by line."""
    return "\n".join(visible(line) for line in text.splitlines())


_BOX = (
    "border:1px solid var(--jp-border-color1,#bdbdbd);border-radius:4px;padding:8px 12px;margin:4px 0;max-width:60em;"
    "color:var(--jp-content-font-color1,#212121);background:var(--jp-layout-color0,#ffffff);font-size:13px"
)
_CODE = (
    "font-family:var(--jp-code-font-family,monospace);white-space:pre-wrap;overflow-wrap:anywhere;margin:4px 0;"
    "padding:4px 8px;background:var(--jp-layout-color2,#eeeeee);color:var(--jp-content-font-color1,#212121)"
)
_COLOURS = {
    Severity.ERROR: "var(--jp-error-color1,#c62828)",
    Severity.WARNING: "var(--jp-warn-color0,#b45309)",
    Severity.ADVICE: "var(--jp-info-color0,#01579b)",
}
_SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.ADVICE: "●"}


def html_card(card: Card) -> str:
    """Write a card as HTML that JupyterLab's sanitiser keeps: no script, no style sheet, inline styles only."""
    groups = list(card.groups())
    parts = [f'<div style="{_BOX}"><strong>{escape(card.headline)}</strong>']
    parts += [_entry(card, group) for group in groups[:FIRST]]
    if len(groups) > FIRST:
        parts.append(f"<div>... and {sum(map(len, groups[FIRST:]))} more</div>")
    if card.difference:
        parts.append(f'<pre style="{_CODE}">{escape(visible_lines(card.difference))}</pre>')
    parts += [f'<div style="opacity:.8">{escape(note)}</div>' for note in card.notes]
    return "".join([*parts, "</div>"])


def _entry(card: Card, group: Sequence[Finding]) -> str:
    first = group[0]
    head = (
        f'<div style="margin-top:8px"><span style="color:{_COLOURS[first.severity]};font-weight:bold">'
        f"{_SIGNS[first.severity]} {first.severity.value} {escape(first.code)}</span> {escape(card.place(group))}: "
        f"{_ticked(first.message)}</div>"
    )
    code = "".join(_marked(finding) for finding in group[:3])
    way = "".join(f"<li>{_ticked(step)}</li>" for step in card.way(first))
    return head + code + (f'<ol style="margin:4px 0">{way}</ol>' if way else "") + _why(first)


def _marked(finding: Finding) -> str:
    if not finding.excerpt:
        return ""
    rows = [plain(line) for line in frame(finding)][1:]
    return f'<pre style="{_CODE}">{escape(chr(10).join(rows))}</pre>'


def _why(finding: Finding) -> str:
    from rulekit.api import rules

    if finding.code not in rules:
        return ""
    rule = rules[finding.code]
    example = rule.examples[0] if rule.examples else None
    good = f'<div>Write:</div><pre style="{_CODE}">{escape(example.good)}</pre>' if example else ""
    why = "".join(f"<p>{_ticked(paragraph)}</p>" for paragraph in rule.why.split("\n\n"))
    practice = f"<div>Practise: <code>%exercise show {practice_of(catalog()[finding.code])}</code></div>"
    return f"<details><summary>Why: {_ticked(rule.guide)}</summary>{why}{good}{practice}</details>"


def _ticked(text: str) -> str:
    """Show what stands between backticks as code."""
    pieces = escape(visible(" ".join(text.split()))).split("`")
    return "".join(f"<code>{piece}</code>" if at % 2 else piece for at, piece in enumerate(pieces))
