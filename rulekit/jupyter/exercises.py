"""The magics of exercises: `%%exercise ID` judges the cell, `%exercise hint ID` and others help."""

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.utils.capture import capture_output

from rulekit.engine.project_root import working_folder
from rulekit.jupyter.cell_checker import know_rules
from rulekit.jupyter.display import show
from rulekit.jupyter.exercise_help import MARKED, ExerciseHelp
from rulekit.jupyter.exercise_records import TRY, listing_sheet, progress_sheets, report_page, words_of
from rulekit.jupyter.given_modules import GivenModules
from rulekit.jupyter.open_explorer import widgets_for
from rulekit.jupyter.trouble import one_line_errors
from rulekit.jupyter.verdict_card import Sheet, VerdictCard
from rulekit.report.markdown import fenced
from rulekit.teach.verdict import Outcome

if TYPE_CHECKING:
    from rulekit.teach.classroom import Classroom
    from rulekit.teach.exercise import Exercise

STRICT = "RULEKIT_STRICT"
NOW, SOLVED, TESTS = "--now", "--solution", "--tests"
MAGIC_LINES = 1
ACTIONS = (
    *("show", "hint", "solution", "witness", "form", TRY, "reset", "next"),
    *("from", "progress", "score", "again", "list", "report", "begin", "grade"),
)


class NotPassedError(Exception):
    """An exercise that must pass does not."""


