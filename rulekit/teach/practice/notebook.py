"""The notebook of practice: its cells, and the items in its metadata, from which a kernel makes the exercises."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rulekit.model.errors import UnreadableError
from rulekit.teach.chapter import LessonCell
from rulekit.teach.exercise import Exercise
from rulekit.teach.notebooks import as_json, numbered
from rulekit.teach.practice.items import Item, exercise_of
from rulekit.teach.sheet import opening, sheet_of

KEY, PRACTICE = "rulekit", "practice"
OPENING = """\
# Practice with your own code

{number} items from `{folder}`. Run the next cell first, then answer cell by cell: a verdict appears below each.
rulekit judges the answers by the guide as it is written. {running} Nothing leaves this machine.
`%exercise hint {lesson}.1` helps, `%exercise solution {lesson}.1` shows the answer, `%exercise form {lesson}.2` takes \
answers of letters and numbers by mouse."""
NOT_RUN = "The code is read, and never run."
RUN = "It is passed when your own tests of its file pass too; they run as they always do, on a copy of the project."
TESTS = "--tests"


def lesson_of(path: Path) -> str:
    """Give the lesson that a notebook is, by its file's name."""
    return PRACTICE if path.stem == PRACTICE else f"{PRACTICE}-{path.stem}"


def exercises_of(items: Sequence[Item], lesson: str, codes: frozenset[str]) -> list[Exercise]:
    """Number the items."""
    return [exercise_of(item, lesson, number, codes) for number, item in enumerate(items, 1)]


def written(items: Sequence[Item], target: Path, folder: Path, codes: frozenset[str], *, tests: bool = False) -> str:
    """Write the text of the notebook; `tests` lets its first cell ask that the learner's own tests run."""
    lesson = lesson_of(target)
    running = RUN if tests else NOT_RUN
    words = OPENING.format(number=len(items), folder=folder.resolve().name, running=running, lesson=lesson)
    asked = f"%exercise from {json.dumps(target.name, ensure_ascii=False)}" + f" {TESTS}" * tests
    cells = [LessonCell("markdown", words), LessonCell("code", f"%load_ext rulekit\n{asked}")]
    for exercise in exercises_of(items, lesson, codes):
        cells += [LessonCell("markdown", sheet_of(exercise).rstrip()), LessonCell("code", opening(exercise))]
    cells.append(LessonCell("code", f"%exercise score {lesson}"))
    kept: dict[str, Any] = {"items": [asdict(item) for item in items], "codes": sorted(codes)}
    if tests:
        kept["root"] = os.path.relpath(folder, target.resolve().parent)
    return as_json(list(numbered(cells)), {KEY: {PRACTICE: kept}})


def read_practice(path: Path, *, tests: bool = False) -> list[Exercise]:
    """Read the exercises of a notebook that `rulekit practice` wrote; `tests` lets the learner's own tests run.

    Raises:
        UnreadableError: it cannot be read, or holds none.
    """
    try:
        kept = json.loads(path.read_text("utf-8"))["metadata"][KEY][PRACTICE]
        items = [Item(**_as_values(row)) for row in kept["items"]]
        found = exercises_of(items, lesson_of(path), frozenset(kept["codes"]))
        return [_with_tests(one, str(path.resolve().parent / kept["root"])) for one in found] if tests else found
    except OSError as error:
        raise UnreadableError(
            f"{path}: cannot be read ({error.strerror}): name the notebook beside this one"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"{path}: holds no items: write it anew with `rulekit practice`") from error


def _with_tests(exercise: Exercise, root: str) -> Exercise:
    return replace(exercise, origin=exercise.origin and replace(exercise.origin, root=root))


def _as_values(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "rules": tuple(row["rules"])}
