"""Judging answers of a few letters and numbers: the lines that are marked, the rules, an option, an order of lines."""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from rulekit.engine.catalog import catalog
from rulekit.model.errors import UnknownRuleError
from rulekit.teach.assembling import Line, first_misfit, read_labels
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.verdict import Outcome, Verdict

NOTHING = frozenset({"none", "nothing", "no", "0", "-"})
LINES, RULES = ("line", "lines"), ("broken rule", "broken rules")
Found = AbstractSet[object]
MOST_SHOWN = 30
PLACEHOLDER = re.compile(r"[\s_.…]*")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_NUMBER = re.compile(r"\d{1,6}")
_LINE_WORDS = re.compile(r"\b(lines?|and)\b|[,;:.()\[\]]", re.IGNORECASE)
_SPOT_WORDS = re.compile(r"\b(lines?|rule|on|in|at)\b", re.IGNORECASE)
BEGIN = {
    Kind.PREDICT: "write the numbers of the lines, such as `3, 7`, or `none`",
    Kind.SPOT: "write a line and a rule for each, such as `3 RK301`, or `none`",
    Kind.PARSONS: "write one letter a line, indented as the code should be",
    Kind.JUDGE: "write the letter of your answer",
    Kind.REASON: "write the letter of your answer",
}


def judge_text(exercise: Exercise, answer: str) -> Verdict:
    """Judge an answer that is no code; spaces, commas and capitals do not count."""
    given = _COMMENT.sub("", answer).strip("\n")
    if PLACEHOLDER.fullmatch(given):
        message = "there is no answer yet"
        return _verdict(exercise, Outcome.NOT_ATTEMPTED, message, BEGIN[exercise.kind])
    judges: dict[Kind, Callable[[Exercise, str], Verdict]] = {
        Kind.PREDICT: _predicted,
        Kind.SPOT: _spotted,
        Kind.JUDGE: _chosen,
        Kind.REASON: _chosen,
        Kind.PARSONS: _ordered,
    }
    return judges[exercise.kind](exercise, given)


def _predicted(exercise: Exercise, answer: str) -> Verdict:
    words = _LINE_WORDS.sub(" ", answer).split()
    lines: set[int] = set()
    if not _is_nothing(answer):
        for word in words:
            if not _NUMBER.fullmatch(word):
                return _unread(exercise, f"`{_short(word)}` is no number of a line")
            lines.add(int(word))
    if (problem := _outside(exercise, lines)) is not None:
        return problem
    return _compared(exercise, lines, {line for line, _ in exercise.expected}, LINES)


def _spotted(exercise: Exercise, answer: str) -> Verdict:
    pairs: set[tuple[int, str]] = set()
    for row in [] if _is_nothing(answer) else re.split(r"[\n;]", answer):
        words = [word for word in re.split(r"[\s,:.()=`'\"]+", _SPOT_WORDS.sub(" ", row)) if word.strip("-")]
        try:
            pairs |= set(_pairs(words))
        except UnknownRuleError as error:  # noqa: RK303 - the learner reads the message
            return _unread(exercise, str(error).partition(":")[0])
        except ValueError:
            return _unread(exercise, f"`{_short(row.strip())}` is no line with a rule")
    if (problem := _outside(exercise, {line for line, _ in pairs})) is not None:
        return problem
    return _compared(exercise, pairs, set(exercise.expected), RULES)


