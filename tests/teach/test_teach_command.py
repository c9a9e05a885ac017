"""`rulekit teach`: authors begin an exercise, and see what there is."""

import re
from pathlib import Path

import pytest

from rulekit.cli.main import main
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Kind
from rulekit.teach.frontmatter import WRITTEN
from rulekit.teach.reading import ExerciseError, read_exercise
from rulekit.teach.scaffold import plan_of, scaffold
from tests.teach.samples import FIX

NAMES = [
    f"{owner}.{kind.value}" for owner in ("bare-except", "RK601", "RK701") for kind in WRITTEN if kind is not Kind.MIX
]


@pytest.mark.parametrize("name", [*NAMES, "errors.mix", "RK7.mix", "bare-except.fix-3"])
def test_a_new_file_needs_nothing_but_what_is_to_be_filled_in(name: str) -> None:
    plan = plan_of(name)

    with pytest.raises(ExerciseError) as raised:
        read_exercise(scaffold(plan), f"{plan.section.name}/{plan.id}.md")

    assert {problem.message for problem in raised.value.problems} == {
        "this place is still to be filled in: write it, and take the words away"
    }


def test_new_writes_a_file_and_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["teach", "new", "RK301.fix-2", "--folder", str(tmp_path / "ours")])

    file = tmp_path / "ours" / "bare-except.fix-2.md"
    assert status == 0
    assert capsys.readouterr().out == f"{file}\nFill it in, then run `rulekit teach check bare-except.fix-2`.\n"
    assert file.read_text("utf-8").startswith("---\nrule: bare-except\nkind: fix\nnumber: 2\n")


def test_new_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bare-except.fix.md"
    file.write_text("mine", "utf-8")

    status = main(["teach", "new", "bare-except.fix", "--folder", str(tmp_path)])

    assert status == 2
    assert "exists already: write there, or begin `bare-except.fix-2`" in capsys.readouterr().err
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bare-exept.fix", "unknown rule `bare-exept`, did you mean `bare-except`"),
        ("bare-except.fixx", "unknown kind `fixx`, did you mean `fix`"),
        ("bare-except.predict", "unknown kind `predict`"),
        ("bare-except", "is no RULE.KIND: write one like `bare-except.fix`"),
        ("bare-except.fix-1", "the first exercise has no number"),
        ("error.mix", "unknown section `error`, did you mean `errors`"),
    ],
)
def test_new_says_what_it_cannot_begin(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["teach", "new", name, "--folder", str(tmp_path)])

    assert status == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_new_says_where_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    status = main(["teach", "new", "bare-except.fix", "--folder", str(tmp_path / "file" / "ours")])

    assert status == 2
    assert "name another `--folder`" in capsys.readouterr().err


def test_list_shows_every_exercise_and_counts_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teach", "list"]) == 0

    rows = capsys.readouterr().out.splitlines()
    found = library()
    authored = sum(one.is_authored for one in found.values())
    minutes = sum(one.minutes for one in found.values())
    assert [row.split()[0] for row in rows[1 : len(found) + 1]] == list(found)
    assert re.split(r"  +", rows[1])[1:4] == ["predict", "1 min", "derived"]
    counted = f"{len(found)} exercises, {minutes} minutes: {authored} authored, {len(found) - authored} derived"
    assert counted in rows
    assert rows[-1].split()[0] == "all"
    assert rows[-1].split()[-1] == str(len(found))


def test_list_counts_a_teams_exercises_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare-except.fix-42.md").write_text(FIX.replace("kind: fix", "kind: fix\nnumber: 42"), "utf-8")

    assert main(["teach", "list", "--folder", str(tmp_path)]) == 0
    assert "bare-except.fix-42 " in capsys.readouterr().out


def test_list_gives_each_problem_a_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bare-except.fix-42.md"
    file.write_text(FIX.replace("level: 2", "level: 7").replace("kind: fix", "kind: fixx"), "utf-8")

    assert main(["teach", "list", "--folder", str(tmp_path)]) == 2

    said = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in said] == [f"{file}:3", f"{file}:5"]


def test_build_wants_a_folder_that_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teach", "build", "--check", "--folder", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err
