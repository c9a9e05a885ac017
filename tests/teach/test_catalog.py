"""The library knows all exercises, in the order in which they are taught."""

from pathlib import Path

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.errors import UnreadableError
from rulekit.model.section import Section
from rulekit.teach.catalog import PATH, Library, UnknownExerciseError, library
from rulekit.teach.exercise import Kind
from rulekit.teach.reading import ExerciseError
from tests.teach.samples import FIX, JUDGE


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A team's folder with two exercises of its own, in folders of their choice."""
    (tmp_path / "ours").mkdir()
    second = FIX.replace("kind: fix", "kind: fix\nnumber: 42")
    (tmp_path / "ours" / "bare-except.fix-42.md").write_text(second, "utf-8")
    (tmp_path / "bare-except.judge-9.md").write_text(JUDGE.replace("kind: judge", "kind: judge\nnumber: 9"), "utf-8")
    (tmp_path / "chapter.md").write_text("# Our chapter\n", "utf-8")
    (tmp_path / "README.md").write_text("# Exercises of our team\n", "utf-8")
    return tmp_path


def test_it_holds_derived_and_authored_exercises() -> None:
    found = library()

    assert not found["bare-except.predict"].is_authored
    assert found["bare-except.fix"].is_authored
    assert {one.kind for one in found.values()} >= {Kind.PREDICT, Kind.SPOT, Kind.PARSONS, Kind.FIX, Kind.EXPLOIT}
    assert list(found) == [one.id for one in found.values()]


def test_it_is_read_once() -> None:
    assert library() is library()


@pytest.mark.parametrize("name", ["bare-except.fix", "RK301.fix", "rk301.FIX", "Bare-Except.Fix", " bare-except.fix "])
def test_an_exercise_has_its_id_and_the_one_with_the_code(name: str) -> None:
    assert library()[name].id == "bare-except.fix"


def test_an_unknown_id_gets_the_nearest_ones() -> None:
    with pytest.raises(UnknownExerciseError) as raised:
        library()["bare-exept.fix"]

    assert str(raised.value).startswith("unknown exercise `bare-exept.fix`, did you mean `bare-except.fix`")


def test_it_is_a_mapping() -> None:
    found = library()

    assert "RK301.fix" in found
    assert "RK999.fix" not in found
    assert found.get("RK999.fix") is None


def test_exercises_come_section_by_section_rule_by_rule_and_kind_by_kind() -> None:
    listed = [one for one in library().values() if one.kind is not Kind.MIX and not one.lesson]
    places = [(catalog().sections.index(one.section), one.rules[0], PATH.index(one.kind)) for one in listed]

    assert places == sorted(places)


def test_the_exercises_of_a_rule_and_of_a_section_are_found() -> None:
    found = library()

    assert {one.rules[0] for one in found.of_rule("bare-except")} == {"RK301"}
    assert found.of_rule("RK301") == found.of_rule("bare-except")
    assert {one.section for one in found.of_section("errors")} == {Section.ERRORS}
    assert found.of_section(Section.ERRORS) == found.of_section("RK3") == found.of_section("errors")


def test_a_mix_ends_its_section(tmp_path: Path) -> None:
    text = FIX.replace("rule: bare-except", "rule: RK301, RK304\nsection: errors")
    (tmp_path / "errors.mix-42.md").write_text(text.replace("kind: fix", "kind: mix\nnumber: 42"), "utf-8")

    found = library(tmp_path)

    assert found.of_section("errors")[-1].id == found["rk3.mix-42"].id == "errors.mix-42"
    assert found["errors.mix-42"] not in found.of_rule("RK301")


def test_a_team_has_exercises_of_its_own(team: Path) -> None:
    found = library(team)

    assert len(found) == len(library()) + 2
    assert found["RK301.fix-42"].path == str(team / "ours" / "bare-except.fix-42.md")
    ids = [one.id for one in found.of_rule("RK301")]
    assert ids.index("bare-except.fix") + 1 == ids.index("bare-except.fix-42")


def test_the_problems_of_all_files_are_told_together(team: Path) -> None:
    for path in team.rglob("bare-except*.md"):
        path.write_text(path.read_text("utf-8").replace("level:", "levle:"), "utf-8")

    with pytest.raises(ExerciseError) as raised:
        library(team)

    assert len({problem.path for problem in raised.value.problems}) == 2


def test_an_id_that_is_taken_and_an_unknown_prerequisite_are_told(tmp_path: Path) -> None:
    text = FIX.replace("level: 2", "level: 2\nprerequisites: bare-except.predict, bare-except.spott")
    (tmp_path / "bare-except.fix.md").write_text(text, "utf-8")

    with pytest.raises(ExerciseError) as raised:
        library(tmp_path)

    taken, unknown = (problem.message for problem in raised.value.problems)
    assert taken.endswith("has the id bare-except.fix already: add a `number`")
    assert unknown.startswith("unknown prerequisite `bare-except.spott`, did you mean `bare-except.spot`")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such folder"):
        library(tmp_path / "nowhere")


def test_a_library_may_be_made_of_any_exercises() -> None:
    some = library().of_rule("RK301")

    assert tuple(Library(reversed(some)).values()) == some
