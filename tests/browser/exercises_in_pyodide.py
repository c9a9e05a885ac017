"""Judge what learners may answer where this file runs: that is Pyodide, under node."""

import sys
from collections.abc import Iterator

from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise
from rulekit.teach.judging import judge_answer
from rulekit.teach.proof.properties import leaves_no_trace, starter_waits, wrong_answers_fail


def main() -> None:
    """Print how many exercises there are, and all that is wrong with them here."""
    exercises = list(library().values())
    code = [one for one in exercises if one.is_authored and one.kind.is_code]
    wrong = [f"{one.id}: {problem}" for one in exercises for problem in problems(one, is_code=one in code)]
    print(f"{sys.platform}: {len(exercises)} exercises, {len(code)} of them of code: {wrong}")  # noqa: T201, RK201 - read by a test


def problems(exercise: Exercise, *, is_code: bool) -> Iterator[str]:
    """Say whether the solution is refused, and which verdicts on other answers are not as the author wrote them."""
    if not judge_answer(exercise, exercise.solution).outcome.is_pass:
        yield "the solution is refused"
    if is_code:
        for holds in (starter_waits, wrong_answers_fail, leaves_no_trace):
            yield from holds(exercise)


if __name__ == "__main__":
    main()
