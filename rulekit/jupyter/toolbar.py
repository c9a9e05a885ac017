"""The buttons below a card while checking is on for the session.

Pressing one only marks what is to be done: the cell changes when it is run again, for no callback may write into
a notebook. What an answer shows is escaped; the area is a plain HTML widget.
"""

from collections.abc import Callable
from html import escape
from typing import Any, Protocol

import ipywidgets as widgets

from rulekit import api
from rulekit.engine.settings import Settings
from rulekit.jupyter.card import Card
from rulekit.jupyter.card_html import BOX, difference_block
from rulekit.jupyter.exercise_links import practice_for
from rulekit.model.finding import Finding
from rulekit.report.markdown_html import rendered
from rulekit.report.styled import visible


class Marker(Protocol):
    """Where a toolbar leaves what the next run of a cell shall do."""

    cells: dict[str, str]

    def settings(self, text: str) -> Settings:
        """Give the settings for a cell."""
        ...

    def mark(self, key: str, before: str, after: str) -> str:
        """Mark a new text for a cell, and say how to go on."""
        ...


class Toolbar:
    """The buttons for the findings of one cell, and the area in which they answer."""

    def __init__(self, checker: Marker, key: str, card: Card) -> None:
        self.checker, self.key, self.card = checker, key, card
        self.chosen: dict[Finding, Finding] = {}
        groups = list(card.groups())
        self.finding = widgets.ToggleButtons(
            options=[(f"{card.place(group)}: {group[0].code}", group) for group in groups],
            tooltips=[visible(group[0].message) for group in groups],
            style={"button_width": "auto"},
        )
        self.fix = _button("Fix this", "Mark the fix; it is applied when the cell is run again", self._mark_fix)
        self.explain = _button("Explain", "Why the rule is there", self._explain)
        self.silence = _button("Silence", "Silence this finding with a reason", self._ask_reason)
        self.practise = _button("Practise", "An exercise on this rule", self._practise)
        self.reason = widgets.Text(description="Reason", placeholder="why it is right here", continuous_update=False)
        self.write = _button("Write the comment", "Mark the comment for the next run", self._mark_silence)
        self.reason_box = widgets.HBox([self.reason, self.write], layout={"display": "none", "flex_flow": "wrap"})
        self.answer = widgets.HTML()
        self.finding.observe(lambda _: self._choose(), "value")
        self._choose()
        buttons = [self.fix, self.explain, self.silence, self.practise]
        parts = [widgets.HBox(buttons, layout={"flex_flow": "wrap"}), self.reason_box, self.answer]
        self.box = widgets.VBox([self.finding, *parts] if len(self.finding.options) > 1 else parts)

    @property
    def group(self) -> tuple[Finding, ...]:
        """The findings that the buttons are about."""
        group: tuple[Finding, ...] = self.finding.value
        return group

    def _choose(self) -> None:
        """Begin anew with another finding."""
        self.fix.disabled = not any(finding.fix for finding in self.group)
        self.practise.disabled = not practice_for(self.group[0].code)
        self.reason_box.layout.display = "none"
        self.answer.value = ""

    def _mark_fix(self) -> None:
        self._mark({finding: finding for finding in self.group if finding.fix})

    def _mark_silence(self) -> None:
        if not self.reason.value.strip():
            self._answer("<p>Write a reason first: a silenced line says why.</p>")
            return
        texts, at = list(self.checker.cells.values()), list(self.checker.cells).index(self.key)
        settings = self.checker.settings(texts[at])
        done = {one: api.silenced(texts, at, one, self.reason.value, settings) for one in self.group}
        written = {one: silenced for one, silenced in done.items() if silenced}
        if len(written) < len(done):
            comment = escape(f"# noqa: {self.group[0].code} - {self.reason.value}")
            self._answer(f"<p>A comment cannot be put there safely: write <code>{comment}</code> by hand.</p>")
            return
        self._mark(written)

    def _mark(self, findings: dict[Finding, Finding]) -> None:
        """Add to what the next run shall change, and show all of it."""
        self.chosen |= findings
        text = self.card.text
        after = api.fixed_cell(text, self.chosen.values())
        if after == text:
            self._answer("<p>This fix reaches into other cells: <code>rulekit check --fix</code> applies it.</p>")
            return
        safe = all(finding.fix is None or finding.fix.safe for finding in self.chosen.values())
        warning = "" if safe else "<p>It may change what the code does: read it before you run it.</p>"
        answer = self.checker.mark(self.key, text, after)
        difference = difference_block(self.card.difference_to(after))
        self._answer(f"{difference}{warning}<p><strong>{escape(answer)}</strong></p>")

    def _explain(self) -> None:
        rule = api.rules[self.group[0].code]
        self._answer(
            f"<p><strong>{escape(rule.code)} {escape(rule.name)}</strong>: {escape(rule.guide)}</p>{rendered(rule.why)}"
        )

    def _ask_reason(self) -> None:
        self.answer.value = ""
        self.reason_box.layout.display = ""
        self.reason.focus()

    def _practise(self) -> None:
        exercise = practice_for(self.group[0].code)
        self._answer(f"<p>In a cell of its own: <code>%exercise show {escape(exercise)}</code></p>")

    def _answer(self, html: str) -> None:
        self.answer.value = f'<div role="status" style="{BOX}">{html}</div>'


def _button(label: str, tooltip: str, act: Callable[[], None]) -> Any:
    button = widgets.Button(description=label, tooltip=tooltip)
    button.on_click(lambda _: act())
    return button
