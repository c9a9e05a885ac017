"""Forms for answers of a few letters and numbers: what they write is the text that one may type as well.

They hold no radio buttons: JupyterLab takes the arrows that these need for its own commands. A menu is opened by Enter
or Space, and has the arrows then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import ipywidgets as widgets
from IPython.core.error import UsageError

from rulekit.engine.catalog import catalog
from rulekit.jupyter.card_html import with_inline_code
from rulekit.jupyter.code_labels import STYLE, choice, code_line
from rulekit.jupyter.display import show, show_changing
from rulekit.jupyter.help_buttons import HelpButtons
from rulekit.jupyter.kept import classes_of, kept, style_of
from rulekit.jupyter.ordering_form import in_order
from rulekit.jupyter.verdict_card import COMMANDS, Sheet, VerdictCard, html_of
from rulekit.report.markdown_html import rendered
from rulekit.teach.classroom import Classroom
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judging import judge_answer
from rulekit.teach.sheet import choices, sheet_of, task_of
from rulekit.teach.verdict import Outcome

NOTHING = "none"
CLEAN = "-"
CLOSED = "<p>Run this cell: the answers open here.</p>"
_Write = Callable[[], str]
_FIT = {"width": "auto"}
_BESIDE = {"flex": "1 1 16em"}


class Form:
    """The answer of an exercise to be put together, below its task or alone; without widgets it reads like the sheet.

    `heard` is told each answer that was judged.
    """

    def __init__(self, classroom: Classroom, exercise: Exercise, *, asks: bool = True) -> None:
        """Make the form of an exercise; where it `asks`, the task stands above it.

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
        self.heard: Callable[[str, Answered], None] = lambda *_: None
        self.field = widgets.VBox()
        self.write = self._begin()
        self.verdict_area = widgets.HTML()
        check = widgets.Button(description="Check", tooltip="Judge this answer", button_style="primary")
        check.on_click(lambda _: self._judge())
        self.help = HelpButtons(classroom, exercise.id, self._reset)
        task = widgets.HTML(STYLE + (rendered(task_of(exercise)) if asks else ""))
        self.box = widgets.VBox([task, self.field, check, self.verdict_area, self.help.box])
        self.before = Answered(passed_before(classroom, exercise))
        self.verdict_area.value = self.before.html()

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
        self.heard("", Answered())
        return "This is as it was in the beginning.\n"

    def _judge(self) -> None:
        answer = self.write()
        verdict = self.classroom.answer(self.exercise.id, answer)
        card = VerdictCard(verdict, tuple(self.classroom.progress.told()))
        self.verdict_area.value = html_of(card)
        if verdict.outcome is not Outcome.NOT_ATTEMPTED:
            self.heard(answer, Answered(card, in_words(self.exercise, answer)))


@dataclass(frozen=True)
class Answered:
    """What was answered, and the verdict; it is kept when the form is gone. Of no answer it says how to go on."""

    card: VerdictCard | None = None
    words: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, (self._answer, repr(self.card)))) if self.card else ""

    def html(self) -> str:
        """Write it as HTML."""
        if self.card is None:
            return ""
        answer = f"<p>{with_inline_code(self._answer)}</p>" if self._answer else ""
        return answer + html_of(self.card)

    @property
    def _answer(self) -> str:
        return f"Your answer: {self.words}" if self.words else ""


@dataclass(frozen=True)
class Kept:
    """What the notebook keeps of the form of an exercise."""

    name: str
    answered: Answered

    def __repr__(self) -> str:
        return repr(self.answered)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": kept(self.answered.html() or CLOSED, self.name)}


def show_form(form: Form, take: Callable[[str], None]) -> None:
    """Show a form below a cell, and above it what stays when no kernel answers; `take` is told each answer."""
    name = form.exercise.id
    change = show_changing(Kept(name, form.before))

    def hear(answer: str, answered: Answered) -> None:
        change(Kept(name, answered))
        take(answer)

    form.heard = hear
    form.box.children = (widgets.HTML(style_of(name)), *form.box.children)
    for one in classes_of(name):
        form.box.add_class(one)
    show(form)


def passed_before(classroom: Classroom, exercise: Exercise) -> VerdictCard | None:
    """Give the verdict on an exercise that is passed: what was answered then is the solution."""
    if not classroom.progress.of(exercise.id).passed:
        return None
    verdict = judge_answer(exercise, exercise.solution)
    told = f"You have passed this with: {in_words(exercise, exercise.solution)}\n{verdict.message}"
    return VerdictCard(replace(verdict, message=told))


def in_words(exercise: Exercise, answer: str) -> str:
    """Write an answer as it is told: an option by its text, others in one line."""
    chosen = next((one.text for one in exercise.options if one.letter == answer), answer)
    return ", ".join(chosen.split("\n"))


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
    named = [("clean", CLEAN), *((f"{code} {catalog()[code].name}", code) for code in choices(exercise))]
    fields = {
        number: widgets.Dropdown(
            options=named,
            description=f"line {number}",
            style={"description_width": "4em"},
            layout={"width": "19em", "max_width": "calc(100% - 4px)"},
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
    """Give the answers as boxes of which one is ticked: radio buttons need the arrows, and show no code."""
    boxes = {
        one.letter: choice(
            widgets.Checkbox(
                description=f"<b>{one.letter}</b> {with_inline_code(one.text)}",
                description_allow_html=True,
                indent=False,
                layout=_FIT,
            )
        )
        for one in exercise.options
    }

    def choose(change: Any) -> None:
        if change.new:
            for other in boxes.values():
                other.value = other is change.owner
        elif not any(box.value for box in boxes.values()):
            change.owner.value = True

    for box in boxes.values():
        box.observe(choose, "value")
    return widgets.VBox(list(boxes.values())), lambda: next((one for one, box in boxes.items() if box.value), "")
