"""The proofs themselves are worth something: an exercise that is broken in any way is caught."""

from dataclasses import replace
from pathlib import Path

import pytest

from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise, Option, WrongAnswer
from rulekit.teach.proof.choices import option_problems
from rulekit.teach.proof.properties import PROPERTIES
from rulekit.teach.proof.proving import prove, prove_all

GOOD = library()["bare-except.fix"]
NOISE = GOOD.starter + "\n\nfor article in []:\n    print(article)\n"
WEAK = "def test_nothing(answer):\n    assert answer.take_in\n"
TYPO = "def test_typo(answer):\n    assert undefined_name\n"
BROKEN: dict[str, tuple[str, Exercise]] = {
    "the starter passes": ("K1", replace(GOOD, starter=GOOD.solution + "\n\nLIMIT = 1\n")),
    "the starter has other findings": ("K1", replace(GOOD, starter=NOISE)),
    "the solution is refused": ("K2", replace(GOOD, solution=GOOD.starter)),
    "the checks are broken": ("K2", replace(GOOD, checks=TYPO)),
    "no alternate": ("K14", replace(GOOD, alternates=())),
    "an alternate is refused": ("K3", replace(GOOD, alternates=(GOOD.starter,))),
    "too few wrong answers": ("K4", replace(GOOD, wrong=GOOD.wrong[:1])),
    "a wrong answer passes": ("K4", replace(GOOD, wrong=(WrongAnswer(GOOD.solution, "behaviour", "", 1),) * 2)),
    "other words": ("K4", replace(GOOD, wrong=tuple(replace(one, says="moonlight") for one in GOOD.wrong))),
    "a check that decides nothing": ("K13", replace(GOOD, wrong=GOOD.wrong[:2])),
    "rules that decide nothing": ("K13", replace(GOOD, wrong=tuple(w for w in GOOD.wrong if w.outcome != "style"))),
    "two other hands": ("K14", replace(GOOD, alternates=GOOD.alternates[:2])),
    "the same hand three times": ("K14", replace(GOOD, alternates=GOOD.alternates[:1] * 3)),
    "checks that see nothing": ("K6", replace(GOOD, checks=WEAK)),
    "no hints": ("K7", replace(GOOD, hints=())),
    "a hint that gives all away": ("K7", replace(GOOD, hints=(*GOOD.hints[:1], f"```python\n{GOOD.solution}\n```"))),
    "a hint that shouts": (
        "K7",
        replace(GOOD, hints=(*GOOD.hints[:1], "Look at the `except` line and name what you expect!")),
    ),
}


def test_a_good_exercise_has_no_problem() -> None:
    assert prove(GOOD).problems == ()


@pytest.mark.parametrize(("name", "broken"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_exercise_is_caught(name: str, broken: Exercise) -> None:
    assert list(PROPERTIES[name](broken)) != []


def test_lazy_answers_that_pass_are_caught() -> None:
    empty = replace(GOOD, rules=("RK803",), checks="", keep=())

    assert list(PROPERTIES["K5"](empty)) != []


def test_an_option_without_words_of_its_own_is_caught() -> None:
    choice = next(one for one in library().values() if one.options)
    same = tuple(Option(one.letter, one.text, "No.", one.is_right) for one in choice.options)

    assert list(option_problems(choice)) == []
    assert list(option_problems(replace(choice, options=same))) == ["two options have the same feedback"]


def test_exercises_are_proved_on_all_cores_in_their_order_and_counted() -> None:
    broken = replace(GOOD, alternates=())
    first, second = prove_all([GOOD, broken])
    whole = first + second

    assert first.problems == ()
    assert second.problems[0].startswith("bare-except.fix K14: 0 alternates")
    assert (whole.exercises, whole.wrong, whole.alternates) == (2, 2 * len(GOOD.wrong), len(GOOD.alternates))
    assert str(whole).startswith("2 exercises: ")


def test_settings_beside_the_learner_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.rulekit]\nignore = ["RK301"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)

    assert list(PROPERTIES["K1"](GOOD)) == []
