"""What helps with an exercise, shown below its verdict: commands in text, buttons where a front end has them."""

from typing import TYPE_CHECKING, Any

from rulekit.jupyter.open_explorer import widgets_for
from rulekit.jupyter.verdict_card import COMMANDS
from rulekit.model.errors import RulekitError

if TYPE_CHECKING:
    from rulekit.teach.classroom import Classroom

MARKED = "Run the cell of the exercise again, as it stands: then it is as it was in the beginning.\n"


class ExerciseHelp:
    """Help with the exercise of a cell; `marked` holds the answer of each cell that its next run shall reset."""

    def __init__(self, classroom: "Classroom", name: str, answer: str, marked: dict[str, str]) -> None:
        self.classroom, self.name, self.answer, self.marked = classroom, name, answer, marked

    def __repr__(self) -> str:
        return COMMANDS

    def _repr_mimebundle_(self, **given: Any) -> dict[str, Any]:
        try:
            with widgets_for("help by click"):
                from rulekit.jupyter.help_buttons import HelpButtons
        except RulekitError:
            return {"text/plain": COMMANDS}
        buttons = HelpButtons(self.classroom, self.name, self._mark)
        return {**buttons.box._repr_mimebundle_(**given), "text/plain": COMMANDS}

    def _mark(self) -> str:
        self.classroom.reset(self.name)
        self.marked[self.name] = self.answer
        return MARKED
