"""The lessons: strict under nbval, fresh, clean, and a changed verdict is noticed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rulekit.api import check_paths
from rulekit.model.finding import Severity

ROOT = Path(__file__).resolve().parent.parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.stem for lesson in LESSONS])


def nbval(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Run a notebook strictly under nbval, in a pytest of its own."""
    words = ["pytest", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", "-q", "-c", "/dev/null", name]
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        shell=False,
    )


def test_there_are_lessons() -> None:
    assert [lesson.stem for lesson in LESSONS][:1] == ["00_start_here"]


@each_lesson
def test_a_lesson_gives_its_stored_outputs(lesson: Path, tmp_path: Path) -> None:
    shutil.copy(lesson, tmp_path)

    done = nbval(tmp_path, lesson.name)

    assert done.returncode == 0, done.stdout


@each_lesson
def test_a_changed_verdict_is_noticed(lesson: Path, tmp_path: Path) -> None:
    text = lesson.read_text("utf-8")
    (tmp_path / lesson.name).write_text(text.replace('"Clean"', '"Spotless"', 1), "utf-8")

    done = nbval(tmp_path, lesson.name)

    assert text.count('"Clean"') > 0
    assert done.returncode == 1
    assert "1 failed" in done.stdout


@each_lesson
def test_a_lesson_is_clean_but_for_what_its_cells_expect(lesson: Path) -> None:
    report = check_paths([str(lesson)])

    assert [f for f in report.findings if f.severity is not Severity.ADVICE] == []


@each_lesson
def test_no_stored_output_holds_a_usage_error_or_a_path_of_a_machine(lesson: Path) -> None:
    outputs = json.dumps([cell.get("outputs", []) for cell in json.loads(lesson.read_text("utf-8"))["cells"]])

    assert [word for word in ("UsageError", "Traceback", "/home/", "/root/", "/tmp/") if word in outputs] == []  # noqa: S108 - looked for, not used


def test_lessons_are_fresh(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder)

    done = subprocess.run(
        [sys.executable, "-m", "rulekit", "teach", "build", "--check", "--folder", str(folder)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        shell=False,
    )

    assert (done.returncode, done.stdout) == (0, "")
