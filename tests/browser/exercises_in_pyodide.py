"""Judge what learners may answer where this file runs: that is Pyodide, under node."""

import sys
from collections.abc import Iterator

from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise
from rulekit.teach.judging import judge_answer
from rulekit.teach.proof.properties import is_repeatable
from rulekit.teach.verdict import Outcome

ENDLESS = "\nwhile True:\n    pass\n"


def main() -> None:
    """Print how many exercises there are, which cannot be judged here, and all that is wrong with the others."""
    exercises = list(library().values())
    code = [one for one in exercises if one.is_authored and one.kind.is_code]
    elsewhere: list[str] = []
    wrong = [f"{one.id}: {problem}" for one in exercises for problem in problems(one, elsewhere)]
    wrong += endless(library()["bare-except.fix"])
    sys.stdout.write(f"{sys.platform}: {len(exercises)} exercises, {len(code)} of them of code: {wrong}\n")
    sys.stdout.write(f"elsewhere: {' '.join(elsewhere)}\n")


def problems(exercise: Exercise, elsewhere: list[str]) -> Iterator[str]:
    """Say whether the solution is refused, a wrong answer passes, or something of them is left."""
    verdict = judge_answer(exercise, exercise.solution)
    if verdict.outcome is Outcome.NOT_JUDGED:
        elsewhere.append(exercise.id)
        if not verdict.message.endswith("open the notebook on Binder or on your own machine"):
            yield verdict.message
    elif not verdict.outcome.is_pass:
        yield f"the solution is refused: {verdict}"
    elif exercise.wrong and judge_answer(exercise, exercise.wrong[0].code).outcome.is_pass:
        yield "a wrong answer passes"
    if exercise.rules[0] == "RK301":
        yield from is_repeatable(exercise)


def endless(exercise: Exercise) -> Iterator[str]:
    """Say whether an endless loop ends in another verdict, if it ends."""
    message = judge_answer(exercise, exercise.solution + ENDLESS).message
    if "does not come to an end" not in message:
        yield f"an endless loop: {message}"


if __name__ == "__main__":
    main()