def _pairs(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Read `3 RK301`, `RK301 3`, `3 RK301 RK304` and `3 RK301 7 RK302`."""
    numbers = [int(word) for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    if bool(numbers) != bool(names):
        raise ValueError("a number or a rule is missing")
    if len(numbers) > 1 and [word.isdecimal() for word in words] != [True, False] * len(numbers):
        raise ValueError("which rule belongs to which number is not clear")
    lines = numbers if len(numbers) > 1 else numbers * len(names)
    yield from ((line, catalog()[name].code) for line, name in zip(lines, names, strict=True))


def _chosen(exercise: Exercise, answer: str) -> Verdict:
    letter = re.sub(r"(?i)\b(answer|option)\b|[\s().:*`'\"]", "", answer).lower()
    option = next((one for one in exercise.options if letter in {one.letter, f"{one.letter}{one.text}".lower()}), None)
    if option is None:
        letters = ", ".join(one.letter for one in exercise.options)
        return _unread(exercise, f"`{_short(answer.strip())}` is none of the answers {letters}")
    feedback = " ".join(option.feedback.split())
    if option.is_right:
        return _passed(exercise, feedback)
    hint = f"`%exercise hint {exercise.id}`" if exercise.hints else "read the code once more, then choose another"
    return _verdict(exercise, Outcome.BEHAVIOUR, feedback, hint)


def _ordered(exercise: Exercise, answer: str) -> Verdict:
    read = read_labels(exercise.blocks, answer)
    if isinstance(read, str):
        return _unread(exercise, read)
    labels = [line.label for line in read]
    twice = next((at for at, label in enumerate(labels, 1) if label in labels[: at - 1]), None)
    if twice is not None:
        return _misfit(exercise, read, twice, "it stands there already")
    right = read_labels(exercise.blocks, exercise.solution)
    total = 0 if isinstance(right, str) else len(right)
    wrong_at = first_misfit(exercise.blocks, exercise.solution, read)
    if wrong_at is not None:
        return _misfit(exercise, read, wrong_at, "")
    if len(read) < total:
        left = total - len(read)
        message = f"{len(read)} of {total} lines stand right, {left} {'is' if left == 1 else 'are'} still to come"
        return _verdict(exercise, Outcome.BEHAVIOUR, message, "go on with the next line")
    message = "this order is right, and no harmful line is in it"
    return _passed(exercise, message)


def _misfit(exercise: Exercise, read: Sequence[Line], number: int, reason: str) -> Verdict:
    """Tell which line is the first that cannot stand where it does."""
    line = read[number - 1]
    same = next(block for block in exercise.blocks if block.label == line.label)
    message = f"line {number} of your answer, `{line.label}`, cannot stand there{f': {reason}' if reason else ''}"
    before = f"the {_count(number - 1, LINES)} before it can stay: " if number > 1 else ""
    next_step = f"{before}change this line, or how far it is indented"
    return replace(_verdict(exercise, Outcome.BEHAVIOUR, message, next_step), where=f"{line.label}   {same.text}")


def _compared(exercise: Exercise, given: Found, expected: Found, names: tuple[str, str]) -> Verdict:
    found, extra = len(expected & given), len(given - expected)
    if given == expected:
        return _passed(exercise, _all_found(len(expected), names))
    if not expected:
        message = f"{_count(extra, names)} too many"
    else:
        message = f"{found} of {_count(len(expected), names)} found"
        message += f", and {_count(extra, names)} too many" if extra else ""
    step = f"read the rule once more: `%rule {catalog()[exercise.rules[0]].name}`"
    if exercise.kind is Kind.SPOT:
        step = "go through the file line by line, and think of one rule after the other"
    return _verdict(exercise, Outcome.BEHAVIOUR, message, step)


def _all_found(count: int, names: tuple[str, str]) -> str:
    return f"{_count(count, names)} found, and none too many" if count else "right: there is nothing to find"


def _outside(exercise: Exercise, lines: set[int]) -> Verdict | None:
    last = len(exercise.starter.splitlines())
    wrong = next((line for line in sorted(lines) if not 1 <= line <= last), None)
    return None if wrong is None else _unread(exercise, f"there is no line {wrong}: the lines are 1 to {last}")


def _unread(exercise: Exercise, message: str) -> Verdict:
    return _verdict(exercise, Outcome.SYNTAX, message, BEGIN[exercise.kind])


def _is_nothing(answer: str) -> bool:
    return _LINE_WORDS.sub(" ", answer).strip(" \n`'\"").lower() in NOTHING


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}..."


def _count(number: int, names: tuple[str, str]) -> str:
    return f"{number} {names[number != 1]}"


def _passed(exercise: Exercise, message: str) -> Verdict:
    return replace(_verdict(exercise, Outcome.PASSED, message), why=exercise.afterwards)


def _verdict(exercise: Exercise, outcome: Outcome, message: str, next_step: str = "") -> Verdict:
    return Verdict(exercise.id, exercise.title, outcome, message, next_step=next_step)
