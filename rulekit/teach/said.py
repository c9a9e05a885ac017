"""What is said of an answer of a few letters and numbers."""

from dataclasses import replace

from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.verdict import Outcome, Verdict

MOST_SHOWN = 30
BEGIN = {
    Kind.PREDICT: "write the numbers of the lines, such as `3, 7`, or `none`",
    Kind.SPOT: "write a line and a rule for each, such as `3 RK301`, or `none`",
    Kind.PARSONS: "write one letter a line, indented as the code should be",
    Kind.JUDGE: "write the letter of your answer",
    Kind.REASON: "write the letter of your answer",
}


def verdict_on(exercise: Exercise, outcome: Outcome, message: str, next_step: str = "") -> Verdict:
    """Give a verdict with its message and what to do next."""
    return Verdict(exercise.id, exercise.title, outcome, message, next_step=next_step)


def passed(exercise: Exercise, message: str) -> Verdict:
    """Say that the answer is right, and what is to be said then."""
    return replace(verdict_on(exercise, Outcome.PASSED, message), why=exercise.afterwards)


def unread(exercise: Exercise, message: str) -> Verdict:
    """Say what cannot be read, and how an answer is written."""
    return verdict_on(exercise, Outcome.SYNTAX, message, BEGIN[exercise.kind])


def short(text: str) -> str:
    """Quote some words of an answer, however long it is."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}..."


def counted(number: int, names: tuple[str, str]) -> str:
    """Write a number with the word that fits it."""
    return f"{number} {names[number != 1]}"
