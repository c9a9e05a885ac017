"""The teaching engine: exercises, verdicts, hints and progress; it never imports IPython.

Exercises go by ids such as `bare-except.fix`; `RK301.fix` means the same.

>>> check("bare-except.fix", "").outcome.value
'not attempted'
"""

from rulekit.teach.judging import judge_answer
from rulekit.teach.library import Library, library
from rulekit.teach.sheet import hint_sheet, opening, solution_sheet
from rulekit.teach.verdict import Outcome, Verdict

__all__ = ["Library", "Outcome", "Verdict", "check", "exercises", "hint", "reset", "solution"]


def exercises() -> Library:
    """Give all exercises by id."""
    return library()


def check(name: str, answer: str) -> Verdict:
    """Judge an answer; nothing is put down.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    return judge_answer(library()[name], answer)


def hint(name: str, number: int = 1) -> str:
    """Give the first hints of an exercise, as Markdown.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    return hint_sheet(library()[name], number)


def solution(name: str) -> str:
    """Give the solution of an exercise and other right answers, as Markdown.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    return solution_sheet(library()[name])


def reset(name: str) -> str:
    """Give the cell of an exercise as it was in the beginning.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    return opening(library()[name])
