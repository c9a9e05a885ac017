"""What was hard comes again, as another question; a review is counted by section."""

import re
from importlib.resources import files

import pytest

from rulekit.api import check
from rulekit.engine.catalog import catalog
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise
from rulekit.teach.progress_file import Record
from rulekit.teach.repetition import look_again, score, waiting

AT_ONCE, LATER, SEEN = Record(passed=True, attempts=1), Record(passed=True, attempts=4), Record(shown=True)
CHAPTERS = [folder / "chapter.md" for folder in files("rulekit.curriculum").iterdir()]
IN_LESSONS = {
    name
    for chapter in CHAPTERS
    if chapter.is_file()
    for names in re.findall(r"^```exercise\n(.*?)```", chapter.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for name in names.split()
}
IN_RESERVE = [one for one in library().values() if one.id not in IN_LESSONS]
REVIEW = [one for one in library().values() if one.lesson == "review"]


def test_nothing_waits_after_nothing_and_after_what_was_passed_at_once() -> None:
    assert waiting(library(), {}, "errors") == ()
    assert waiting(library(), {"unsafe-sql.fix": AT_ONCE, "bare-except.fix": LATER}, "errors") == ()


def test_what_was_hard_elsewhere_comes_as_an_item_that_was_never_begun() -> None:
    known = {"unsafe-sql.fix": LATER, "unsafe-sql.predict": AT_ONCE, "raw-thread.fix": SEEN}

    found = waiting(library(), known, "errors")

    assert [one.rules[0] for one in found] == ["RK402", "RK802"]
    assert not {one.id for one in found} & set(known)


def test_an_exercise_stands_in_a_lesson_or_is_kept_for_what_was_hard() -> None:
    assert set(library()) >= IN_LESSONS
    for one in IN_RESERVE:
        others = {other.id: LATER for other in library().of_rule(one.rules[0]) if other.id != one.id}

        assert waiting(library(), others, "work") == (one,)


def test_a_rule_of_which_all_items_were_begun_does_not_wait() -> None:
    known = {one.id: LATER for one in library().of_rule("RK402")}

    assert waiting(library(), known, "errors") == ()


def test_at_most_two_wait_the_hardest_first() -> None:
    known = {"unsafe-sql.fix": LATER, "raw-thread.fix": Record(attempts=6), "magic-number.fix": Record(attempts=9)}

    assert [one.rules[0] for one in waiting(library(), known, "errors")] == ["RK105", "RK802"]


def test_an_item_of_the_review_brings_its_rule_back() -> None:
    assert [one.rules[0] for one in waiting(library(), {"review.judge-3": LATER}, "errors")] == ["RK402"]


def test_a_score_counts_what_was_answered_by_section_and_says_what_opens_more() -> None:
    known = {"review.judge": AT_ONCE, "review.judge-3": LATER, "unsafe-sql.exploit": AT_ONCE}

    lines = list(score(library(), known, "review"))

    assert lines == [
        f"1 of 2 passed by the first answer, {len(REVIEW) - 2} not answered yet",
        "  errors          1 of 1",
        "  database        0 of 1",
        "Worth another look: unsafe-sql",
        "%exercise again review opens the next exercises about these, 2 at a time.",
    ]


def test_another_look_goes_from_rule_to_rule_until_all_of_their_exercises_are_passed() -> None:
    known = {"review.judge-3": LATER, "review.judge": LATER}
    rules = {library()[name].rules[0] for name in known}
    met: list[Exercise] = []
    while found := look_again(library(), known, "review"):
        met += found
        known |= {one.id: AT_ONCE for one in found}

    assert {one.rules[0] for one in met[:2]} == rules
    assert sorted(one.id for one in met) == sorted(one.id for code in rules for one in library().of_rule(code))


def test_a_review_has_thirty_items_of_all_sections_that_name_no_rule() -> None:
    names = [rule.name for rule in catalog()]

    assert len(REVIEW) == 30
    assert len({one.section for one in REVIEW}) == 8
    assert [one.id for one in REVIEW if any(name in f"{one.id} {one.title} {one.goal}" for name in names)] == []


@pytest.mark.parametrize("item", REVIEW, ids=[one.id for one in REVIEW])
def test_an_item_of_a_review_is_about_one_rule_only(item: Exercise) -> None:
    assert {one.code for one in check(item.starter, item.file or None, item.role)} <= set(item.rules)
