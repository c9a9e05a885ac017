"""The part of a form in which lines are put in order, each by one press."""

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets

from rulekit.jupyter.card_html import CODE
from rulekit.jupyter.code_labels import code_line
from rulekit.teach.exercise import Block, Exercise

INDENT = "    "
EDITS = {"Indent last": 1, "Unindent last": -1, "Take last back": 0}
_LINE = {"width": "auto", "display": "flex", "align_self": "flex-start"}
_EDIT = {"width": "auto"}


def in_order(exercise: Exercise) -> tuple[Any, Callable[[], str]]:
    """Give the buttons, and what writes the answer that was put together with them."""
    pieces = _Pieces()
    lines = [
        code_line(_button(f"{one.label}  {one.text.strip()}", partial(pieces.take, one), _LINE))
        for one in exercise.blocks
    ]
    edits = [_button(text, partial(pieces.change, step), _EDIT) for text, step in EDITS.items()]
    return widgets.VBox([*lines, widgets.HBox(edits, layout={"flex_flow": "row wrap"}), pieces.shown]), pieces.written


def _button(text: str, act: Callable[[], None], layout: Mapping[str, str]) -> Any:
    button = widgets.Button(description=text, layout=layout)
    button.on_click(lambda _: act())
    return button


class _Pieces:
    """The lines that were taken, with their depths."""

    def __init__(self) -> None:
        self.taken: list[tuple[Block, int]] = []
        self.shown = widgets.HTML()
        self._show()

    def take(self, block: Block) -> None:
        """Put a line below the others, as deep as the last."""
        self.taken.append((block, self.taken[-1][1] if self.taken else 0))
        self._show()

    def change(self, step: int) -> None:
        """Move the last line in or out, or, by no step, take it back."""
        if not self.taken:
            return
        block, depth = self.taken.pop()
        if step:
            self.taken.append((block, max(depth + step, 0)))
        self._show()

    def written(self) -> str:
        """Write the answer as one would type it."""
        return "\n".join(f"{INDENT * depth}{block.label}" for block, depth in self.taken)

    def _show(self) -> None:
        rows = "\n".join(f"{block.label}  {INDENT * depth}{block.text.strip()}" for block, depth in self.taken)
        self.shown.value = f'Your answer:<pre style="{CODE}">{escape(rows) or "nothing yet"}</pre>'
