"""The lessons: strict under nbval, fresh, clean, and a changed verdict is noticed."""

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from rulekit.api import check_paths
from rulekit.engine.catalog import catalog
from rulekit.model.finding import Severity
from rulekit.teach.catalog import library
from rulekit.teach.lessons import lessons
from rulekit.teach.notebooks import UNCOMPARED, as_json, lesson_cells, numbered
from rulekit.teach.sheet import opening
from tests.jupyter.strict import failed_cells, nbval
from tests.shop import REPOSITORY
from tests.waiting import ran

NOTEBOOKS = REPOSITORY / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
SOLUTIONS = sorted((NOTEBOOKS / "solutions").glob("*.ipynb"))
TAUGHT = LESSONS[1:]
BUILT = "dependencies"
LONG = 20
FIRST_WORDS, FIRST_LINES = 130, 30
OWN = ("%%exercise", "%exercise witness", "%exercise progress", "%exercise again", "%exercise score")
HOW_IT_WORKS = ("Answer", "%exercise hint", "form", "%exercise progress", "%explore")
TWO_SCREENS = 450
_FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
MOST_READING = 1.25
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.stem for lesson in LESSONS])
each_taught = pytest.mark.parametrize("lesson", TAUGHT, ids=[lesson.stem for lesson in TAUGHT])
each_solution = pytest.mark.parametrize("lesson", SOLUTIONS, ids=[lesson.stem for lesson in SOLUTIONS])


def cells_of(lesson: Path) -> list[dict[str, Any]]:
    """Read the cells of a notebook."""
    cells: list[dict[str, Any]] = json.loads(lesson.read_text("utf-8"))["cells"]
    return cells


def source_of(cell: dict[str, Any]) -> str:
    """Read the text of a cell."""
    return "".join(cell["source"])


def verdicts_of(lesson: Path) -> list[str]:
    """Give the first words of each stored verdict."""
    answers = [cell for cell in cells_of(lesson) if "".join(cell["source"]).startswith("%%exercise ")]
    texts = ["".join(cell["outputs"][0]["data"]["text/plain"]) for cell in answers]
    assert len(texts) == len(answers)
    return [text.partition("  ")[0] for text in texts]


def has_project(lesson: Path) -> bool:
    """Tell whether a lesson is about a folder of files, which takes most of its time."""
    return any("".join(cell["source"]).startswith("%exercise begin") for cell in cells_of(lesson))


def prose_of(lesson: Path) -> str:
    """Read the Markdown cells of a notebook."""
    return "\n".join("".join(cell["source"]) for cell in cells_of(lesson) if cell["cell_type"] == "markdown")


def minutes_of(lesson: Path) -> int:
    """Read how long a lesson says that it takes."""
    return int(re.findall(r"^About (\d+) minutes", prose_of(lesson), re.MULTILINE)[0])


def test_the_first_lesson_leads_to_all_others_with_their_minutes() -> None:
    rows = re.findall(r"^\| \[.+\]\((.+)\) \| (\d+) \|", prose_of(LESSONS[0]), re.MULTILINE)

    assert rows == [(lesson.name, str(minutes_of(lesson))) for lesson in TAUGHT]


@each_taught
def test_the_minutes_of_a_lesson_are_those_of_its_exercises_and_some_for_reading(lesson: Path) -> None:
    exercises = [int(minutes) for minutes in re.findall(r", about (\d+) min\*", prose_of(lesson))]

    assert minutes_of(lesson) >= sum(exercises)
    if not has_project(lesson):
        assert minutes_of(lesson) / sum(exercises) <= MOST_READING


def test_the_readme_counts_the_exercises() -> None:
    sources = [source_of(cell) for lesson in LESSONS for cell in cells_of(lesson)]
    shown = {text.split()[1] for text in sources if text.startswith("%%exercise ")}
    for name in ("README.md", "docs/notebooks.md"):
        text = (REPOSITORY / name).read_text("utf-8")
        assert f"with {len(shown)} exercises" in text
        assert f"{len({*library()} - shown)} more" in text


