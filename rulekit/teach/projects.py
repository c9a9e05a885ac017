"""Working on a project: its files are put into a folder, and the folder is graded by rules and by behaviour."""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from rulekit.model.errors import RulekitError
from rulekit.report.summary import count
from rulekit.teach.project_file import Project

PLUGIN = "rulekit.teach.project_checks"
# Plugins of pytest that happen to be installed have no say, and take most of the time.
ALONE = {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
CHECKS, RESULT = "test_project.py", "result.xml"
LEFT_OUT = (".*cache", "__pycache__", ".ipynb_checkpoints", ".git", ".rulekit")
FAILED = ("failure", "error")


class ProjectError(RulekitError):
    """A project that cannot be begun or graded here."""


@dataclass(frozen=True)
class Point:
    """A requirement, and what stands in its way; nothing where it holds."""

    sentence: str
    problem: str = ""


@dataclass(frozen=True)
class Grade:
    """How a project stands, requirement by requirement."""

    project: Project
    points: tuple[Point, ...]

    @property
    def is_passed(self) -> bool:
        """Whether all requirements hold."""
        return not any(point.problem for point in self.points)

    def __str__(self) -> str:
        """Write the grade as plain text: all requirements, and the problem of the first that does not hold."""
        done = sum(not point.problem for point in self.points)
        mark = "PASSED" if self.is_passed else "NOT YET"
        return "\n".join(
            [
                f"{mark}  {self.project.name}  {self.project.title}   {done} of {len(self.points)} requirements hold",
                *self._rows(),
            ]
        )

    def _rows(self) -> Iterator[str]:
        is_told = False
        for point in self.points:
            yield f"  {'not yet' if point.problem else 'holds':<8} {point.sentence}"
            if point.problem and not is_told:
                is_told = True
                yield from (f"    {line}" for line in point.problem.splitlines())


def begin(project: Project, folder: Path, *, solved: bool = False) -> str:
    """Put the files of a project into a folder of its name, and tell which; what is there stays as it is.

    Raises:
        ProjectError: the folder cannot be written.
    """
    home = folder / project.name
    texts = project.solution if solved else project.files
    written = []
    try:
        for name, text in texts.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(text, "utf-8")
                written.append(name)
    except OSError as error:
        raise ProjectError(f"{home}: cannot be written ({error.strerror}): go to a folder of your own") from error
    kept = len(texts) - len(written)
    head = f"{count(len(written), 'file')} written to the folder {project.name}"
    return "\n".join(
        [head + (f", {kept} were there and stay" if kept else ""), *(f"  {name}" for name in sorted(written))]
    )


def grade(project: Project, folder: Path, only: str = "") -> Grade:
    """Grade the folder of a project: a copy of it is checked in a process of its own, by all checks or by one.

    Raises:
        ProjectError: it was not begun, or there are no processes here.
    """
    home = folder / project.name
    if not home.is_dir():
        raise ProjectError(f"there is no folder {project.name} here: `%exercise begin {project.name}` makes it")
    with tempfile.TemporaryDirectory() as temporary:
        work, outside = Path(temporary, project.name), Path(temporary, "checks")
        shutil.copytree(home, work, ignore=shutil.ignore_patterns(*LEFT_OUT))
        outside.mkdir()
        (outside / CHECKS).write_text(project.checks, "utf-8")
        said = _run(work, outside, f"::{only}" if only else "")
        results = _results(outside / RESULT)
    if not results:
        raise ProjectError(f"the project could not be graded: {said}")
    return Grade(
        project, tuple(Point(told, results[name]) for name, told in _sentences(project.checks) if name in results)
    )


def _run(work: Path, outside: Path, node: str) -> str:
    """Run the checks beside the files; give the end of what was said, for the case that nothing came of it."""
    options = ("-q", "--assert=plain", "-p", PLUGIN, "-p", "no:cacheprovider", "--rootdir", str(outside))
    command = [sys.executable, "-m", "pytest", *options, f"--junitxml={outside / RESULT}", f"{outside / CHECKS}{node}"]
    environment = os.environ | {"PYTHONPATH": str(work), **ALONE}
    try:
        done = subprocess.run(  # noqa: RK803, S603 - a learner may stop it; the command is ours
            command, cwd=work, env=environment, capture_output=True, text=True, check=False, shell=False
        )
    except OSError as error:
        raise ProjectError("grading a project needs programs of its own, which a browser does not have") from error
    return (done.stdout + done.stderr).strip()[-500:]


def _results(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    cases = ET.parse(file).getroot().iter("testcase")  # noqa: S314 - written by pytest a moment ago
    return {case.get("name", ""): _problem(case) for case in cases}


def _problem(case: ET.Element) -> str:
    failed = next((one for one in case if one.tag in FAILED), None)
    if failed is None:
        return ""
    return (failed.get("message") or "it fails").removeprefix("AssertionError: ").removeprefix("failed on setup with ")


def _sentences(checks: str) -> Iterator[tuple[str, str]]:
    for one in ast.parse(checks).body:
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
            yield one.name, (ast.get_docstring(one) or one.name).partition("\n")[0]
