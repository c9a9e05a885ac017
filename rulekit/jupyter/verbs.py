"""What can be done about a finding by the buttons beside it.

Pressing one only marks what is to be done: the cell changes when it is run again, for no callback may write into
a notebook. A fix that may change what the code does is shown first, and marked when somebody agrees. What an answer
shows is escaped.
"""

from collections.abc import Callable, MutableMapping
from html import escape
from pathlib import Path
from typing import Any, Protocol

import ipywidgets as widgets

from rulekit import api
from rulekit.engine.settings import Settings
from rulekit.jupyter.card import Card
from rulekit.jupyter.card_html import difference_block, reasons_for, with_inline_code
from rulekit.jupyter.cell_difference import PREVIEW_CONTEXT, difference_of
from rulekit.jupyter.cell_text import CellOf, CellText
from rulekit.jupyter.code_view import Group
from rulekit.jupyter.exercise_links import practice_for
from rulekit.model.finding import Finding
from rulekit.report.styled import visible

MAY_CHANGE = "It may change what the code does: read it before you use it."
ELSEWHERE = "This fix reaches into other cells: <code>rulekit check --fix</code> applies it."
_INSET = {"margin": "0 0 8px 3.6em", "display": "none"}

Chosen = MutableMapping[str, dict[Finding, Finding]]


class Marker(Protocol):
    """Where verbs leave what the next run of a cell shall do."""

    def settings(self, text: str) -> Settings:
        """Give the settings for a cell."""
        ...

    def mark(self, cell: CellText, after: str) -> str:
        """Mark a new text for a cell, and say how to go on."""
        ...


class Verbs:
    """The buttons of one group of findings, and the area below them in which they answer.

    `chosen` holds what was marked for each cell, by all verbs of the card.
    """

    def __init__(self, marker: Marker, card: Card, group: Group, cell_of: CellOf, chosen: Chosen) -> None:
        self.marker, self.card, self.group, self.cell_of, self.chosen = marker, card, group, cell_of, chosen
        fixes = [finding.fix for finding in group if finding.fix]
        self.is_safe = all(fix.safe for fix in fixes)
        title = visible(fixes[0].title) if fixes else ""
        self.fix = _button("Fix" if self.is_safe else "Fix ...", title, self._fix)
        self.why = _button("Why", "Why the rule is there, and what to write instead", self._explain)
        self.silence = _button("Silence", "Keep it as it is, with a reason", self._ask_reason)
        self.practise = _button("Practise", "An exercise on this rule", self._practise)
        self.use = _button("Use this fix", "Mark the fix; it is applied when the cell is run again", self._mark_fixes)
        self.reason = widgets.Text(description="Reason", placeholder="why it is right here", continuous_update=False)
        self.write = _button("Write the comment", "Mark the comment for the next run", self._mark_silence)
        offered = [(self.fix, bool(fixes)), (self.why, True), (self.silence, True), (self.practise, self._exercise)]
        self.row = widgets.HBox([one for one, is_there in offered if is_there], layout={"flex_flow": "row wrap"})
        self.said = widgets.HTML()
        self.answer = widgets.VBox(layout=_INSET)
        self._open: object = None

    @property
    def _exercise(self) -> str:
        return practice_for(self.group[0].code)

    def _fix(self) -> None:
        if self.is_safe:
            self._mark_fixes()
            return
        difference = self._difference({finding: finding for finding in self.group if finding.fix})
        parts = [self.use] if difference else []
        self._show(self.fix, f"{difference}<p>{MAY_CHANGE}</p>" if difference else f"<p>{ELSEWHERE}</p>", *parts)

    def _mark_fixes(self) -> None:
        self._mark({finding: finding for finding in self.group if finding.fix})

    def _mark_silence(self) -> None:
        reason = self.reason.value
        if not reason.strip():
            self.said.value = _status("<p>Write a reason first: a silenced line says why.</p>")
            return
        written = {one: silenced for one in self.group if (silenced := self._silenced(one, reason))}
        if len(written) < len(self.group):
            comment = escape(f"# noqa: {self.group[0].code} - {reason}")
            self.said.value = _status(
                f"<p>No comment can be put there safely: write <code>{comment}</code> by hand.</p>"
            )
            return
        self._mark(written)

    def _silenced(self, finding: Finding, reason: str) -> Finding | None:
        cell = self.cell_of(finding)
        return api.silenced(cell.texts, cell.at, finding, reason, self.marker.settings(cell.text))

    def _mark(self, findings: dict[Finding, Finding]) -> None:
        """Add to what the next run of each cell shall change, and show what is new."""
        difference, told = self._difference(findings), []
        for finding, changed in findings.items():
            cell = self.cell_of(finding)
            self.chosen.setdefault(cell.key, {})[finding] = changed
            after = api.fixed_cell(cell.text, self.chosen[cell.key].values())
            if after != cell.text:
                told.append(self.marker.mark(cell, after))
        marked = "".join(f"<p><strong>{escape(one)}</strong></p>" for one in dict.fromkeys(told))
        self._show(None, difference + (marked or f"<p>{ELSEWHERE}</p>"))

    def _difference(self, findings: dict[Finding, Finding]) -> str:
        """Show what fixes change in the cell of the first."""
        cell = self.cell_of(self.group[0])
        here = [changed for one, changed in findings.items() if self.cell_of(one).key == cell.key]
        after = api.fixed_cell(cell.text, here)
        rows = difference_of(cell.text, after, self.card.secrets, PREVIEW_CONTEXT)
        return difference_block(rows) if rows else ""

    def _explain(self) -> None:
        rule = api.rules[self.group[0].code]
        guide = with_inline_code(rule.guide)
        self._show(self.why, f"<p><strong>{guide}</strong></p>{reasons_for(self.group[0])}")

    def _ask_reason(self) -> None:
        asked = widgets.HBox([self.reason, self.write], layout={"flex_flow": "row wrap"})
        self._show(self.silence, "", asked)
        if self._open is self.silence:
            self.reason.focus()

    def _practise(self) -> None:
        from rulekit.jupyter.practice_panel import PractisePanel

        panel = PractisePanel(Path.cwd())
        panel.rule = api.rules[self.group[0].code].rule
        panel.show(wanted=True)
        panel.exercise.value = self._exercise
        self._show(self.practise, "", panel.box)

    def _show(self, verb: object, html: str, *parts: Any) -> None:
        """Answer below the finding; a verb that is pressed again takes its answer away."""
        is_open = verb is not None and self._open is verb
        self._open = None if is_open else verb
        self.said.value = _status(html) if html else ""
        self.answer.children = () if is_open else (self.said, *parts)
        self.answer.layout.display = "none" if is_open else ""


def _status(html: str) -> str:
    return f'<div role="status">{html}</div>'


def _button(label: str, tooltip: str, act: Callable[[], None]) -> Any:
    button = widgets.Button(description=label, tooltip=tooltip, layout={"width": "auto", "align_self": "flex-start"})
    button.on_click(lambda _: act())
    return button
