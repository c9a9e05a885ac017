"""Lesson, page and exercise say the same: what a rule's page shows instead is right in an answer of its exercises."""

import textwrap
from collections.abc import Sequence

import pytest

from rulekit.api import check
from rulekit.engine.catalog import catalog
from rulekit.model.rule import Example
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judging import judge_answer

FITTING = (Kind.FIX, Kind.MIX, Kind.WRITE)
WORDS = "parcel shelf label receipt till order mail price customer carrier town tea".split()


def shown_beside(exercise: Exercise, examples: Sequence[Example]) -> str:
    """Put what examples show instead into functions below the solution, which nobody calls."""
    parts = [exercise.solution]
    for example, word in zip(examples, WORDS, strict=False):
        head = f'def beside_the_{word}() -> None:\n    """Do as the page of the rule does."""\n'
        parts.append(head + textwrap.indent(example.good, "    "))
    return "\n\n".join(parts)


def fits(exercise: Exercise, example: Example) -> bool:
    """Tell whether an example can stand in a function, and the rule thinks of it there as on its page."""
    answer = shown_beside(exercise, [example])
    try:
        compile(answer, "answer.py", "exec")
    except SyntaxError:
        return False
    return not any(one.code in exercise.rules for one in check(answer, None, exercise.role))


def fitting(exercise: Exercise) -> list[Example]:
    rules = [rule for rule in catalog() if rule.code in exercise.rules]
    some = [example for rule in rules for example in (*rule.examples, *rule.tempting)]
    return [example for example in some if example.path.endswith(".py") and fits(exercise, example)]


OF_PROJECTS = ("RK601",)  # its examples are two files each, of which none can stand in an answer
EXERCISES = [one for one in library().values() if one.kind in FITTING and not one.is_text and one.rules != OF_PROJECTS]


@pytest.mark.parametrize("exercise", EXERCISES, ids=[one.id for one in EXERCISES])
def test_what_a_page_shows_instead_is_right_in_an_answer(exercise: Exercise) -> None:
    examples = fitting(exercise)
    verdict = judge_answer(exercise, shown_beside(exercise, examples))

    assert examples
    assert verdict.outcome.is_pass, str(verdict)
