"""The teaching engine: exercises, verdicts, hints and progress; it never imports IPython.

Exercises go by ids such as `bare-except.fix`; `RK301.fix` means the same. What a function needs is loaded when it is
called, so that a notebook that has no exercise pays nothing.

>>> check("bare-except.fix", "").outcome.value
'not attempted'
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rulekit.teach.catalog import Library
    from rulekit.teach.verdict import Verdict

__all__ = ["check", "exercises", "hint", "reset", "solution"]


def exercises() -> "Library":
    """Give all exercises by id."""
    from rulekit.teach.catalog import library

    return library()


def check(name: str, answer: str) -> "Verdict":
    """Judge an answer; nothing is put down.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    from rulekit.teach.judging import judge_answer

    return judge_answer(exercises()[name], answer)


def hint(name: str, number: int = 1) -> str:
    """Give the first hints of an exercise, as Markdown.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    from rulekit.teach.sheet import hint_sheet

    return hint_sheet(exercises()[name], number)


def solution(name: str) -> str:
    """Give the solution of an exercise and other right answers, as Markdown.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    from rulekit.teach.sheet import solution_sheet

    return solution_sheet(exercises()[name])


def reset(name: str) -> str:
    """Give the cell of an exercise as it was in the beginning.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    from rulekit.teach.sheet import opening

    return opening(exercises()[name])
