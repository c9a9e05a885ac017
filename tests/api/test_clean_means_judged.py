"""Nothing is called clean that was not judged, and no headline stands over less than is left."""

from pathlib import Path

import pytest

import rulekit
from rulekit.engine.settings import Settings
from rulekit.jupyter.card import Card
from rulekit.model.rule import Rule
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise
from rulekit.teach.judging import judge_answer
from rulekit.teach.verdict import Outcome
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, finding, one_line, project

# Less than any clock can tell: a short cell may be judged before the clock of a process moves.
NO_TIME = "[tool.rulekit]\ntime-limit = 1e-300\n"
LONG = CLEAN + "stop()\n" * 5_000  # a clock may tick every few thousandths of a second only
FAILED = "RK301 failed (ZeroDivisionError: the scale shows nothing)"
IN_R = notebook_of(BARE).replace(
    '"metadata": {},\n "nbformat"', '"metadata": {"kernelspec": {"language": "R"}},\n "nbformat"'
)
NOTHING_THERE: dict[str, dict[str, str | bytes]] = {
    "an empty folder": {},
    "a folder without anything to check": {"notes.txt": "buy tea", "shop/prices.csv": "3"},
    "a folder that is left out": {"pyproject.toml": '[tool.rulekit]\nexclude = ["*"]\n', "orders.py": BARE},
    "a folder whose files git ignores": {".gitignore": "*.py\n", "orders.py": BARE},
}  # fmt: skip


@pytest.mark.parametrize("files", NOTHING_THERE.values(), ids=NOTHING_THERE)
@pytest.mark.parametrize("options", [[], ["--fix"], ["--output-format=concise"], ["--strict"]], ids=" ".join)
def test_where_no_file_is_found_that_is_said(
    command: Command, tmp_path: Path, files: dict[str, str | bytes], options: list[str]
) -> None:
    project(tmp_path, files)

    done = command("check", ".", *options)

    assert (done.status, done.out) == (0, "No file was found to check\n")


NO_RULE = "no rule is left to judge it"
LEFT_OUT: dict[str, tuple[dict[str, str | bytes], list[str], str]] = {
    "a notebook in another language": ({"day.ipynb": IN_R}, ["."], "a notebook in another language"),
    "a folder": ({"orders.py": BARE}, [".", "--ignore", "ALL"], NO_RULE),
    "all that were chosen": ({"orders.py": BARE}, [".", "--select", "errors", "--ignore", "RK3"], NO_RULE),
    "the one by another name": ({"orders.py": BARE}, [".", "--select", "RK301", "--ignore", "E722"], NO_RULE),
    "the one in a file": ({"a.py": "("}, [".", "--select", "RK301", "--per-file-ignores", "*:bare-except"], NO_RULE),
    "a notebook": ({"day.ipynb": notebook_of(BARE)}, ["day.ipynb", "--ignore", "ALL"], NO_RULE),
    "a list of dependencies": ({"requirements.txt": "pandas\n"}, [".", "--ignore", "ALL"], NO_RULE),
    "a file that does not parse": ({"orders.py": "("}, [".", "--ignore", "ALL"], NO_RULE),
    "every rule in a file": ({"orders.py": BARE}, [".", "--per-file-ignores", "*.py:ALL"], NO_RULE),
}


@pytest.mark.parametrize("case", LEFT_OUT.values(), ids=LEFT_OUT)
@pytest.mark.parametrize("options", [[], ["--fix"], ["--output-format=concise"], ["--strict"]], ids=" ".join)
def test_where_no_file_is_judged_that_is_said(
    command: Command, tmp_path: Path, case: tuple[dict[str, str | bytes], list[str], str], options: list[str]
) -> None:
    files, asked, reason = case
    project(tmp_path, files)

    done = command("check", *asked, *options)

    assert (done.status, done.out) == (0, "Nothing was judged: 1 file skipped\n")
    assert one_line(done.err) == f"Skipped 1 file: {reason}."


