"""Forms for answers of a few letters and numbers: what they write is the text that one may type as well.

They hold no menus and no radio buttons: JupyterLab takes the arrows and letters that these need for its own commands.
"""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import ipywidgets as widgets
from IPython.core.error import UsageError

from rulekit.jupyter.card_html import with_inline_code
from rulekit.jupyter.code_labels import STYLE, code_line
from rulekit.jupyter.help_buttons import HelpButtons
from rulekit.jupyter.ordering_form import in_order
from rulekit.jupyter.verdict_card import COMMANDS, Sheet, VerdictCard, html_of
from rulekit.report.markdown_html import rendered
from rulekit.teach.classroom import Classroom
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.sheet import choices, sheet_of, task_of

NOTHING = "none"
CLEAN = "-"
_Write = Callable[[], str]
_FIT = {"width": "auto"}
_BESIDE = {"flex": "1 1 16em"}


class Form:
    """The task of an exercise with its answer to be put together; without widgets it reads like the sheet."""

    def __init__(self, classroom: Classroom, exercise: Exercise) -> None:
        """Make the form of an exercise.

        Raises:
            UsageError: its answer is code, which is written in a cell.
        """
        makers: dict[Kind, Callable[[Exercise], tuple[Any, _Write]]] = {
            Kind.PREDICT: _lines,
            Kind.SPOT: _rules_of_lines,
            Kind.JUDGE: _options,
            Kind.REASON: _options,
            Kind.PARSONS: in_order,
        }
        if exercise.kind not in makers:
            raise UsageError(f"{exercise.id} is answered in code: write it below `%%exercise {exercise.id}`")
        self.classroom = classroom
        self.exercise = exercise
        self.make = makers[exercise.kind]
        self.field = widgets.VBox()
        self.write = self._begin()
        self.verdict_area = widgets.HTML()
        check = widgets.Button(description="Check", tooltip="Judge this answer", button_style="primary")
        check.on_click(lambda _: self._judge())
        self.help = HelpButtons(classroom, exercise.id, self._reset)
        task = widgets.HTML(STYLE + rendered(task_of(exercise)))
        self.box = widgets.VBox([task, self.field, check, self.verdict_area, self.help.box])

    def __repr__(self) -> str:
        return (
            f"{Sheet(sheet_of(self.exercise))!r}\n\nThe answer goes below `%%exercise {self.exercise.id}`.\n{COMMANDS}"
        )

    def _repr_mimebundle_(self, **given: Any) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(**given), "text/plain": repr(self)}

    def _begin(self) -> _Write:
        field, write = self.make(self.exercise)
        self.field.children = (field,)
        return write

    def _reset(self) -> str:
        self.classroom.reset(self.exercise.id)
        self.write = self._begin()
        self.verdict_area.value = ""
        return "This is as it was in the beginning.\n"

    def _judge(self) -> None:
        verdict = self.classroom.answer(self.exercise.id, self.write())
        self.verdict_area.value = html_of(VerdictCard(verdict, tuple(self.classroom.progress.told())))


def _lines(exercise: Exercise) -> tuple[Any, _Write]:
    boxes = {
        number: code_line(
            widgets.Checkbox(
                description=f"<code>{number:>2}  {escape(line)}</code>",
                description_allow_html=True,
                indent=False,
                layout=_FIT,
            )
        )
        for number, line in _code_lines(exercise)
    }

    def write() -> str:
        return ", ".join(str(number) for number, box in boxes.items() if box.value) or NOTHING

    return widgets.VBox(list(boxes.values())), write


def _rules_of_lines(exercise: Exercise) -> tuple[Any, _Write]:
    codes = [CLEAN, *choices(exercise)]
    fields = {
        number: widgets.Combobox(
            options=codes,
            value=CLEAN,
            ensure_option=True,
            description=f"line {number}",
            style={"description_width": "4em"},
            layout={"width": "11em"},
        )
        for number, _ in _code_lines(exercise)
    }
    rows = [
        widgets.HBox(
            [fields[number], code_line(widgets.HTML(f"<code>{escape(line)}</code>", layout=_BESIDE))],
            layout={"flex_flow": "row wrap"},
        )
        for number, line in _code_lines(exercise)
    ]

    def write() -> str:
        answers = [f"{number} {field.value}" for number, field in fields.items() if field.value != CLEAN]
        return "\n".join(answers) or NOTHING

    return widgets.VBox(rows), write


def _code_lines(exercise: Exercise) -> Iterator[tuple[int, str]]:
    """Number the lines that hold something."""
    for number, line in enumerate(exercise.starter.splitlines(), 1):
        if line.strip():
            yield number, line


def _options(exercise: Exercise) -> tuple[Any, _Write]:
    letters = [option.letter for option in exercise.options]
    choice = widgets.ToggleButtons(options=letters, value=None, style={"button_width": "auto"})
    rows = "".join(f"<div><b>{escape(one.letter)}</b> {with_inline_code(one.text)}</div>" for one in exercise.options)
    return widgets.VBox([widgets.HTML(rows), choice]), lambda: choice.value or ""
