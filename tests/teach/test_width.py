"""Code that a learner reads fits into half a screen, so that nobody scrolls sideways to find the end of a line."""

import re
from importlib.resources import files

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise
from rulekit.teach.lessons import LESSONS

WIDTH = 88
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def too_wide(*texts: str) -> list[str]:
    """Give the lines that leave the half of a screen."""
    return [line for text in texts for line in text.splitlines() if len(line) > WIDTH]


@pytest.mark.parametrize("exercise", library().values(), ids=lambda one: one.id)
def test_the_code_of_an_exercise_and_of_its_answers_is_narrow(exercise: Exercise) -> None:
    blocks = ["    " * (block.depth or 0) + block.text for block in exercise.blocks]
    fenced = [block for text in (*exercise.hints, exercise.goal) for block in FENCED.findall(text)]
    given = (exercise.starter, *exercise.modules.values(), exercise.witness)

    assert too_wide(*given, exercise.solution, *exercise.alternates, *blocks, *fenced) == []


@pytest.mark.parametrize("rule", catalog(), ids=lambda one: one.code)
def test_the_examples_of_a_rule_are_narrow(rule: Rule) -> None:
    examples = (*rule.examples, *rule.tempting)

    assert too_wide(*(text for one in examples for text in (one.shown, one.good))) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_code_in_the_text_of_a_lesson_is_narrow(lesson: str) -> None:
    chapter = (files("rulekit") / "curriculum" / lesson / "chapter.md").read_text("utf-8")

    assert too_wide(*FENCED.findall(chapter)) == []