def write_alone(folder: Path, lesson: Path, text: str) -> str:
    """Write a lesson into a folder of its own, as if it were the only one; give its path."""
    place = folder / lesson.stem / lesson.name
    place.parent.mkdir()
    place.write_text(text, "utf-8")
    return str(place)


def test_the_lessons_give_their_stored_outputs(tmp_path: Path) -> None:
    copies = [write_alone(tmp_path, lesson, lesson.read_text("utf-8")) for lesson in LESSONS]

    done = nbval(tmp_path, *copies)

    assert done.returncode == 0, done.stdout


def test_a_changed_verdict_is_noticed(tmp_path: Path) -> None:
    text, last = with_a_changed_verdict(SOLUTIONS[0])

    done = nbval(tmp_path, write_alone(tmp_path, SOLUTIONS[0], text))

    assert failed_cells(done.stdout) == {SOLUTIONS[0].name: [last]}, done.stdout


@each_solution
def test_no_verdict_on_a_solution_goes_uncompared(lesson: Path) -> None:
    verdicts = [cell for cell in cells_of(lesson) if source_of(cell).startswith("%%exercise ")]

    assert [cell["outputs"] for cell in verdicts if not cell["outputs"]] == []
    assert [cell["id"] for cell in verdicts if UNCOMPARED in cell["metadata"].get("tags", ())] == []


def with_a_changed_verdict(lesson: Path) -> tuple[str, int]:
    """Give a lesson until its first verdict, which is another, and the place of that cell among those of code."""
    before, after = '"PASSED  ', '"NOT YET  '
    kept: dict[str, Any] = {**json.loads(lesson.read_text("utf-8")), "cells": []}
    for cell in cells_of(lesson):
        kept["cells"].append(cell)
        if before in json.dumps(cell):
            kinds = [one["cell_type"] for one in kept["cells"]]
            return json.dumps(kept).replace(before, after), kinds.count("code") - 1
    raise AssertionError(f"{lesson.name} holds no verdict")


@each_lesson
def test_what_a_learner_is_to_run_is_not_run_already(lesson: Path) -> None:
    code = [cell for cell in cells_of(lesson) if cell["cell_type"] == "code"]
    answers = {opening(one): one.id for one in library().values()}
    own = [cell for cell in code if "".join(cell["source"]).startswith(OWN)]

    assert [cell["outputs"] for cell in own if cell["outputs"]] == []
    assert [cell for cell in code if bool(cell["outputs"]) is not bool(cell["execution_count"])] == []
    assert [one for one in map(source_of, own) if one.startswith("%%") and one not in answers] == []


@each_lesson
def test_a_lesson_leads_back_and_on_and_ends_with_what_was_passed(lesson: Path) -> None:
    at = LESSONS.index(lesson)
    links = re.findall(r"\((\d\d_\w+\.ipynb)\)", source_of(cells_of(lesson)[0]) + source_of(cells_of(lesson)[-1]))
    around = LESSONS[max(at - 1, 0) : at] + (LESSONS[at + 1 : at + 2] or LESSONS[:1])

    assert links == [one.name for one in around]
    assert source_of(cells_of(lesson)[-2]).startswith("%exercise progress ")


def test_the_first_exercise_of_all_stands_in_the_first_screen() -> None:
    sources = list(map(source_of, cells_of(LESSONS[0])))
    first = next(at for at, text in enumerate(sources) if text.startswith("%%exercise "))
    lines = "\n".join(sources[: first + 1]).splitlines()

    assert len(" ".join(lines).split()) <= FIRST_WORDS
    assert len(lines) <= FIRST_LINES
    assert sources[first - 1].startswith("%exercise witness ")
    assert sum(text.startswith("- **") for text in sources[first + 1].splitlines()) == len(HOW_IT_WORKS)
    assert [word for word in HOW_IT_WORKS if word not in sources[first + 1]] == []


