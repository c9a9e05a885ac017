"""A number is changed in the text of an answer, as a colleague does it, and all that hangs on it follows."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rulekit.teach.judge.seams.changed import Change, changed

__all__ = ["changed"]

PLACES = {
    "LIMIT = 40": "LIMIT",
    "LIMIT: int = 40": "LIMIT",
    "OTHER, LIMIT = 41, 40": "LIMIT",
    "from decimal import Decimal\nLIMIT = Decimal('40.00')": "LIMIT",
    "LIMIT = 4 * 10": "LIMIT",
    "SETTINGS = {'limit': 40}\nLIMIT = SETTINGS['limit']": "limit",
    "SETTINGS = dict(limit=40)\nLIMIT = SETTINGS['limit']": "limit",
    "class Delivery:\n    FREE = 40\nLIMIT = Delivery.FREE": "FREE",
}


def module_of(text: str, folder: Path, patch: pytest.MonkeyPatch) -> ModuleType:
    (folder / "answer.py").write_text(text, "utf-8")
    patch.syspath_prepend(str(folder))
    patch.delitem(sys.modules, "answer", raising=False)
    return importlib.import_module("answer")


@pytest.mark.parametrize("text", PLACES)
def test_the_place_of_a_number_is_found_by_its_name(
    text: str, changed: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = module_of(f"{text}\n", tmp_path, monkeypatch)
    (found,) = changed(answer, 40, 50)

    assert found.name == PLACES[text]
    assert (answer.LIMIT, found.module.LIMIT) == (40, 50)


@pytest.mark.parametrize(
    "text", ["def limit():\n    return 40\n", "LIMIT = '40'\n", "import os\nLIMIT = len(os.name) + 30\n"]
)
def test_a_number_in_a_function_or_of_something_else_is_no_place(
    text: str, changed: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert changed(module_of(text, tmp_path, monkeypatch), 40, 50) == []


def test_a_name_that_hands_the_number_on_follows(
    changed: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = changed(module_of("LIMIT = 40\nSIZE = LIMIT\n", tmp_path, monkeypatch), 40, 50)

    assert (found.module.LIMIT, found.module.SIZE) == (50, 50)
