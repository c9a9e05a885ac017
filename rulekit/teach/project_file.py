"""A project: a folder of files that a learner works on, with checks of what it must do in the end.

Its one file, `project.md`, holds blocks whose labels name files: `file NAME` is given, `solution NAME` is how it may
be in the end, and `checks` are tests of the folder. Notebooks are in the percent format: `# %%` parts their cells.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rulekit.model.errors import RulekitError
from rulekit.teach.curricula import Curricula, curricula
from rulekit.teach.exercise_file import Fence, read_page
from rulekit.teach.patches import patched
from rulekit.teach.problems import ExerciseError, Problems, nearest

PROJECT = "project.md"
GIVEN, SOLVED, CHECKS, WRONG = "file", "solution", "checks", "wrong"
NOTEBOOK = ".ipynb"
_CELL = re.compile(r"^# %%(.*)\n", re.MULTILINE)


class UnknownProjectError(RulekitError, KeyError):
    """A name that no project has."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Project:
    """A folder called `name`: its files as they are given, those of a solution, and the checks of both.

    `wrong` holds solutions with a fault, each beside the name of the check that must see it.
    """

    name: str
    title: str
    files: Mapping[str, str]
    solution: Mapping[str, str]
    checks: str
    wrong: tuple[tuple[str, Mapping[str, str]], ...] = ()


def projects() -> Mapping[str, Project]:
    """Give all projects by their names, which are those of their lessons."""
    return _projects(curricula())


@cache
def _projects(held: Curricula) -> Mapping[str, Project]:
    named = ((home, place, place.rpartition("/")[0]) for home, place in held.named(PROJECT))
    return {name: read_project(name, home.text(place)) for home, place, name in named}


def project_named(name: str) -> Project:
    """Give a project.

    Raises:
        UnknownProjectError: none is called so.
    """
    known = projects()
    if name not in known:
        raise UnknownProjectError(
            f"unknown project `{name}`{nearest(name, known)}: the projects are {', '.join(known)}"
        )
    return known[name]


def read_project(name: str, text: str) -> Project:
    """Read a project from the text of its file.

    Raises:
        ExerciseError: a patch does not fit the solution.
    """
    page = read_page(text.splitlines())
    given = dict(_labelled(page.fences, GIVEN))
    solution = given | dict(_labelled(page.fences, SOLVED))
    checks = next(fence.text for fence in page.fences if fence.label == CHECKS)
    problems = Problems(f"{name}/{PROJECT}")
    wrong = tuple(_wrong(page.fences, solution, problems))
    if problems.found:
        raise ExerciseError(problems.found)
    return Project(name, page.titles[0][0], _as_files(given), _as_files(solution), checks, wrong)


def _labelled(fences: tuple[Fence, ...], label: str) -> Iterator[tuple[str, str]]:
    for fence in fences:
        word, _, path = fence.label.partition(" ")
        if word == label:
            yield path, fence.text


def _wrong(
    fences: tuple[Fence, ...], solution: Mapping[str, str], problems: Problems
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Read the blocks `diff wrong FILE: CHECK`."""
    for fence in fences:
        word, _, rest = fence.label.partition(" ")
        if word == WRONG:
            path, _, check = rest.partition(": ")
            yield check, _as_files({**solution, path: patched(solution[path], fence, problems)})


def _as_files(texts: Mapping[str, str]) -> Mapping[str, str]:
    return {path: as_notebook(text) if path.endswith(NOTEBOOK) else text for path, text in texts.items()}


def as_notebook(text: str) -> str:
    """Write the text of a notebook file from cells in the percent format."""
    _, *parts = _CELL.split(text)
    cells = [_cell(number, *pair) for number, pair in enumerate(zip(parts[::2], parts[1::2], strict=True), 1)]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    document = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, head: str, body: str) -> dict[str, object]:
    is_prose = "markdown" in head
    rows = body.strip("\n").split("\n")
    source = "\n".join(row.removeprefix("#").removeprefix(" ") for row in rows) if is_prose else "\n".join(rows)
    common = {"id": f"cell-{number:02}", "metadata": {}, "source": source.splitlines(keepends=True)}
    if is_prose:
        return {"cell_type": "markdown", **common}
    return {"cell_type": "code", "execution_count": None, "outputs": [], **common}
