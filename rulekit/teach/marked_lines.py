"""Judging answers that name lines, alone or with the rules that they break: each line gets its reason."""

import re
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_letters

from rulekit.engine.catalog import catalog
from rulekit.model.errors import UnknownRuleError
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.said import counted, passed, short, unread, verdict_on
from rulekit.teach.statements import Place, lines_that_count
from rulekit.teach.verdict import Outcome, Verdict

NOTHING = frozenset({"none", "nothing", "no", "0", "-"})
LINES, RULES = ("line", "lines"), ("broken rule", "broken rules")
_BULLET = re.compile(r"^\s*[-*•]\s+", re.MULTILINE)
_NUMBER = re.compile(r"(?:l|line)?(\d{1,6})", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,4})\s*[-\u2013]\s*(\d{1,4})")
_LINE_WORDS = re.compile(r"\b(lines?|and)\b|[,;:.()\[\]=#'\"`]", re.IGNORECASE)
_SPOT_WORDS = re.compile(r"\b(lines?|rule|on|in|at|and|breaks)\b", re.IGNORECASE)
_LETTERED = re.compile(r"\bl(?=\d)", re.IGNORECASE)


def predicted(exercise: Exercise, answer: str) -> Verdict:
    """Judge an answer that names lines; who adds the rule's code or name says nothing wrong."""
    (code,) = {exercise.rules[0]}
    lines: set[int] = set()
    if not _is_nothing(answer):
        for word in _LINE_WORDS.sub(" ", _RANGE.sub(_spelled, _BULLET.sub("", answer))).split():
            match = _NUMBER.fullmatch(word)
            if match is not None:
                lines.add(int(match[1]))
            elif word.lower() not in {code.lower(), catalog()[code].name}:
                return unread(exercise, f"`{short(word)}` is no number of a line")
    return _outside(exercise, lines) or _compared(exercise, {(line, code) for line in lines}, LINES)


def spotted(exercise: Exercise, answer: str) -> Verdict:
    """Judge an answer that names lines and rules."""
    pairs: set[Place] = set()
    for row in [] if _is_nothing(answer) else re.split(r"[\n;]", _BULLET.sub("", answer)):
        bare = _LETTERED.sub("", _SPOT_WORDS.sub(" ", re.sub(r"(?i)\bline(?=\d)", "", row)))
        words = [word for word in re.split(r"[\s,:.()=`'\"]+", bare) if word.strip("-\u2013")]
        words = [_code_of(word, exercise) for word in words]
        try:
            pairs |= set(_pairs(words))
        except UnknownRuleError as error:  # noqa: RK303 - the learner reads the message
            return unread(exercise, str(error).partition(":")[0])
        except ValueError:
            return unread(exercise, f"`{short(row.strip())}` is no line with a rule")
    return _outside(exercise, {line for line, _ in pairs}) or _compared(exercise, pairs, RULES)


def _code_of(word: str, exercise: Exercise) -> str:
    """Give the code that is named by its number alone, as `505`; no file of an item has as many lines."""
    codes = (rule.code for rule in catalog() if rule.code.lstrip(ascii_letters) == word)
    return next(codes, word) if word.isdecimal() and int(word) > len(exercise.starter.splitlines()) else word


def _pairs(words: Sequence[str]) -> Iterator[Place]:
    """Read `3 RK301`, `RK301 3 7`, `3 RK301 RK304` and `3 RK301 7 RK302`."""
    numbers = [int(word) for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    if bool(numbers) != bool(names):
        raise ValueError("a number or a rule is missing")
    if len(numbers) > 1 and len(names) > 1 and [word.isdecimal() for word in words] != [True, False] * len(numbers):
        raise ValueError("which rule belongs to which number is not clear")
    lines = numbers if len(numbers) > 1 else numbers * len(names)
    rules = names if len(names) > 1 else names * len(lines)
    yield from ((line, catalog()[name].code) for line, name in zip(lines, rules, strict=True))


def _compared(exercise: Exercise, given: set[Place], names: tuple[str, str]) -> Verdict:
    counts = lines_that_count(exercise.starter, exercise.expected)
    found = {place for place, lines in counts.items() if any((line, place[1]) in given for line in lines)}
    extra = sorted(
        one for one in given if not any(one[1] == code and one[0] in counts[at, code] for at, code in counts)
    )
    missing = [place for place in counts if place not in found]
    if not extra and not missing:
        return passed(exercise, "\n".join([_all_found(len(found), names), *told_of(exercise)]))
    message = f"{len(found)} of {counted(len(counts), names)} found" if counts else ""
    too_many = f"{counted(len(extra), names)} too many" if extra else ""
    rows = [", and ".join(filter(None, (message, too_many)))]
    rows += [f"line {line}, {_why_clean(exercise, line, code)}" for line, code in extra]
    rows += [f"still to find: {exercise.harms[place]}" for place in missing if place in exercise.harms]
    step = f"read the rule once more: `%rule {catalog()[exercise.rules[0]].name}`"
    if exercise.kind is Kind.SPOT:
        step = "go through the file line by line, and think of one rule after the other"
    return verdict_on(exercise, Outcome.BEHAVIOUR, "\n".join(rows), step)


def told_of(exercise: Exercise) -> Iterator[str]:
    """Say what harms and what rulekit says of it, then why the tempting lines are clean."""
    for place in exercise.expected:
        line, code = place
        said = exercise.findings.get(place, "")
        harm = exercise.harms.get(place, "")
        told = f"rulekit says {code}: {said}" if said else f"rulekit marks it, {code}"
        yield f"line {line}: {harm}; {told}" if harm else f"line {line}, {told}"
    yield from (f"line {line}, {reason}" for line, reason in exercise.clean.items())


def _why_clean(exercise: Exercise, line: int, code: str) -> str:
    """Say why a line does no harm by a rule: in its author's words, or by the exemption that holds there."""
    other = next((its for at, its in exercise.expected if at == line), "")
    if other:
        return f"another rule: something is wrong there, and it is not {code}"
    tempting = lines_that_count(exercise.starter, {(at, code) for at in exercise.clean})
    reasons = (exercise.clean[at] for (at, _), lines in tempting.items() if line in lines)
    exempt = exemption_of(exercise, line, code)
    return next(reasons, f"clean: {exempt or f'nothing in it breaks {code}'}")


def exemption_of(exercise: Exercise, line: int, code: str) -> str:
    """Give the sentence of the exemption that keeps a rule silent on a line, where there is one."""
    from rulekit.api import Asked, why_cell
    from rulekit.engine.settings import Settings

    said = why_cell([exercise.starter], Asked(code, line, 1), Settings(), {})
    told = [row.partition(": ")[2] for row in said if row.strip().startswith("not reported: ")]
    return f"{told[0][:1].lower()}{told[0][1:].rstrip('.')}" if told else ""


def _all_found(count: int, names: tuple[str, str]) -> str:
    return f"{counted(count, names)} found, and none too many" if count else "right: there is nothing to find"


def _outside(exercise: Exercise, lines: Iterable[int]) -> Verdict | None:
    last = len(exercise.starter.splitlines())
    wrong = next((line for line in sorted(lines) if not 1 <= line <= last), None)
    return None if wrong is None else unread(exercise, f"there is no line {wrong}: the lines are 1 to {last}")


def _spelled(match: re.Match[str]) -> str:
    """Write the lines from one to another one by one."""
    return " ".join(map(str, range(int(match[1]), int(match[2]) + 1)))


def _is_nothing(answer: str) -> bool:
    return _LINE_WORDS.sub(" ", answer).strip().lower() in NOTHING
