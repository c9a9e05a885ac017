"""The panel with the exercises of a rule, each answered where it stands."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets

from rulekit.jupyter.explorer_panels import Panel
from rulekit.jupyter.forms import Form
from rulekit.jupyter.verdict_card import Sheet, VerdictCard, html_of
from rulekit.model.rule import Rule
from rulekit.teach.progress import FOLDER, NAME

if TYPE_CHECKING:
    from rulekit.teach.classroom import Classroom
    from rulekit.teach.exercise import Exercise

_WIDE = {"width": "auto", "max_width": "60em"}


class PractisePanel(Panel):
    """A list of exercises, the one that is open, and its answer."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.exercise = widgets.ToggleButtons(style={"button_width": "auto"}, layout=_WIDE)
        self.task = widgets.HTML()
        self.answer = widgets.Textarea(description="Answer", rows=8, layout=_WIDE)
        self.check = widgets.Button(description="Check", tooltip="Judge this answer")
        self.hint = widgets.Button(description="Hint", tooltip="One hint more")
        self.verdict_area = widgets.HTML()
        self.written = widgets.VBox([self.answer, widgets.HBox([self.check, self.hint]), self.verdict_area])
        self.form = widgets.VBox()
        self.check.on_click(lambda _: self._judge())
        self.hint.on_click(lambda _: self._help())
        self.exercise.observe(lambda _: self._open(), "value")
        self.box.children = (self.exercise, self.task, self.written, self.form)

    @cached_property
    def classroom(self) -> "Classroom":
        """The exercises and the progress of the folder, loaded when they are wanted first."""
        from rulekit.teach.catalog import library
        from rulekit.teach.classroom import Classroom

        return Classroom(library(), self.folder, shuffles=True)

    @property
    def is_loaded(self) -> bool:
        """Whether the exercises have been loaded."""
        return "classroom" in self.__dict__

    @property
    def has_begun(self) -> bool:
        """Whether there is progress in the folder; where there is none, no exercise has to be loaded to know it."""
        return (self.folder / FOLDER / NAME).is_file()

    def is_done(self, rule: Rule) -> bool:
        """Tell whether every exercise of the rule has been passed."""
        exercises = self.classroom.library.of_rule(rule.code)
        return bool(exercises) and all(self.classroom.progress.of(one.id).passed for one in exercises)

    def fill(self, rule: Rule) -> None:
        """List the exercises of a rule."""
        exercises = self.classroom.library.of_rule(rule.code)
        self.exercise.options = [(self._label(one), one.id) for one in exercises]
        self.exercise.value = next((one.id for one in exercises), None)
        self._open()

    def _label(self, exercise: "Exercise") -> str:
        done = "done, " if self.classroom.progress.of(exercise.id).passed else ""
        return f"{exercise.title} ({done}{exercise.minutes} min)"

    def _open(self) -> None:
        from rulekit.teach.sheet import sheet_of

        if self.exercise.value is None:
            self.task.value = "<p>This rule has no exercise.</p>"
            return
        exercise = self.classroom.exercise(self.exercise.value)
        self.verdict_area.value = ""
        in_code = exercise.kind.is_code
        self.written.layout.display = "" if in_code else "none"
        self.answer.value = exercise.starter if in_code else ""
        self.form.children = () if in_code else (Form(self.classroom, exercise).box,)
        self.task.value = html_of(Sheet(sheet_of(exercise))) if in_code else ""

    def _judge(self) -> None:
        verdict = self.classroom.answer(self.exercise.value, self.answer.value)
        self.verdict_area.value = html_of(VerdictCard(verdict, tuple(self.classroom.progress.told())))

    def _help(self) -> None:
        from rulekit.teach.classroom import NothingToShowError

        try:
            self.verdict_area.value = html_of(Sheet(self.classroom.hint(self.exercise.value)))
        except NothingToShowError as error:
            self.verdict_area.value = html_of(Sheet(str(error)))