@each_taught
def test_a_lesson_asks_for_no_more_than_two_screens_of_reading_before_something_is_done(lesson: Path) -> None:
    words, longest = 0, 0
    for cell in cells_of(lesson):
        is_text = cell["cell_type"] == "markdown"
        words = words + len(_FOLDED.sub("", "".join(cell["source"])).split()) if is_text else 0
        longest = max(longest, words)

    assert 0 < longest <= TWO_SCREENS


@each_taught
def test_a_lesson_holds_no_line_of_a_solution(lesson: Path) -> None:
    text = lesson.read_text("utf-8")
    some = [one for one in library().values() if one.kind.is_code and f"%%exercise {one.id}" in text]
    taught = "".join(
        f"{example.bad}{example.good}" for rule in catalog() for example in (*rule.examples, *rule.tempting)
    )
    known = {one.id: f"{taught}{one.starter}{one.goal}{''.join(one.modules.values())}" for one in some}
    lines = [(one.id, line.strip()) for one in some for line in one.solution.splitlines() if len(line.strip()) >= LONG]
    new = [line for name, line in lines if line not in known[name]]

    assert some or has_project(lesson)
    assert [line for line in new if json.dumps(line)[1:-1] in text and line not in "".join(known.values())] == []


def test_the_solutions_pass_strictly(tmp_path: Path) -> None:
    copies = [write_alone(tmp_path, lesson, lesson.read_text("utf-8")) for lesson in SOLUTIONS]

    done = nbval(tmp_path, *copies, RULEKIT_STRICT="1")

    assert done.returncode == 0, done.stdout


@each_solution
def test_every_verdict_on_a_solution_is_passed(lesson: Path) -> None:
    assert set(verdicts_of(lesson)) == {"PASSED"}


def test_every_lesson_with_exercises_has_its_solutions() -> None:
    assert [one.name for one in LESSONS] == [one.name for one in SOLUTIONS]


@each_lesson
def test_a_lesson_is_clean_but_for_what_its_cells_expect(lesson: Path) -> None:
    report = check_paths([str(lesson)])

    assert [f for f in report.findings if f.severity is not Severity.ADVICE] == []


@each_lesson
def test_no_stored_output_holds_a_usage_error_or_a_path_of_a_machine(lesson: Path) -> None:
    outputs = json.dumps([cell.get("outputs", []) for cell in json.loads(lesson.read_text("utf-8"))["cells"]])

    assert [word for word in ("UsageError", "Traceback", "/home/", "/root/", "/tmp/") if word in outputs] == []  # noqa: S108 - looked for, not used


@each_lesson
def test_a_lesson_and_its_solutions_are_what_its_chapter_says(lesson: Path) -> None:
    """What the cells give when they run is proven by nbval above; the rest needs no kernel."""
    (taught,) = (one for one in lessons() if one.notebook == lesson.name)

    for path, cells in lesson_cells(taught, lesson, library()).items():
        stored = json.loads(path.read_text("utf-8"))
        assert path.read_text("utf-8") == as_json(stored["cells"])
        for number, cell in enumerate((one for one in stored["cells"] if one["cell_type"] == "code"), 1):
            assert not cell["outputs"] or UNCOMPARED not in cell["metadata"].get("tags", ())
            assert [one for one in cell["outputs"] if one.get("metadata")] == []
            assert cell["execution_count"] == (number if cell["outputs"] else None)
            cell.update(execution_count=None, outputs=[])
        assert stored["cells"] == list(numbered(cells))


def test_a_lesson_is_built_to_the_letter(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    shutil.copytree(NOTEBOOKS, folder)

    done = ran(sys.executable, "-m", "rulekit", "teach", "build", BUILT, "--check", "--folder", folder, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "")
