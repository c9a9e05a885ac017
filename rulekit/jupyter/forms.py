"""Forms for answers of a few letters and numbers: what they write is the text that one may type as well.

They hold no menus and no radio buttons: JupyterLab takes the arrows and letters that these need for its own commands.
"""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import ipywidgets as widgets
from IPython.core.error import UsageError

from rulekit.jupyter.cardpage import ticked
from rulekit.jupyter.verdictcard import VerdictCard
from rulekit.teach.classroom import Classroom
from rulekit.teach.exercise import Block, Exercise, Kind
from rulekit.teach.sheet import choices

NOTHING = "none"
INDENT = "    "
CLEAN = "-"
_Write = Callable[[], str]


def form_of(classroom: Classroom, exercise: Exercise) -> Any:
    """Make the form of an exercise.

    Raises:
        UsageError: its answer is code, which is written in a cell.
    """
    makers: dict[Kind, Callable[[Exercise], tuple[Any, _Write]]] = {
        Kind.PREDICT: _lines,
        Kind.SPOT: _rules_of_lines,
        Kind.JUDGE: _options,
        Kind.REASON: _options,
        Kind.PARSONS: _order,
    }
    if exercise.kind not in makers:
        raise UsageError(f"{exercise.id} is answered in code: write it below `%%exercise {exercise.id}`")
    field, write = makers[exercise.kind](exercise)
    said = widgets.Output()
    button = widgets.Button(description="Check", tooltip="Judge this answer")

    def judge(_: object) -> None:
        verdict = classroom.answer(exercise.id, write())
        said.outputs = ()
        said.append_display_data(VerdictCard(verdict, tuple(classroom.progress.told())))

    button.on_click(judge)
    task = widgets.HTML(f"<b>{escape(exercise.title)}</b>")
    return widgets.VBox([task, field, button, said])


def _lines(exercise: Exercise) -> tuple[Any, _Write]:
    boxes = {
        number: widgets.Checkbox(description=line, indent=False, layout=widgets.Layout(width="auto"))
        for number, line in _code_lines(exercise)
    }

    def write() -> str:
        return ", ".join(str(number) for number, box in boxes.items() if box.value) or NOTHING

    return widgets.VBox(list(boxes.values())), write


def _rules_of_lines(exercise: Exercise) -> tuple[Any, _Write]:
    codes = [CLEAN, *choices(exercise)]
    menus = {
        number: widgets.Combobox(
            options=codes,
            value=CLEAN,
            ensure_option=True,
            description=line,
            style={"description_width": "40em"},
            layout=widgets.Layout(width="auto"),
        )
        for number, line in _code_lines(exercise)
    }

    def write() -> str:
        told = [f"{number} {menu.value}" for number, menu in menus.items() if menu.value != CLEAN]
        return "\n".join(told) or NOTHING

    return widgets.VBox(list(menus.values())), write


def _code_lines(exercise: Exercise) -> Iterator[tuple[int, str]]:
    """Number the lines that hold something; spaces that a label would lose are made to stay."""
    for number, line in enumerate(exercise.starter.splitlines(), 1):
        if line.strip():
            yield number, f"{number}  {line}".replace(" ", "\N{NO-BREAK SPACE}")


def _options(exercise: Exercise) -> tuple[Any, _Write]:
    letters = [option.letter for option in exercise.options]
    choice = widgets.ToggleButtons(options=letters, value=None, style={"button_width": "auto"})
    rows = "".join(f"<div><b>{escape(one.letter)}</b> {ticked(one.text)}</div>" for one in exercise.options)
    return widgets.VBox([widgets.HTML(rows), choice]), lambda: choice.value or ""


def _order(exercise: Exercise) -> tuple[Any, _Write]:
    """Take blocks one after another into the answer; each may be moved in, out, or taken back."""
    taken: list[tuple[Block, int]] = []
    answer = widgets.HTML("<pre>&nbsp;</pre>")
    buttons = [widgets.Button(description=f"{one.label}  {one.text.strip()}"[:60]) for one in exercise.blocks]
    edits = [widgets.Button(description=text) for text in ("Indent last", "Unindent last", "Take last back")]

    def refresh() -> None:
        rows = "\n".join(f"{one.label} {INDENT * depth}{one.text.strip()}" for one, depth in taken)
        answer.value = f"<pre>{escape(rows) or '&nbsp;'}</pre>"

    def take(block: Block) -> Callable[[object], None]:
        def act(_: object) -> None:
            taken.append((block, taken[-1][1] if taken else 0))
            refresh()

        return act

    def change(step: int) -> Callable[[object], None]:
        def act(_: object) -> None:
            if taken and step:
                block, depth = taken[-1]
                taken[-1] = (block, max(depth + step, 0))
            elif taken:
                taken.pop()
            refresh()

        return act

    for button, block in zip(buttons, exercise.blocks, strict=True):
        button.on_click(take(block))
    for button, step in zip(edits, (1, -1, 0), strict=True):
        button.on_click(change(step))
    box = widgets.VBox([widgets.VBox(buttons), widgets.HBox(edits), answer])
    return box, lambda: "\n".join(f"{INDENT * depth}{one.label}" for one, depth in taken)
