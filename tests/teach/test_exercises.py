"""Every authored exercise refuses what is wrong and accepts what is right: one test for each of its properties."""

from dataclasses import replace
from importlib.resources import files

import pytest

from rulekit.engine.catalog import catalog
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judging import judge_answer
from rulekit.teach.lessons import LESSONS
from rulekit.teach.proof.choices import option_problems
from rulekit.teach.proof.hints import hint_problems
from rulekit.teach.proof.orders import order_problems
from rulekit.teach.proof.proving import Proof, prove_all
from rulekit.teach.tried_answers import show_harm

ALL = list(library().values())
CODE = [one for one in ALL if one.kind.is_code]
CHOICES = [one for one in ALL if one.kind.has_options]
ORDERS = [one for one in ALL if one.is_put_together]
DERIVED = [one for one in ALL if not one.is_authored]
WITNESSES = [one for one in ALL if one.witness]
HARMED = frozenset({"RK301", "RK402", "RK403", "RK404", "RK501", "RK504", "RK801", "RK803"})


@pytest.fixture(scope="module")
def proofs() -> dict[str, Proof]:
    """Prove all exercises of code at once, on all cores."""
    return {one.id: proof for one, proof in zip(CODE, prove_all(CODE), strict=True)}


@pytest.mark.parametrize("name", [one.id for one in CODE])
def test_an_authored_exercise_holds(proofs: dict[str, Proof], name: str) -> None:
    assert proofs[name].problems == ()


@pytest.mark.parametrize("exercise", CHOICES)
def test_a_choice_accepts_one_answer_and_helps_with_the_others(exercise: Exercise) -> None:
    assert [*option_problems(exercise), *hint_problems(exercise)] == []


@pytest.mark.parametrize("exercise", ORDERS)
def test_lines_in_order_pass_in_every_right_order_and_none_can_be_left_out(exercise: Exercise) -> None:
    assert [*order_problems(exercise), *hint_problems(exercise)] == []


@pytest.mark.parametrize("exercise", DERIVED)
def test_a_derived_item_accepts_its_solution_and_no_placeholder(exercise: Exercise) -> None:
    assert judge_answer(exercise, exercise.solution).outcome.is_pass
    assert not judge_answer(exercise, "____").outcome.is_pass
    assert not judge_answer(exercise, "").outcome.is_pass


@pytest.mark.parametrize("exercise", WITNESSES)
def test_a_witness_sees_the_harm_of_the_starter_and_none_in_the_solution(exercise: Exercise) -> None:
    harm = show_harm(exercise)

    assert harm
    assert harm == show_harm(exercise)
    if exercise.rules[0] in HARMED:
        assert harm != show_harm(replace(exercise, starter=exercise.solution))


def test_every_rule_has_three_kinds_of_items() -> None:
    kinds = {rule.code: {one.kind for one in ALL if rule.code in one.rules} for rule in catalog()}

    assert [code for code, some in kinds.items() if not {Kind.PREDICT, Kind.SPOT} <= some] == []


def test_each_authored_exercise_stands_in_a_lesson_or_its_reserve() -> None:
    chapters = (files("rulekit") / "curriculum" / lesson / "chapter.md" for lesson in LESSONS)
    placed = {line for chapter in chapters for line in chapter.read_text("utf-8").splitlines()}

    assert [one.id for one in ALL if one.is_authored and one.id not in placed] == []


def test_there_are_more_than_a_hundred_and_twenty_exercises() -> None:
    assert len(ALL) >= 120
