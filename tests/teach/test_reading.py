"""Files of exercises are read whole."""

from importlib.resources import files
from pathlib import Path

import pytest

from rulekit.api import check
from rulekit.model.section import Section
from rulekit.teach.exercise import Kind
from rulekit.teach.reading import read_exercise
from tests.teach.samples import FIX, JUDGE

PATHS = {FIX: "errors/bare-except.fix.md", JUDGE: "errors/bare-except.judge.md"}


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_file_becomes_an_exercise() -> None:
    exercise = read_exercise(FIX, PATHS[FIX])

    assert (exercise.id, exercise.kind, exercise.rules, exercise.section) == (
        "bare-except.fix",
        Kind.FIX,
        ("RK301",),
        Section.ERRORS,
    )
    assert (exercise.title, exercise.goal) == (
        "Catch what you can handle",
        "A customer types how many pieces to send.",
    )
    assert (exercise.minutes, exercise.level, exercise.role, exercise.keep) == (5, 2, "production", ("pieces_of",))
    assert exercise.requirements == ("A text that is no number gives `None`.", "Anything else surfaces.")
    assert exercise.afterwards == "The handler names its error."
    assert exercise.path == PATHS[FIX]


def test_labelled_blocks_are_taken_out_of_the_prose_and_others_stay() -> None:
    exercise = read_exercise(FIX, PATHS[FIX])

    assert exercise.modules == {"shop": "LIMIT = 9\n"}
    assert "except:" in exercise.starter
    assert "except ValueError:" in exercise.solution
    assert len(exercise.alternates) == 1
    assert exercise.checks.startswith("def test_no_number")
    assert exercise.witness.startswith("def show")
    assert exercise.hints == (
        "Look at the handler.",
        "It may name an error:\n\n```python\nexcept KeyError:\n```",
    )


def test_a_wrong_answer_has_its_outcome_its_words_and_its_line() -> None:
    first, second = read_exercise(FIX, PATHS[FIX]).wrong

    assert (first.outcome, first.says, first.line) == ("behaviour", "must surface", line_of(FIX, "wrong: behaviour"))
    assert (second.outcome, second.says) == ("missing name", "pieces_of")
    assert second.code == "def count(text):\n    return int(text)\n"


def test_an_outcome_may_be_written_with_an_underscore() -> None:
    exercise = read_exercise(FIX.replace("missing name", "missing_name"), PATHS[FIX])

    assert exercise.wrong[1].outcome == "missing name"


def test_options_have_letters_texts_and_feedback() -> None:
    exercise = read_exercise(JUDGE, PATHS[JUDGE])

    assert [(one.letter, one.text, one.is_right) for one in exercise.options] == [
        ("a", "Yes, and it should be `except:`.", False),
        ("b", "Yes, here and with the log.", True),
        ("c", "No, never.", False),
    ]
    assert (
        exercise.options[1].feedback
        == "Right: it is the edge of the program, and the log tells all.\n\nA second paragraph."
    )
    assert exercise.solution == "b"
    assert exercise.starter.startswith("try:")


def test_the_answer_may_be_a_file_that_is_no_module() -> None:
    text = FIX.replace("bare-except", "unpinned-requirement").replace("keep: pieces_of", "file: requirements.txt")
    for label in ("starter", "solution", "alternate", "wrong"):
        text = text.replace(f"python {label}", f"text {label}")

    exercise = read_exercise(text.replace("except:", "except"), "unpinned-requirement.fix.md")

    assert exercise.is_text
    assert exercise.file == "requirements.txt"


def test_a_mix_belongs_to_a_section_and_has_several_rules() -> None:
    text = FIX.replace("rule: bare-except", "rule: bare-except, RK304\nsection: errors").replace(
        "kind: fix", "kind: mix\nnumber: 2"
    )

    exercise = read_exercise(text, "errors.mix-2.md")

    assert (exercise.id, exercise.rules, exercise.section) == ("errors.mix-2", ("RK301", "RK304"), Section.ERRORS)


def test_an_exercise_of_tests_is_judged_as_a_test_and_its_mutants_have_a_fault_each() -> None:
    mutants = (("forgets", "8"), ("adds", "10"))
    blocks = "".join(f'```diff mutant "{fault}"\n-LIMIT = 9\n+LIMIT = {to}\n```\n' for fault, to in mutants)
    text = FIX.replace("kind: fix", "kind: tests").replace("```python starter", f"{blocks}```python starter")

    exercise = read_exercise(text, "bare-except.tests.md")

    assert exercise.role == "test"
    assert [(one.fault, one.module, one.text) for one in exercise.mutants] == [
        ("forgets", "shop", "LIMIT = 8\n"),
        ("adds", "shop", "LIMIT = 10\n"),
    ]


PROOFS = ("errors/bare-except.fix.md", "security/unsafe-subprocess.exploit.md")


@pytest.mark.parametrize("name", PROOFS)
def test_the_exercises_that_show_the_form_are_in_order(name: str) -> None:
    exercise = read_exercise(Path(str(files("rulekit") / "curriculum" / name)).read_text("utf-8"), name)

    assert {finding.code for finding in check(exercise.starter, role=exercise.role)} == set(exercise.rules)
    assert check(exercise.solution, role=exercise.role) == ()
    for text in exercise.alternates:
        assert {finding.code for finding in check(text, role=exercise.role)}.isdisjoint(exercise.rules)
