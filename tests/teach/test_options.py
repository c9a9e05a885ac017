"""Neither the letter nor the length of an option says that it is the right one, and each learner has an own order."""

from collections import Counter
from pathlib import Path

import pytest

from rulekit.teach.answers import judge_text
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise
from rulekit.teach.options import asked_of, learner_in

ITEMS = [one for one in library().values() if one.options]
LEARNERS = [str(number) for number in range(40)]
MARGIN = 0.12


def right_letter(exercise: Exercise) -> str:
    return next(one.letter for one in exercise.options if one.is_right)


@pytest.mark.parametrize("extreme", [max, min])
def test_the_right_option_is_the_longest_or_shortest_about_as_often_as_chance_has_it(extreme: type) -> None:
    met = sum(extreme(one.options, key=lambda option: len(option.text)).is_right for one in ITEMS)
    chance = sum(1 / len(one.options) for one in ITEMS)

    assert abs(met - chance) / len(ITEMS) < MARGIN


def test_the_right_options_are_spread_over_the_letters() -> None:
    counted = Counter(map(right_letter, ITEMS))
    chance = Counter[str]()
    for one in ITEMS:
        chance.update({option.letter: 1 / len(one.options) for option in one.options})

    assert {letter: abs(counted[letter] - chance[letter]) / len(ITEMS) < MARGIN for letter in chance} == dict.fromkeys(
        chance, True
    )


@pytest.mark.parametrize("exercise", ITEMS, ids=lambda one: one.id)
def test_options_lie_in_each_place_for_some_learner_and_are_judged_as_they_lie(exercise: Exercise) -> None:
    seen = [asked_of(exercise, learner) for learner in LEARNERS]

    assert {right_letter(one) for one in seen} == {option.letter for option in exercise.options}
    assert all(judge_text(one, right_letter(one)).outcome.is_pass for one in seen)
    assert {frozenset(option.text for option in one.options) for one in seen} == {
        frozenset(option.text for option in exercise.options)
    }


def test_without_a_learner_the_order_is_that_of_the_file() -> None:
    assert [asked_of(one, "") for one in ITEMS] == ITEMS


def test_a_learner_keeps_the_order_in_a_folder_and_another_one_has_another(tmp_path: Path) -> None:
    first, again, other = (learner_in(tmp_path / name) for name in ("ann", "ann", "bo"))

    assert first == again
    assert other != first


def test_where_nothing_can_be_kept_there_is_an_order_too(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    assert learner_in(tmp_path / "file").isdecimal()