@magics_class
class ExerciseMagics(Magics):
    """The magics of one shell, with the progress of the folder in which it began."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self.screen = shell
        self.folder = working_folder()
        self.latest: Exercise | None = None
        self.answers: dict[str, str] = {}
        self.to_reset: dict[str, str] = {}
        self.clicked: dict[str, str] = {}
        self.given = GivenModules()
        self._classroom: Classroom | None = None

    @property
    def classroom(self) -> "Classroom":
        """The exercises and the progress, loaded when they are wanted first, and anew until all may be."""
        if self._classroom is None or self._classroom.library.missing:
            from rulekit.teach.catalog import library
            from rulekit.teach.classroom import Classroom

            know_rules()
            self._classroom = Classroom(library(), self._home(), shuffles=True)
        return self._classroom

    @line_cell_magic
    def exercise(self, line: str, cell: str | None = None) -> None:
        """Answer an exercise, or ask for help with it.

        As the first line of a cell, `%%exercise ID` takes the cell as the answer and gives the verdict.
        It is judged in a process of its own, in an empty folder and behind a guard, which is a rail and no prison.
        What it prints is shown above the verdict. Once it has passed, its names are here, and the modules that the
        exercise gives can be imported in any cell.

        On a line of its own (without an ID it is about the exercise before):

        %exercise show ID        the task
        %exercise hint ID        one hint more than the last time
        %exercise solution ID    the solution, after the last hint or the third try; --now shows it at once
        %exercise witness ID     what goes wrong with the code as it is given
        %exercise try EXPRESSION what an expression is worth among the names of your last answer
        %exercise form ID        the answer by mouse or keyboard, where letters or numbers are asked for
        %exercise reset ID       the cell of the exercise as it was in the beginning, when it runs next
        %exercise next           which exercise comes next, and where it stands
        %exercise progress       what is done, with a LESSON in it; --export gives a code, --import CODE takes one
        %exercise from FILE      the exercises of a notebook that `rulekit practice` wrote; --tests runs your own tests
        %exercise score LESSON   how a lesson of mixed items went, section by section
        %exercise again SECTION  what was hard in other sections or, with `review`, in the mixed review
        %exercise begin PROJECT  the files of a project, in a folder of its name; --solution writes those of a solution
        %exercise grade PROJECT  how the project in that folder stands
        %exercise list [WORD]    all exercises, or those of a section or rule
        %exercise report FILE    for instructors: what a class has done, from a file with its progress codes
        """
        with one_line_errors():
            words = words_of(line) if cell is None else []
            if cell is not None:
                self._judge(line.strip(), cell)
            elif len(words) == 1 and "." in words[0]:
                self._judge(words[0], "")
            else:
                self._act(words)
                self._show_progress_notes()

    def complete(self, _: object, event: Any) -> list[str]:
        """Offer the ids of the exercises, and actions in the line form."""
        ids = list(self.classroom.library)
        return ids if event.command.startswith("%%") else [*ACTIONS, *ids]

    def _judge(self, name: str, answer: str) -> None:
        self.latest = exercise = self.classroom.exercise(name)
        if self.to_reset.pop(exercise.id, None) == answer:
            self.screen.set_next_input(self.classroom.reset(name), replace=True)
            show(Sheet("The cell is as it was in the beginning.\n"))
            return
        verdict = self.classroom.answer(name, answer, above=MAGIC_LINES)
        if verdict.outcome is Outcome.NOT_ATTEMPTED and (clicked := self.clicked.pop(exercise.id, "")):
            answer = clicked
            self.screen.set_next_input(f"%%exercise {exercise.id}\n{answer}", replace=True)
            verdict = self.classroom.answer(name, answer, above=MAGIC_LINES)
        self.answers[exercise.id] = answer
        if verdict.outcome is Outcome.NOT_ATTEMPTED and not exercise.kind.is_code:
            self._open_form(exercise, asks=False)
        else:
            show(VerdictCard(verdict, tuple(self.classroom.progress.told())))
            show(ExerciseHelp(self.classroom, exercise.id, answer, self.to_reset))
        if not exercise.is_harmful:
            self.given.take(exercise)
            if verdict.outcome.is_pass and exercise.has_names:
                self._keep_names(answer)
        if os.environ.get(STRICT) and not verdict.outcome.is_pass:
            raise NotPassedError(f"{verdict.exercise}: {verdict.outcome.value}")

    def _keep_names(self, answer: str) -> None:
        """Run an answer that has passed here too; what it prints was shown already.

        It may need what only its checks provide, such as a variable of the environment: then some names are missing.
        """
        code = compile(answer, "<answer>", "exec", dont_inherit=True)
        with self.given.elsewhere(), capture_output(), contextlib.suppress(Exception):  # noqa: RK301, RK304 - see above
            exec(code, self.screen.user_ns)  # noqa: S102, RK505 - the learner's own code, which has passed

    def _act(self, words: Sequence[str]) -> None:
        action, rest = (words[0], words[1:]) if words else ("", ())
        actions: Mapping[str, Callable[[Sequence[str]], None]] = {
            "show": self._show,
            "hint": self._hint,
            "solution": self._solution,
            "witness": self._witness,
            "form": self._form,
            "from": self._from,
            TRY: self._try,
            "reset": self._reset,
            "next": self._next,
            "progress": self._progress,
            "score": self._score,
            "again": self._again,
            "list": self._list,
            "report": self._report,
            "begin": self._begin,
            "grade": self._grade,
        }
        if action not in actions:
            raise UsageError(
                f"%exercise {action}: write %exercise {'|'.join(ACTIONS)}, or %%exercise ID above an answer"
            )
        actions[action](rest)

    def _show_progress_notes(self) -> None:
        """Show what is to be said, such as that progress cannot be written or that exercises may not run yet."""
        if said := (*self.classroom.library.missing, *self.classroom.progress.told()):
            show(Sheet(fenced("\n".join(said), "text")))

    def _exercise_named(self, words: Sequence[str]) -> "Exercise":
        if len(words) == 1:
            self.latest = self.classroom.exercise(words[0])
        elif words or self.latest is None:
            raise UsageError("name one exercise, such as `bare-except.fix`: `%exercise list` shows them all")
        return self.latest

    def _show(self, words: Sequence[str]) -> None:
        from rulekit.teach.sheet import sheet_of

        show(Sheet(sheet_of(self._exercise_named(words))))

    def _hint(self, words: Sequence[str]) -> None:
        show(Sheet(self.classroom.hint(self._exercise_named(words).id)))

    def _solution(self, words: Sequence[str]) -> None:
        named = [word for word in words if word != NOW]
        show(Sheet(self.classroom.solution(self._exercise_named(named).id, now=NOW in words)))

    def _witness(self, words: Sequence[str]) -> None:
        from rulekit.teach.tried_answers import show_harm

        exercise = self._exercise_named(words)
        if not exercise.witness:
            raise UsageError(
                f"{exercise.id} has nothing to show: `%rule {exercise.rules[0]}` tells why the rule is there"
            )
        show(Sheet(fenced(show_harm(exercise), "text")))

    def _try(self, words: Sequence[str]) -> None:
        from rulekit.teach.tried_answers import try_expression

        exercise = self._exercise_named(())
        if not words or exercise.id not in self.answers:
            raise UsageError("answer an exercise first, then try an expression: `%exercise try pieces_of('3*12')`")
        show(Sheet(fenced(try_expression(exercise, self.answers[exercise.id], " ".join(words)), "text")))

    def _form(self, words: Sequence[str]) -> None:
        self._open_form(self._exercise_named(words), asks=True)

    def _open_form(self, exercise: "Exercise", *, asks: bool) -> None:
        """Open a form; what was answered in it is written into the cell of the exercise when that runs again."""
        with widgets_for("the form"):
            from rulekit.jupyter.forms import Form, in_words, show_form

        def take(answer: str) -> None:
            self.clicked[exercise.id] = in_words(exercise, answer) if exercise.options else answer

        show_form(Form(self.classroom, exercise, asks=asks), take)

    def _from(self, words: Sequence[str]) -> None:
        names = [word for word in words if word != TESTS]
        if len(names) != 1:
            raise UsageError("%exercise from: name the notebook that `rulekit practice` wrote")
        count = self.classroom.add_practice(self._home() / names[0], tests=TESTS in words)
        show(Sheet(f"{count} {'exercise is' if count == 1 else 'exercises are'} ready.\n"))

    def _reset(self, words: Sequence[str]) -> None:
        """Mark the cell that holds the answer, as the button does; without one, this cell becomes its cell."""
        exercise = self._exercise_named(words)
        opening = self.classroom.reset(exercise.id)
        if exercise.id in self.answers:
            self.to_reset[exercise.id] = self.answers[exercise.id]
            show(Sheet(MARKED))
        else:
            self.screen.set_next_input(opening, replace=True)

    def _next(self, words: Sequence[str]) -> None:
        name = words[0] if words else self.latest.id if self.latest else ""
        show(Sheet(self.classroom.next_sheet(name)))

    def _progress(self, words: Sequence[str]) -> None:
        for sheet in progress_sheets(self.classroom, words, self.latest.id if self.latest else ""):
            show(sheet)

    def _score(self, words: Sequence[str]) -> None:
        show(Sheet(fenced(self.classroom.score(" ".join(words)), "text")))

    def _again(self, words: Sequence[str]) -> None:
        found = self.classroom.again(" ".join(words))
        if not found:
            show(Sheet("Nothing waits from other lessons.\n"))
        for exercise in found:
            if exercise.kind.is_code:
                self._show([exercise.id])
                self.screen.set_next_input(self.classroom.reset(exercise.id))
            else:
                self._form([exercise.id])

    def _begin(self, words: Sequence[str]) -> None:
        from rulekit.teach.project_file import project_named
        from rulekit.teach.projects import begin

        name = " ".join(word for word in words if word != SOLVED)
        show(Sheet(fenced(begin(project_named(name), self._home(), solved=SOLVED in words), "text")))

    def _grade(self, words: Sequence[str]) -> None:
        from rulekit.teach.project_file import project_named
        from rulekit.teach.projects import grade

        graded = grade(project_named(" ".join(words)), self._home())
        show(Sheet(fenced(str(graded), "text")))
        if os.environ.get(STRICT) and not graded.is_passed:
            raise NotPassedError(graded.project.name)

    def _home(self) -> Path:
        return self.folder or Path.cwd()

    def _list(self, words: Sequence[str]) -> None:
        show(listing_sheet(self.classroom, words))

    def _report(self, words: Sequence[str]) -> None:
        show(report_page(words))
