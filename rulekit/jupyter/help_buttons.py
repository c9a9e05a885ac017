"""The buttons below a verdict and a form: a hint, the solution, the beginning again, and what comes next.

No callback may write into a notebook: Reset marks the cell, and its next run writes it as it was.
"""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from rulekit.jupyter.kept import classes_of, style_of
from rulekit.jupyter.verdict_card import Sheet, html_of
from rulekit.teach.classroom import Classroom, NothingToShowError

Reset = Callable[[], str]


class HelpButtons:
    """The buttons of one exercise, and the area in which they answer."""

    def __init__(self, classroom: Classroom, name: str, reset: Reset) -> None:
        self.classroom, self.name, self.reset = classroom, name, reset
        self.hint = _button("Hint", "One hint more", self._hint)
        self.solution = _button("Solution", "The solution, after the last hint or the third try", self._solution)
        self.begin = _button("Reset", "Begin again: forget what was tried here; what is passed stays so", self._reset)
        self.next = _button("Next", "Which exercise comes next", self._next)
        if not classroom.library[name].hints:
            self.hint.disabled, self.hint.tooltip = True, "No hint is written for this exercise"
        self.answer = widgets.HTML()
        self.buttons = (self.hint, self.solution, self.begin, self.next)
        row = widgets.HBox(self.buttons, layout={"flex_flow": "row wrap"})
        self.box = widgets.VBox([widgets.HTML(style_of()), row, self.answer])
        self.box.add_class(*classes_of()[:1])

    def _hint(self) -> None:
        self._show(self.classroom.hint(self.name))

    def _solution(self) -> None:
        try:
            self._show(self.classroom.solution(self.name))
        except NothingToShowError:
            self._show(f"{self.classroom.wait_for_solution(self.name).capitalize()}.")

    def _reset(self) -> None:
        self._show(self.reset())

    def _next(self) -> None:
        self._show(self.classroom.next_sheet(self.name))

    def _show(self, text: str) -> None:
        self.answer.value = f'<div role="status">{html_of(Sheet(text))}</div>'


def _button(label: str, tooltip: str, act: Callable[[], None]) -> Any:
    button = widgets.Button(description=label, tooltip=tooltip, layout={"width": "auto"})
    button.on_click(lambda _: act())
    return button
