"""Judging answers of a few letters and numbers: the lines that are marked, the rules, an option, an order of lines."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rulekit.teach.assembling import Line, first_misfit, read_labels
from rulekit.teach.exercise import Exercise, Kind, Option
from rulekit.teach.marked_lines import LINES, predicted, spotted
from rulekit.teach.said import BEGIN, counted, passed, short, unread, verdict_on
from rulekit.teach.verdict import Outcome, Verdict

PLACEHOLDER = re.compile(r"[\s_.…]*")
NO_ANSWER = "there is no answer yet"
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


def judge_text(exercise: Exercise, answer: str) -> Verdict:
    """Judge an answer that is no code; spaces, commas and capitals do not count."""
    given = _COMMENT.sub("", answer).strip("\n")
    if PLACEHOLDER.fullmatch(given):
        return verdict_on(exercise, Outcome.NOT_ATTEMPTED, NO_ANSWER, BEGIN[exercise.kind])
    judges: dict[Kind, Callable[[Exercise, str], Verdict]] = {
        Kind.PREDICT: predicted,
        Kind.SPOT: spotted,
        Kind.JUDGE: _chosen,
        Kind.REASON: _chosen,
        Kind.PARSONS: _ordered,
    }
    return judges[exercise.kind](exercise, given)


def _chosen(exercise: Exercise, answer: str) -> Verdict:
    words = _bare(re.sub(r"(?i)^\W*(answer|option)\b", "", answer))
    option = next((one for one in exercise.options if words in _names(one)), None)
    if option is None:
        letters = ", ".join(one.letter for one in exercise.options)
        return unread(exercise, f"`{short(answer.strip())}` is none of the answers {letters}")
    feedback = " ".join(option.feedback.split())
    if option.is_right:
        return passed(exercise, feedback)
    hint = f"`%exercise hint {exercise.id}`" if exercise.hints else "read the code once more, then choose another"
    return verdict_on(exercise, Outcome.BEHAVIOUR, feedback, hint)


def _names(option: Option) -> set[str]:
    """Give what stands for an option: its letter, its text, or both."""
    text = _bare(option.text)
    return {option.letter, text, f"{option.letter}{text}"}


def _bare(text: str) -> str:
    """Leave letters and digits only, and what an operator may mean."""
    return re.sub(r"[\s().:*`'\"-]", "", text).lower()


def read_order(exercise: Exercise, answer: str) -> tuple[Line, ...] | Verdict:
    """Read the lines of an answer, or tell why they cannot be read."""
    given = _COMMENT.sub("", answer).strip("\n")
    if PLACEHOLDER.fullmatch(given):
        return verdict_on(exercise, Outcome.NOT_ATTEMPTED, NO_ANSWER, BEGIN[exercise.kind])
    read = read_labels(exercise.blocks, given)
    if isinstance(read, str):
        return unread(exercise, read)
    labels = [line.label for line in read]
    twice = next((at for at, label in enumerate(labels, 1) if label in labels[: at - 1]), None)
    return read if twice is None else _misfit(exercise, read, twice, "it stands there already")


def _ordered(exercise: Exercise, answer: str) -> Verdict:
    read = read_order(exercise, answer)
    if isinstance(read, Verdict):
        return read
    right = read_labels(exercise.blocks, exercise.solution)
    total = 0 if isinstance(right, str) else len(right)
    wrong_at = first_misfit(exercise.blocks, exercise.solution, read)
    if wrong_at is not None:
        return _misfit(exercise, read, wrong_at, "")
    if len(read) < total:
        left = total - len(read)
        message = f"{len(read)} of {total} lines stand right, {left} {'is' if left == 1 else 'are'} still to come"
        return verdict_on(exercise, Outcome.BEHAVIOUR, message, "go on with the next line")
    message = "this order is right, and no harmful line is in it"
    return passed(exercise, message)


def _misfit(exercise: Exercise, read: Sequence[Line], number: int, reason: str) -> Verdict:
    """Tell which line is the first that cannot stand where it does."""
    line = read[number - 1]
    same = next(block for block in exercise.blocks if block.label == line.label)
    message = f"line {number} of your answer, `{line.label}`, cannot stand there{f': {reason}' if reason else ''}"
    before = f"the {counted(number - 1, LINES)} before it can stay: " if number > 1 else ""
    next_step = f"{before}change this line, or how far it is indented"
    return replace(verdict_on(exercise, Outcome.BEHAVIOUR, message, next_step), where=f"{line.label}   {same.text}")
