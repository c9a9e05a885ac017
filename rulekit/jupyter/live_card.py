"""The card with its verbs, each beside its finding, where a front end has buttons to press.

The card that is stored with the notebook stands above it. JupyterLab shows one of the two: the stored one as soon as
no kernel answers. Elsewhere the stored one stays, and the buttons below it name their lines.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

import ipywidgets as widgets

from rulekit.jupyter.card import Card
from rulekit.jupyter.card_html import (
    FIRST,
    beside_edge,
    cell_heading,
    code_of,
    ending,
    left_out,
    repetition,
    tagged_lines,
    told_of,
)
from rulekit.jupyter.cell_text import CellOf
from rulekit.jupyter.code_view import Group
from rulekit.jupyter.verbs import Marker, Verbs

_NAME = "rulekit-live"
_TOLD = "rulekit-told"
_SHORT = "rulekit-short"
_AHEAD = "rulekit-ahead"
CHANGED_SINCE = "The cell has changed since: run it again."
_IN_LAB = ".jp-OutputArea-child"
STYLE = (
    f"<style>.{_TOLD} {{ display: none }}"
    f" .{_NAME} button {{ height: auto; width: auto; line-height: 1.6; padding: 0 9px; font-size: 12px }}"
    f" .{_NAME} .widget-html, .{_NAME} .widget-html-content {{ height: auto; line-height: 1.45; margin: 0 }}"
    f" @supports selector(:has(*)) {{ {_IN_LAB} .{_TOLD} {{ display: flex }} {_IN_LAB} .{_SHORT} {{ display: none }}"
    f" {_IN_LAB}:has(+ {_IN_LAB} .{_NAME}) {{ display: none }}"
    f" {_IN_LAB} .{_NAME} {{ max-width: 62em; padding: 8px 12px; border: 1px solid var(--jp-border-color1);"
    " border-radius: 4px; font-size: 13px; overflow-wrap: anywhere } }"
    # JupyterLab marks a cell whose text is not the one that ran; so no kernel needs to hear of it.
    f' .jp-mod-dirty .{_NAME}:not(.{_AHEAD})::before {{ content: "{CHANGED_SINCE}"; display: block; font-weight: 600;'
    " margin-bottom: 4px; color: var(--jp-ui-font-color1) }</style>"
)


class LiveCard:
    """The card of a cell, or of a notebook, with verbs for each finding; `close` it when another takes its place."""

    def __init__(self, marker: Marker, card: Card, cell_of: CellOf) -> None:
        self.card = card
        self.groups = list(card.groups())
        self._chosen: dict[str, Any] = {}
        self._made = {id(group): Verbs(marker, card, group, cell_of, self._chosen) for group in self.groups[:FIRST]}
        self.box = widgets.VBox([*self._parts()])
        self.box.add_class(_NAME)

    def verbs(self, code: str) -> Verbs:
        """Give the verbs of the worst finding of a rule."""
        return next(self._made[id(group)] for group in self.groups if group[0].code == code)

    def view(self) -> dict[str, Any]:
        """Give what front ends with widgets show, and no text: the card above says it, and nbval compares texts."""
        return {kind: view for kind, view in self.box._repr_mimebundle_().items() if kind != "text/plain"}

    def stand_for_new_text(self) -> None:
        """Say of itself that it tells of a text which the run has written only now, unlike the one that was sent."""
        self.box.add_class(_AHEAD)

    def close(self) -> None:
        """Let go of all parts."""
        waiting: list[Any] = [self.box]
        while waiting:
            part = waiting.pop()
            waiting += getattr(part, "children", ())
            part.close()

    def _parts(self) -> Iterator[Any]:
        yield widgets.HTML(STYLE)
        yield _told(f"<strong>{escape(self.card.headline)}</strong>")
        if self.card.brief:
            yield from (part for group in self.groups[:FIRST] for part in self._entry(group))
            return
        for line, begins_cell in tagged_lines(self.card, self.groups):
            above = cell_heading(self.card, line.first) if begins_cell else ""
            yield _told(above + code_of(line))
            for group in line.told:
                yield from self._entry(group)
            if line.repeated:
                yield _told("".join(repetition(self.card, group) for group in line.repeated))
        yield _told(left_out(self.groups) + ending(self.card))

    def _entry(self, group: Group) -> Iterator[Any]:
        verbs = self._made[id(group)]
        short = widgets.HTML(escape(f"{self.card.place(group)}: {group[0].code}"), layout={"margin": "0 8px 0 0"})
        parts = [short, verbs.row]
        if not self.card.brief:
            short.add_class(_SHORT)
            text = _told(beside_edge(group, told_of(self.card, group)))
            text.layout = {"flex": "1 1 22em", "min_width": "0"}
            parts.insert(0, text)
        row = {"flex_flow": "row wrap", "align_items": "flex-start", "overflow": "visible"}
        yield widgets.Box(parts, layout={"display": "flex", **row})
        yield verbs.answer


def _told(html: str) -> Any:
    told = widgets.HTML(html)
    told.add_class(_TOLD)
    return told
