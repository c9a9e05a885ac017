"""Writing a chapter as a notebook: the same text gives the same bytes, outputs included."""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rulekit.teach.chapter import LessonCell, read_chapter
from rulekit.teach.exercise import Exercise
from rulekit.teach.lesson_settings import extend_settings, trusting
from rulekit.teach.lessons import Lesson, lessons, neighbours
from rulekit.teach.progress import SWITCH
from rulekit.teach.sheet import answered

TIMEOUT = 600
SOLUTIONS = "solutions"
UNCOMPARED = "nbval-ignore-output"
WIDGET = "application/vnd.jupyter.widget-view+json"
BEGIN = "%exercise begin"
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def build_notebooks(lesson: Lesson, target: Path, exercises: Mapping[str, Exercise]) -> dict[Path, str]:
    """Run a lesson's cells in fresh kernels and give the text of the student's notebook and of the solutions'.

    Raises:
        UnreadableError: the chapter has an error.
    """
    return {path: _built(path, some) for path, some in lesson_cells(lesson, target, exercises).items()}


def lesson_cells(lesson: Lesson, target: Path, exercises: Mapping[str, Exercise]) -> dict[Path, tuple[LessonCell, ...]]:
    """Give the cells of the student's notebook and of the solutions', which nobody has run.

    Raises:
        UnreadableError: the chapter has an error.
    """
    cells = cells_of(lesson, exercises)
    texts = {target: cells}
    if any(cell.exercise or cell.text.startswith(BEGIN) for cell in cells):
        texts[target.parent / SOLUTIONS / target.name] = tuple(_solved(cell, exercises) for cell in cells)
    return texts


def cells_of(lesson: Lesson, exercises: Mapping[str, Exercise]) -> tuple[LessonCell, ...]:
    """Give the cells of a lesson, none of which has run.

    Raises:
        UnreadableError: the chapter has an error.
    """
    return _linked(read_chapter(*lesson.chapter, exercises), lesson.notebook)


def _linked(cells: tuple[LessonCell, ...], notebook: str) -> tuple[LessonCell, ...]:
    """Begin a lesson with a link back, and end it with what was passed in it and a link to the next."""
    lesson, before, after = neighbours(notebook)
    if lesson is None:
        return cells
    first = replace(cells[0], text=f"Before: {before.link}\n\n{cells[0].text}") if before else cells[0]
    ending = [
        LessonCell("markdown", "## What you have passed"),
        LessonCell("code", f"%exercise progress {lesson.name}", waits=True),
    ]
    end = f"**Next: {after.link}**" if after else f"This was the last lesson. All of them: {lessons()[0].link}"
    return (first, *cells[1:], *(ending if lesson.exercises else ()), LessonCell("markdown", end))


def _solved(cell: LessonCell, exercises: Mapping[str, Exercise]) -> LessonCell:
    if cell.text.startswith(BEGIN):
        return replace(cell, text=f"{cell.text} --solution", waits=False)
    text = answered(exercises[cell.exercise]) if cell.exercise else cell.text
    return replace(cell, text=text, waits=False)


def _built(target: Path, cells: Iterable[LessonCell]) -> str:
    """Run cells in a folder that holds the notebook alone, which cells that check the saved one must find there."""
    bare = as_json(list(numbered(cells)))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as noted:
        (Path(folder) / target.name).write_text(bare, "utf-8")
        extend_settings(Path(folder))
        return executed(bare, Path(folder), trusting(Path(noted)))


def numbered(cells: Iterable[LessonCell]) -> Iterable[dict[str, Any]]:
    """Give the cells as nbformat 4.5 has them; ids count through the notebook."""
    for number, cell in enumerate(cells, 1):
        tags = [*cell.tags, *([UNCOMPARED] if cell.waits else [])]
        common = {
            "cell_type": cell.kind,
            "id": f"cell-{number:02}",
            "metadata": {"tags": tags} if tags else {},
            "source": cell.text.splitlines(keepends=True),
        }
        yield common | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {})


def as_json(cells: list[dict[str, Any]], more: Mapping[str, Any] | None = None) -> str:
    """Write cells as the text of a notebook file, perhaps with more metadata."""
    document = {"cells": cells, "metadata": METADATA | dict(more or {}), "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def executed(text: str, folder: Path, environment: Mapping[str, str] = {}) -> str:
    """Run the cells of a notebook in a fresh kernel and give its text with their outputs."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        startup_timeout=TIMEOUT,
        iopub_timeout=TIMEOUT,
        raise_on_iopub_timeout=True,
        allow_errors=True,
        record_timing=False,
        extra_arguments=["--log-level=ERROR", "--HistoryManager.hist_file=:memory:"],
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env={**os.environ, SWITCH: "off", **environment})
    return as_json([_plain(cell) for cell in notebook.cells])


def _plain(cell: Any) -> dict[str, Any]:
    kept = json.loads(json.dumps(cell))
    kept["source"] = kept["source"].splitlines(keepends=True)
    if kept["cell_type"] == "code":
        kept["outputs"] = [] if UNCOMPARED in kept["metadata"].get("tags", ()) else kept["outputs"]
        kept["execution_count"] = kept["execution_count"] if kept["outputs"] else None
    for output in list(kept.get("outputs", [])):
        output["metadata"] = {}
        if output.get("data", {}).pop(WIDGET, None) and not any(output["data"].values()):
            kept["outputs"].remove(output)
        for kind, value in output.get("data", {}).items():
            if isinstance(value, str):
                output["data"][kind] = _ADDRESS.sub("", value).splitlines(keepends=True)
        if "text" in output and isinstance(output["text"], str):
            output["text"] = output["text"].splitlines(keepends=True)
    return dict(kept)
