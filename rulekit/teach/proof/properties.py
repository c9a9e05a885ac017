"""The properties K1 to K14 that every authored exercise has; each gives one line for every way it fails."""

import contextlib
import difflib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from rulekit.api import as_taught, report_on, rules
from rulekit.model.finding import Finding
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judge.tried import Tried
from rulekit.teach.judging import judge_answer
from rulekit.teach.proof.hints import hint_problems
from rulekit.teach.proof.lazy import lazy_answers
from rulekit.teach.proof.mutants import mutants
from rulekit.teach.selected import is_held
from rulekit.teach.tried_answers import try_answer
from rulekit.teach.verdict import Outcome, Verdict

MOST_CHANGED = 30
LEAST_WRONG = 2
LEAST_ALTERNATES = 3
KILLED = 0.8
LONG_LINE = 20
TWICE = 2
LATEST = 256
HOSTILE = '[tool.rulekit]\nselect = []\nignore = ["ALL"]\n'

MUTANTS, REPEATED = "K6", "K9"
Property = Callable[[Exercise], Iterator[str]]


def starter_waits(exercise: Exercise) -> Iterator[str]:
    """K1: the starter is not passed, and shows what its rules find and nothing else."""
    for code in exercise.rules:
        if not is_held(exercise, code):
            name = rules[code].name
            yield f"the settings do not select `{name}`: select it, or take the exercise away"
    if _judged(exercise, exercise.starter).outcome.is_pass:
        yield "the starter passes"
    found = {one.code for one in findings_of(exercise, exercise.starter)}
    for code in sorted(found - set(exercise.rules)):
        yield f"the starter has a finding of {code}, which is not its rule"
    if exercise.kind in {Kind.FIX, Kind.MIX}:
        for code in sorted(set(exercise.rules) - found):
            yield f"the starter has no finding of {code}"


def solution_passes(exercise: Exercise) -> Iterator[str]:
    """K2: the solution passes, all rules are content with it, and it stays close to the starter."""
    verdict = _judged(exercise, exercise.solution)
    if verdict.outcome is not Outcome.PASSED:
        yield f"the solution is refused:\n{verdict}"
    meant = {exercise.rules[0]} if exercise.kind is Kind.BREAK else set()
    for one in findings_of(exercise, exercise.solution):
        if one.code not in meant:
            yield f"line {one.span.line} of the solution: {one.code} {one.message}"
    changed = _changed_lines(exercise)
    if exercise.kind is Kind.FIX and changed > MOST_CHANGED:
        yield f"{changed} lines of the starter change: {MOST_CHANGED} are enough"


def alternates_pass(exercise: Exercise) -> Iterator[str]:
    """K3: other right answers pass."""
    for number, alternate in enumerate(exercise.alternates, 1):
        verdict = _judged(exercise, alternate)
        if not verdict.outcome.is_pass:
            yield f"alternate {number} is refused:\n{verdict}"


def wrong_answers_fail(exercise: Exercise) -> Iterator[str]:
    """K4: each wrong answer is refused as declared, in words that do not give the solution away."""
    if len(exercise.wrong) < LEAST_WRONG:
        yield f"{len(exercise.wrong)} wrong answers: show {LEAST_WRONG} or more"
    for wrong in exercise.wrong:
        verdict = _judged(exercise, wrong.code)
        text = f"{verdict.message} {verdict.where} {verdict.why}"
        if verdict.outcome.value != wrong.outcome.replace("_", " "):
            yield f"line {wrong.line}: expected {wrong.outcome}, but\n{verdict}"
        elif wrong.says not in text:
            yield f"line {wrong.line}: expected the words {wrong.says!r}, but\n{verdict}"
        if any(line in verdict.message for line in _long_lines(exercise.solution) if line not in wrong.code):
            yield f"line {wrong.line}: the message shows a line of the solution"


def lazy_answers_fail(exercise: Exercise) -> Iterator[str]:
    """K5: no lazy answer passes."""
    for name, answer in lazy_answers(exercise):
        if _judged(exercise, answer).outcome.is_pass:
            yield f"a lazy answer passes: {name}"


def mutants_die(exercise: Exercise) -> Iterator[str]:
    """K6: four of five damaged solutions are refused."""
    yield from too_many_survive(*count_mutants(exercise))


