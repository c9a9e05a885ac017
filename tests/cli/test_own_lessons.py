"""Lessons of a team's own: they are offered beside ours or instead of them, and none is read before it is trusted."""

import json
from pathlib import Path

import pytest

from rulekit.api import as_taught, report_on, rules
from tests.conftest import Command
from tests.lessons import FILES, SETTINGS
from tests.shop import BARE, project

NEVER = "lessons not loaded, as this code may not run yet"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a lesson of its own."""
    return project(tmp_path, FILES)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("words", ["check", "check bare-except.fix-42", "list", "build"])
def test_lessons_of_a_stranger_are_not_taught_proven_or_built(words: str, command: Command) -> None:
    done = command("teach", *words.split())
    assert (done.status, NEVER in done.err, "fix-42" in done.out) == (2, True, False)


def test_a_learner_gets_ours_and_hears_why_others_are_missing(command: Command, repository: Path) -> None:
    done = command("learn", "class", "--no-open")
    assert (done.status, NEVER in done.err) == (0, True)
    assert not (repository / "class" / "13_nights.ipynb").exists()


@pytest.mark.usefixtures("repository")
def test_lessons_are_no_business_of_a_check(command: Command) -> None:
    assert command("check", ".").err == ""


def test_trust_holds_until_a_file_of_a_lesson_changes(command: Command, repository: Path) -> None:
    command("trust")
    assert "bare-except.fix-42 " in command("teach", "list").out
    (repository / "lessons/nights/chapter.md").write_text("# Days\n", "utf-8")
    assert "`nights/chapter.md` is another than the one that was trusted" in command("teach", "list").err
    command("trust", "--withdraw")
    assert NEVER in command("teach", "list").err


def test_rules_and_lessons_of_one_folder_are_trusted_each_by_its_own_files(command: Command, tmp_path: Path) -> None:
    settings = '[tool.rulekit]\nrules = ["lessons/"]\ncurriculum = "lessons/"\n'
    project(tmp_path, {**FILES, "pyproject.toml": settings, "lessons/words.py": "CALLED = 1\n"})
    assert command("trust").out.count("may run from now on") == 2
    (tmp_path / "lessons/nights/chapter.md").write_text("# Days\n", "utf-8")
    assert command("check", ".").err == ""


def test_a_learner_elsewhere_goes_by_the_settings_of_the_repository(
    command: Command, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("class")
    assert "14 lessons copied" in command("learn", str(elsewhere), "--no-open", "--trust").out
    cells = json.loads((elsewhere / "13_nights.ipynb").read_text("utf-8"))["cells"]
    assert any("%%exercise bare-except.fix-42" in "".join(one["source"]) for one in cells)
    command("trust", cwd=repository)
    assert "bare-except.fix-42 " in command("teach", "list", cwd=elsewhere).out


def test_own_lessons_may_stand_instead_of_ours(command: Command, tmp_path: Path) -> None:
    settings = SETTINGS + 'shipped-lessons = false\nselect = ["bare-except"]\n'
    project(tmp_path, {**FILES, "pyproject.toml": settings})
    assert "1 lesson copied" in command("learn", "class", "--no-open", "--trust").out
    assert (tmp_path / "class" / "01_nights.ipynb").exists()
    rows = command("teach", "--trust", "list").out.splitlines()
    listed = [row.split()[0] for row in rows[1 : rows.index("")]]
    assert listed == [
        "bare-except.predict",
        "bare-except.predict-2",
        "errors.spot",
        "bare-except.parsons",
        "bare-except.fix-42",
    ]


def test_a_curriculum_that_is_not_there_is_a_mistake_in_the_settings(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS})
    assert "`curriculum` names `lessons/`, which is not there: correct it" in command("check", ".").err


LONG = "[tool.rulekit.long-function]\nmax-lines = 40\n"


def test_lessons_pages_and_verdicts_say_the_numbers_of_the_team(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": LONG})
    command("learn", "class", "--no-open")
    lesson = (tmp_path / "class" / "01_general.ipynb").read_text("utf-8")
    told = ("should be 40 lines", "No function is longer than 40 lines of code.", "should be 30 lines", "30 lines")
    assert [words in lesson for words in told] == [True, True, False, False]
    page = command("explain", "long-function").out
    assert ("more than 40 lines of code" in page, "30 lines" in page) == (True, False)
    command("docs", "build", "site")
    site = (tmp_path / "site" / "rules" / "long-function.html").read_text("utf-8").partition("The check's own code")[0]
    assert ("should be 40 lines" in site, "should be 30 lines" in site) == (True, False)
    body = "".join(f"    load({number})\n" for number in range(35))
    answer = f'from shop import load\n\n\ndef receipt() -> None:\n    """Load."""\n{body}'
    assert not any(one.code == "RK103" for one in report_on(answer, settings=as_taught()).findings)
    assert "40 lines" in rules["long-function"].guide


def test_a_starter_in_which_the_rule_finds_nothing_by_the_numbers_of_the_team_says_so(
    command: Command, tmp_path: Path
) -> None:
    project(tmp_path, {"pyproject.toml": LONG.replace("40", "100")})
    command("learn", "class", "--no-open")
    lesson = (tmp_path / "class" / "01_general.ipynb").read_text("utf-8")
    assert "By your settings `long-function` finds nothing in this code" in lesson
    assert "It was written for `max-lines = 30`: go by that here." in lesson


@pytest.mark.parametrize("value", ["30", "20"])
def test_where_the_rule_still_finds_something_nothing_is_said(command: Command, tmp_path: Path, value: str) -> None:
    project(tmp_path, {"pyproject.toml": LONG.replace("40", value)})
    command("learn", "class", "--no-open")
    assert "By your settings" not in (tmp_path / "class" / "01_general.ipynb").read_text("utf-8")


def test_code_scanning_reads_the_numbers_of_the_settings(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop/pyproject.toml": LONG, "shop/till.py": BARE})
    for words in (["shop"], ["."]):
        run = json.loads(command("check", *words, "--output-format", "sarif").out)["runs"][0]
        [told] = [json.dumps(one) for one in run["tool"]["driver"]["rules"] if one["name"] == "long-function"]
        of_team = words == ["shop"]
        assert ("40 lines" in told, "30 lines" in told) == (of_team, not of_team)
        assert [one["ruleId"] for one in run["results"]] == ["RK301"]


def test_an_own_exercise_is_proven_by_the_rules_that_the_team_selects(command: Command, tmp_path: Path) -> None:
    project(tmp_path, FILES)
    check = ("teach", "--trust", "check", "bare-except.fix-42")
    assert "the starter has a finding of RK101, which is not its rule" in command(*check).out
    project(tmp_path, {"pyproject.toml": SETTINGS + 'ignore = ["RK101"]\n'})
    told = command(*check).out
    assert ("RK101" in told, "bare-except.fix-42 K" in told) == (False, True)


def test_an_own_exercise_about_a_rule_that_the_team_does_not_select_is_no_part_of_its_guide(
    command: Command, tmp_path: Path
) -> None:
    project(tmp_path, {**FILES, "pyproject.toml": SETTINGS + 'ignore = ["bare-except"]\n'})
    done = command("teach", "--trust", "check", "bare-except.fix-42")
    assert done.status == 1
    assert "the settings do not select `bare-except`: select it, or take the exercise away" in done.out


def test_an_own_lesson_may_be_called_as_one_of_our_sections(command: Command, tmp_path: Path) -> None:
    moved = {name.replace("nights", "logging"): text for name, text in FILES.items()}
    project(tmp_path, {**moved, "pyproject.toml": SETTINGS})
    assert "14 lessons copied" in command("learn", "class", "--no-open", "--trust").out
    assert "%%exercise bare-except.fix-42" in (tmp_path / "class" / "13_logging.ipynb").read_text("utf-8")
    assert "%%exercise bare-except.fix-42" not in (tmp_path / "class" / "02_logging.ipynb").read_text("utf-8")
    assert "bare-except.fix-42 K1" in command("teach", "--trust", "check", "bare-except.fix-42").out


def test_who_learns_reads_a_line_for_each_place_that_an_author_has_left_open(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "lessons/nights/chapter.md": "# Nights\n"})
    command("teach", "new", "bare-except.fix-2")
    command("trust")
    told = command("learn", "class", "--no-open").err.splitlines()
    assert len(told) > 1
    assert all(line.startswith("rulekit: ") and "this place is still to be filled in" in line for line in told)