def test_a_file_in_which_no_rule_holds_is_not_called_clean_beside_others(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": CLEAN, "made/rows.py": BARE})

    done = command("check", ".", "--per-file-ignores", "made/*:ALL")

    assert (done.status, done.out) == (0, "No findings: 1 file checked, 1 skipped\n")


@pytest.mark.parametrize("options", [["--output-format=json"], ["--output-format=json-lines"], ["--statistics"]])
def test_forms_without_a_headline_say_it_aside(command: Command, tmp_path: Path, options: list[str]) -> None:
    empty = command("check", ".", *options)
    project(tmp_path, {"orders.py": CLEAN})
    full = command("check", ".", *options)

    assert (one_line(empty.err), empty.status) == ("No file was found to check.", 0)
    assert (full.out, full.err, full.status) == (empty.out, "", 0)


def test_a_file_for_which_the_time_is_over_is_not_called_clean(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": NO_TIME, "orders.py": LONG})

    done = command("check", ".")

    assert done.out.splitlines()[0] == "No findings, but 1 problem: 2 files checked"
    assert (done.status, "not all rules have judged it" in one_line(done.err)) == (2, True)


def test_the_headline_over_findings_names_what_was_not_judged(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE, "broken.py": b"\0"})

    assert "1 finding in 1 of 1 file: 1 error, and 1 problem" in command("check", ".").out.splitlines()


def test_after_mending_the_headline_names_what_is_left(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "", "orders.py": f"import os\n\n{BARE}"})

    done = command("check", "--fix", "--select", "RK301,RK702", ".")

    assert "1 finding in 1 of 2 files: 1 error" in done.out.splitlines()
    assert (done.status, done.err) == (1, "Fixed 1 finding.\n")


UNJUDGED = {
    "a text that takes too long": (LONG, "orders.py", Settings(time_limit=1e-9), "not all rules have judged it"),
    "a notebook in another language": (IN_R, "day.ipynb", Settings(), "day.ipynb: a notebook in another language"),
    "a text for which no rule is left": (BARE, "orders.py", Settings(ignore=("ALL",)), NO_RULE),
}


@pytest.mark.parametrize(("text", "path", "settings", "told"), UNJUDGED.values(), ids=UNJUDGED)
def test_the_library_warns_of_what_it_did_not_judge(text: str, path: str, settings: Settings, told: str) -> None:
    with pytest.warns(rulekit.UnjudgedWarning, match=told) as caught:
        assert rulekit.check(text, path, settings=settings) == ()

    assert [warning.filename for warning in caught] == [__file__]


def test_the_library_warns_of_a_rule_that_fails_and_gives_what_the_others_find(failing_rule: Rule) -> None:
    text = BARE.replace("stop()", "pass")
    with pytest.warns(rulekit.UnjudgedWarning, match="RK301 failed") as caught:
        found = rulekit.check(text)
    with pytest.warns(rulekit.UnjudgedWarning, match="RK301 failed"):
        alone = rulekit.rules[failing_rule.code].check(text)

    assert ([one.code for one in found], alone) == (["RK304"], ())
    assert [warning.filename for warning in caught] == [__file__]


def test_the_library_is_silent_where_all_was_judged(recwarn: pytest.WarningsRecorder) -> None:
    rulekit.check(BARE)
    rulekit.check(notebook_of(BARE), "day.ipynb")

    assert list(recwarn) == []


@pytest.fixture
def exercise() -> Exercise:
    return library()["bare-except.fix"]


def test_no_exercise_is_passed_that_not_every_rule_has_judged(exercise: Exercise, failing_rule: Rule) -> None:
    verdict = judge_answer(exercise, exercise.solution)

    assert verdict.outcome is Outcome.CHECKER_ERROR
    assert f"{failing_rule.code} failed" in verdict.message


HEADLINES = {
    "Clean": Card(()),
    "Mended RK104. Clean": Card((), gone="mended RK104"),
    "Not everything was judged": Card((), unjudged=("RK301 failed",)),
    "1 finding: 1 warning": Card((finding(),)),
    "1 finding: 1 warning; 2 can be fixed": Card((finding(),), done="2 can be fixed"),
    "1 finding: 1 warning; not everything was judged": Card((finding(),), unjudged=("RK301 failed",)),
}


@pytest.mark.parametrize(("headline", "card"), HEADLINES.items(), ids=HEADLINES)
def test_a_card_says_the_same_in_every_form(headline: str, card: Card) -> None:
    bundle = card._repr_mimebundle_()

    assert bundle["text/plain"].splitlines()[0] == headline
    assert bundle["text/markdown"].startswith(f"**{headline}**")
    assert f"<strong>{headline}</strong>" in bundle["text/html"]
    for form in ("text/plain", "text/markdown", "text/html"):
        assert ("RK301 failed" in bundle[form]) is bool(card.unjudged)


def test_a_problem_is_shown_as_text_in_every_form() -> None:
    bundle = Card((), unjudged=("<img src=x> \x1b[31m",))._repr_mimebundle_()

    assert "<img" not in bundle["text/html"] + bundle["text/markdown"]
    assert [form for form, shown in bundle.items() if "\x1b" in str(shown)] == []
