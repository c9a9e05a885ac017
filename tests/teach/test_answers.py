"""Answers of a few letters and numbers are read kindly and judged exactly."""

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.section import Section
from rulekit.teach.answers import judge_text
from rulekit.teach.derived import derived
from rulekit.teach.exercise import Block, Exercise, Kind
from rulekit.teach.reading import read_exercise
from rulekit.teach.verdict import Outcome
from tests.teach.samples import JUDGE

CODE = "a\n" * 9
PREDICT = Exercise(
    "bare-except.predict",
    Kind.PREDICT,
    ("RK301",),
    Section.ERRORS,
    "What will it mark?",
    "",
    starter=CODE,
    expected=((3, "RK301"), (7, "RK301")),
    afterwards="line 3: name the error",
)
CLEAN = Exercise("bare-except.predict-2", Kind.PREDICT, ("RK301",), Section.ERRORS, "And here?", "", starter=CODE)
SPOT = Exercise(
    "bare-except.spot",
    Kind.SPOT,
    ("RK301", "RK304"),
    Section.ERRORS,
    "Which one?",
    "",
    starter=CODE,
    expected=((3, "RK301"), (3, "RK304"), (7, "RK301")),
)
CHOICE = read_exercise(JUDGE, "bare-except.judge.md")
BLOCKS = (
    Block("a", "except ValueError:", 0),
    Block("b", "PRICES = {}", 0),
    Block("c", "except:", None),
    Block("d", "price = float(text)", 1),
    Block("e", "try:", 0),
    Block("f", "import shop", 0),
    Block("g", "shop.ask_again(PRICES)", 1),
)
PARSONS = Exercise(
    "bare-except.parsons",
    Kind.PARSONS,
    ("RK301",),
    Section.ERRORS,
    "Done right",
    "",
    blocks=BLOCKS,
    solution="f\nb\ne\n    d\na\n    g",
)


def outcome(exercise: Exercise, answer: str) -> Outcome:
    return judge_text(exercise, answer).outcome


@pytest.mark.parametrize("exercise", [one for rule in catalog() for one in derived(rule)])
def test_the_solution_of_every_derived_exercise_passes(exercise: Exercise) -> None:
    assert outcome(exercise, exercise.solution) is Outcome.PASSED


@pytest.mark.parametrize(
    "answer", ["3, 7", "7 3", "3,7,", "lines 3 and 7", "line 3\nline 7", " 3;7 ", "[3, 7]", "3 3 7"]
)
def test_lines_may_be_written_in_many_ways(answer: str) -> None:
    verdict = judge_text(PREDICT, answer)

    assert (verdict.outcome, verdict.message) == (Outcome.PASSED, "2 lines found, and none too many")
    assert verdict.why == PREDICT.afterwards


@pytest.mark.parametrize("answer", ["none", "None.", "`none`", "nothing", "no lines", "-", "0"])
def test_nothing_may_be_said_in_many_ways(answer: str) -> None:
    assert outcome(CLEAN, answer) is Outcome.PASSED
    assert judge_text(PREDICT, answer).message == "0 of 2 lines found"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("3", "1 of 2 lines found"),
        ("4", "0 of 2 lines found, and 1 line too many"),
        ("3, 7, 8", "2 of 2 lines found, and 1 line too many"),
    ],
)
def test_it_is_told_how_many_lines_are_found_and_not_which(answer: str, message: str) -> None:
    verdict = judge_text(PREDICT, answer)

    assert (verdict.outcome, verdict.message) == (Outcome.BEHAVIOUR, message)
    assert "7" not in str(verdict).replace(answer, "")


def test_a_mark_where_there_is_none_is_told() -> None:
    assert judge_text(CLEAN, "2").message == "1 line too many"


@pytest.mark.parametrize("exercise", [PREDICT, SPOT, CHOICE, PARSONS], ids=lambda one: one.kind.value)
@pytest.mark.parametrize("answer", ["", "  \n", "____", " ...", "# nothing yet\n____"])
def test_an_empty_answer_is_not_attempted(exercise: Exercise, answer: str) -> None:
    verdict = judge_text(exercise, answer)

    assert verdict.outcome is Outcome.NOT_ATTEMPTED
    assert verdict.next_step.startswith("write ")


@pytest.mark.parametrize(
    ("exercise", "answer", "message"),
    [
        (PREDICT, "three", "`three` is no number of a line"),
        (PREDICT, "9" * 5000, f"`{'9' * 30}...` is no number of a line"),
        (PREDICT, "12", "there is no line 12: the lines are 1 to 9"),
        (SPOT, "RK301", "`RK301` is no line with a rule"),
        (SPOT, "3", "`3` is no line with a rule"),
        (SPOT, "3 bear-except", "unknown rule `bear-except`, did you mean `bare-except`"),
        (SPOT, "99 RK301", "there is no line 99: the lines are 1 to 9"),
        (CHOICE, "I think\nthat it is the first", "`I think that it is the first` is none of the answers a, b, c"),
        (CHOICE, "z", "`z` is none of the answers a, b, c"),
        (CHOICE, "a, b", "`a, b` is none of the answers a, b, c"),
        (PARSONS, "f\nz", "`z` is no letter of a line: the letters are a, b, c, d, e, f, g"),
        (PARSONS, "f b e", "the letters stand in one line: write each in a line of its own"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_form(exercise: Exercise, answer: str, message: str) -> None:
    verdict = judge_text(exercise, answer)

    assert (verdict.outcome, verdict.message) == (Outcome.SYNTAX, message)
    assert verdict.next_step.startswith("write ")


@pytest.mark.parametrize(
    "answer",
    [
        "3 RK301\n3 RK304\n7 RK301",
        "line 7: bare-except\nline 3: swallowed-exception, BARE-EXCEPT",
        "3 rk301 rk304; 7 rk301",
        "rk301 on line 7\n3 RK304\n3 - RK301",
        "3 RK301, 3 RK304, 7 RK301",
    ],
)
def test_rules_may_be_named_in_many_ways(answer: str) -> None:
    assert outcome(SPOT, answer) is Outcome.PASSED


def test_a_rule_on_the_wrong_line_is_not_found() -> None:
    verdict = judge_text(SPOT, "3 RK301\n4 RK304")

    assert verdict.message == "1 of 3 broken rules found, and 1 broken rule too many"


@pytest.mark.parametrize("answer", ["b", "B", " (b) ", "b.", "answer b", "`b`"])
def test_a_letter_may_be_written_in_many_ways(answer: str) -> None:
    verdict = judge_text(CHOICE, answer)

    assert verdict.outcome is Outcome.PASSED
    assert verdict.message.startswith("Right: it is the edge of the program")


def test_who_chose_a_wrong_option_reads_its_feedback() -> None:
    verdict = judge_text(CHOICE, "a")

    assert (verdict.outcome, verdict.message) == (Outcome.BEHAVIOUR, "That would catch the interrupt as well.")
    assert verdict.next_step == "`%exercise hint bare-except.judge`"
