"""Answers of a few letters and numbers are read kindly and judged exactly."""

from dataclasses import replace

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.section import Section
from rulekit.teach.answers import judge_text
from rulekit.teach.catalog import library
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
    findings={(3, "RK301"): "name the error"},
    harms={(3, "RK301"): "a typo is hidden"},
    clean={5: "clean: it names its error"},
)
HANDLERS = Exercise(
    "bare-except.predict-3",
    Kind.PREDICT,
    ("RK301",),
    Section.ERRORS,
    "And which here?",
    "",
    starter="""
@cached
def price_of(
    text: str,
) -> int:
    try:
        return int(text)
    except Exception:
        log(text)
        return 0


total = add(
    price_of(first),
    price_of(second),
)
""",
    expected=((8, "RK301"), (13, "RK301"), (3, "RK301")),
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
    "answer",
    [
        "3, 7",
        "7 3",
        "3,7,",
        "lines 3 and 7",
        "line 3\nline 7",
        " 3;7 ",
        "[3, 7]",
        "3 3 7",
        "L3 l7",
        "- 3\n- 7",
        "3 RK301\n7 bare-except",
        "* line 3\n* line7",
        "RK301: 3, 7",
    ],
)
def test_lines_may_be_written_in_many_ways(answer: str) -> None:
    verdict = judge_text(PREDICT, answer)

    assert (verdict.outcome, verdict.message.splitlines()[0]) == (Outcome.PASSED, "2 lines found, and none too many")


def test_who_passes_reads_what_harms_what_the_tool_says_and_why_the_tempting_lines_are_clean() -> None:
    assert judge_text(PREDICT, "3, 7").message.splitlines()[1:] == [
        "line 3: a typo is hidden; rulekit says RK301: name the error",
        "line 7, rulekit marks it, RK301",
        "line 5, clean: it names its error",
    ]


@pytest.mark.parametrize("answer", ["3 8 13", "2, 9, 15", "4 10 14", "L2 L10 L16"])
def test_any_line_of_the_statement_counts(answer: str) -> None:
    assert outcome(HANDLERS, answer) is Outcome.PASSED


@pytest.mark.parametrize(
    ("name", "answer"), [("untested-function.predict-2", "12"), ("happy-path-only.predict-2", "21, 29")]
)
def test_any_line_of_the_function_counts_where_its_head_or_a_test_is_found(name: str, answer: str) -> None:
    assert outcome(library()[name], answer) is Outcome.PASSED


@pytest.mark.parametrize("answer", ["4 505\n6 504", "4 rk505; 6 RK504", "4 dynamic-code, 6 504"])
def test_a_rule_may_be_named_by_its_number_its_code_or_its_name(answer: str) -> None:
    assert outcome(library()["security.spot-4"], answer) is Outcome.PASSED


def test_a_line_beside_the_statement_does_not_count() -> None:
    rows = judge_text(HANDLERS, "6 8 13").message.splitlines()

    assert rows == ["2 of 3 lines found, and 1 line too many", "line 6, clean: nothing in it breaks RK301"]


@pytest.mark.parametrize("answer", ["none", "None.", "`none`", "nothing", "no lines", "-", "0"])
def test_nothing_may_be_said_in_many_ways(answer: str) -> None:
    assert outcome(CLEAN, answer) is Outcome.PASSED
    assert judge_text(PREDICT, answer).message.splitlines()[0] == "0 of 2 lines found"


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

    assert (verdict.outcome, verdict.message.splitlines()[0]) == (Outcome.BEHAVIOUR, message)
    assert "7" not in str(verdict).replace(answer, "")


def test_what_is_still_to_be_found_is_told_by_its_harm_and_not_by_its_line() -> None:
    assert judge_text(PREDICT, "7").message == "1 of 2 lines found\nstill to find: a typo is hidden"


@pytest.mark.parametrize(
    ("exercise", "answer", "reason"),
    [
        (PREDICT, "5", "line 5, clean: it names its error"),
        (CLEAN, "2", "line 2, clean: nothing in it breaks RK301"),
        (SPOT, "7 RK304", "line 7, another rule: something is wrong there, and it is not RK304"),
    ],
)
def test_each_line_that_is_named_wrongly_gets_its_reason(exercise: Exercise, answer: str, reason: str) -> None:
    assert reason in judge_text(exercise, answer).message.splitlines()


def test_a_line_that_the_tool_spares_for_a_reason_gets_that_reason() -> None:
    code = "try:\n    book.write(order)\nexcept BaseException:\n    book.take_back(order)\n    raise\n"

    assert "raises on every way out" in judge_text(replace(CLEAN, starter=code), "3").message


def test_a_mark_where_there_is_none_is_told() -> None:
    assert judge_text(CLEAN, "2").message.startswith("1 line too many\n")


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
        "- L3 RK301\n- L3 RK304\n- L7: RK301",
        "RK301 3, 7\nline3 RK304",
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

    assert verdict.message.startswith("1 of 3 broken rules found, and 1 broken rule too many\n")


@pytest.mark.parametrize(
    "answer",
    [
        "b",
        "B",
        " (b) ",
        "b.",
        "answer b",
        "`b`",
        "- b",
        "* B)",
        "Yes, here and with the log.",
        "b yes, here and with the log",
    ],
)
def test_a_letter_may_be_written_in_many_ways(answer: str) -> None:
    verdict = judge_text(CHOICE, answer)

    assert verdict.outcome is Outcome.PASSED
    assert verdict.message.startswith("Right: it is the edge of the program")


def test_who_chose_a_wrong_option_reads_its_feedback() -> None:
    verdict = judge_text(CHOICE, "a")

    assert (verdict.outcome, verdict.message) == (Outcome.BEHAVIOUR, "That would catch the interrupt as well.")
    assert verdict.next_step == "`%exercise hint bare-except.judge`"