def too_many_survive(total: int, survivors: tuple[str, ...]) -> Iterator[str]:
    """Say so where more than one of five damaged solutions passes."""
    if total and 1 - len(survivors) / total < KILLED:
        listed = "; ".join(survivors)
        yield f"{len(survivors)} of {total} damaged solutions pass: {listed}"


def count_mutants(exercise: Exercise) -> tuple[int, tuple[str, ...]]:
    """Count the damaged solutions, and name those that pass."""
    damaged = list(mutants(exercise))
    return len(damaged), tuple(name for name, text in damaged if _judged(exercise, text).outcome.is_pass)


def hints_help(exercise: Exercise) -> Iterator[str]:
    """K7: the hints are short, easy to read and end with code."""
    yield from hint_problems(exercise)


def is_repeatable(exercise: Exercise, times: int = TWICE) -> Iterator[str]:
    """K8, K9, K12: judged again, an answer gets the same words beside any settings, and nothing is left of it.

    Twice is for the solution and a wrong answer, more often for all.
    """
    wrong = exercise.wrong[:1] if times == TWICE else exercise.wrong
    before = _state()
    for answer in (exercise.solution, *(one.code for one in wrong)):
        first = str(judge_answer(exercise, answer))
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            Path("pyproject.toml").write_text(HOSTILE, "utf-8")
            if any(str(judge_answer(exercise, answer)) != first for _ in range(times - 1)):
                yield f"the verdict changes from run to run, or with a configuration file: {first}"
    if _state() != before:
        yield "judging changed the process: its environment, folder, modules, log handlers or random state"


def each_requirement_decides(exercise: Exercise) -> Iterator[str]:
    """K13: each check and the rules are the first reason why some declared wrong answer is refused."""
    verdicts = [_judged(exercise, wrong.code) for wrong in exercise.wrong]
    decided = {verdict.why for verdict in verdicts if verdict.outcome is Outcome.BEHAVIOUR}
    checks = {one.sentence: one.name for one in try_answer(exercise, exercise.solution).tried if _is_own(one)}
    for sentence, name in checks.items():
        if sentence not in decided:
            yield f"no wrong answer is refused because of `{name}`: {sentence}"
    is_heard = any(one.code in exercise.rules for one in findings_of(exercise, exercise.starter))
    if is_heard and not any(verdict.outcome is Outcome.STYLE for verdict in verdicts):
        yield "no wrong answer is refused because of the rules alone"


def _is_own(check: Tried) -> bool:
    """Tell whether a check is one of this exercise, and none that all learners' tests have in common."""
    return check.name.startswith(("test_", "mutant_"))


def other_hands_pass(exercise: Exercise) -> Iterator[str]:
    """K14: right answers in three other idioms are declared; K3 tells whether they pass."""
    several = len(set(exercise.alternates) - {exercise.solution})
    if several < LEAST_ALTERNATES:
        yield f"{several} alternates: show {LEAST_ALTERNATES} right answers by other hands, in other idioms"


@lru_cache(maxsize=LATEST)
def _judged(exercise: Exercise, answer: str) -> Verdict:
    """Judge an answer that several properties look at."""
    return judge_answer(exercise, answer, is_brief=True)


PROPERTIES: Mapping[str, Property] = {
    "K1": starter_waits,
    "K2": solution_passes,
    "K3": alternates_pass,
    "K4": wrong_answers_fail,
    "K5": lazy_answers_fail,
    MUTANTS: mutants_die,
    "K7": hints_help,
    REPEATED: is_repeatable,
    "K13": each_requirement_decides,
    "K14": other_hands_pass,
}


def findings_of(exercise: Exercise, text: str) -> tuple[Finding, ...]:
    """Give what all rules that hold say of an answer: ours for our exercises, those that a team selects for its own."""
    found = report_on(text, exercise.file or None, exercise.role, as_taught()).findings
    return tuple(one for one in found if one.code in exercise.rules or is_held(exercise, one.code))


def _changed_lines(exercise: Exercise) -> int:
    pairs = difflib.ndiff(exercise.starter.splitlines(), exercise.solution.splitlines())
    return sum(line.startswith("+ ") for line in pairs)


def _long_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if len(line.strip()) >= LONG_LINE]


def _state() -> tuple[object, ...]:
    import logging
    import random
    import sys
    import threading

    root = logging.getLogger()
    return (
        dict(os.environ),
        Path.cwd(),
        frozenset(name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names),
        tuple(root.handlers),
        root.level,
        random.getstate(),
        threading.active_count(),
        sys.stdout,
    )
