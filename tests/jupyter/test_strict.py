"""Notebooks that show cards and widgets give the same outputs again, strictly under nbval."""

import json
from pathlib import Path
from typing import Any

import pytest

from rulekit.teach.chapter import LessonCell
from rulekit.teach.notebooks import as_json, executed, numbered
from tests.jupyter.strict import nbval

NAME = "day.ipynb"
BAD = "import os\n\ntry:\n    total = sum(prices) * 1.19\nexcept:\n    print('no total')\n"
SHOWN = {
    "a card with its fixes": f"%%checkstyle --advice --diff\n{BAD}",
    "a card and its buttons": f"%checkstyle on\n# ---\n{BAD}",
    "the page of a rule": "%rule bare-except",
    "why a line was flagged": f"{BAD}\n# ---\n%rule bare-except --line 5",
    "the explorer": "%explore RK803",
    "the explorer, called": "import rulekit\n\nrulekit.explore('bare-except')",
    "an exercise as a form": "%exercise form bare-except.spot",
    "progress": "%exercise progress",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save one notebook that shows all of them, run by another kernel than the one that compares."""
    folder = tmp_path_factory.mktemp("kept")
    codes = ["%load_ext rulekit", *(code for shown in SHOWN.values() for code in shown.split("\n# ---\n"))]
    bare = as_json(list(numbered(LessonCell("code", code) for code in codes)))
    (folder / NAME).write_text(executed(bare, folder), "utf-8")
    return folder


def cells_of(folder: Path) -> list[dict[str, Any]]:
    """Read the cells of the notebook."""
    cells: list[dict[str, Any]] = json.loads((folder / NAME).read_text("utf-8"))["cells"]
    return cells


def test_every_output_is_given_again(kept: Path) -> None:
    done = nbval(kept, NAME)

    assert done.returncode == 0, done.stdout
    assert f"{len(cells_of(kept))} passed" in done.stdout


def test_each_of_them_shows_something(kept: Path) -> None:
    silent = ["".join(cell["source"]) for cell in cells_of(kept) if not cell["outputs"]]

    assert silent == ["%load_ext rulekit", "%checkstyle on"]


@pytest.mark.parametrize(("before", "after"), [("hides every", "hides no"), ("explorer of", "list of")])
def test_a_changed_card_or_widget_is_noticed(kept: Path, before: str, after: str) -> None:
    text = (kept / NAME).read_text("utf-8")
    (kept / "changed.ipynb").write_text(text.replace(before, after), "utf-8")

    done = nbval(kept, "changed.ipynb")

    assert before in text
    assert done.returncode == 1
