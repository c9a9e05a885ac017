"""Answers to choose from: the right one passes, each other is refused with words of its own."""

from collections.abc import Iterator

from rulekit.teach.exercise import Exercise
from rulekit.teach.judging import judge_answer


def option_problems(exercise: Exercise) -> Iterator[str]:
    """Tell what is wrong with the options of an exercise, or with the answer of one without."""
    if not judge_answer(exercise, exercise.solution).outcome.is_pass:
        yield f"the solution `{exercise.solution}` is refused"
    for option in exercise.options:
        verdict = judge_answer(exercise, option.letter)
        if verdict.outcome.is_pass is not option.is_right:
            yield f"option {option.letter} is judged wrongly"
    told = [option.feedback for option in exercise.options]
    if len(set(told)) < len(told):
        yield "two options have the same feedback"
