"""A cell is judged in the light of all others of its session, and what they show themselves is not looked for again."""

import ast
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

import pytest

from rulekit import api
from rulekit.analysis.notebooks import cell_parsing
from rulekit.analysis.notebooks.cell_parsing import NOTHING
from rulekit.analysis.syntax.index import Index
from rulekit.analysis.syntax.joined_index import CellIndex, joined_index
from rulekit.api.cells import HERE, as_notebook
from rulekit.engine.check_document import check_notebook
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from rulekit.notebook.document import read_notebook

SETTINGS = Settings()
LESSONS = Path(__file__).parents[2] / "notebooks"
EACH = 15
BOOK = "def book(order):\n    total = order.price * 37\n    print(total)\n    return total\n"
CELLS = 10
STEPS = 3

NOTEBOOK_CELLS: Final = (
    "%matplotlib inline\nimport os\n",
    "!pip install requests flask\n",
    "%%bash\necho $HOME\n",
    "%%time\ntotal = sum(range(10))\nprint(total)\n",
    "%reset -f\n",
    "del orders\n",
    "from math import *\nprint(floor(2.5))\n",
    "def broken(:\n",
    "print 'old'\n",
    "exec 'older'\n",
    "%%writefile till.py\nimport os\ndef count():\n    return 1\n",
    "%%checkstyle --expect RK301\ntry:\n    load()\nexcept:\n    stop()\n",
    "%%checkstyle --as production --select RK105,RK102\ndef fee(price):\n    return price * 37\n",
    "# flake8: noqa: RK201\n",
    "# pylint: disable=bare-except\ntry:\n    load()\nexcept:\n    stop()\n",
    "# rulekit: disable=missing-docstring - a sketch\ndef weigh(tea):\n    return tea\n",
    "# rulekit: enable=missing-docstring\n",
    "# ruff: disable[D103]\ndef wrap(tea):\n    return tea\n",
    "password = 'hunter2hunter2'\n",
    "password = word\n",
    "word = 'kX9wq7Tz4LmP'\n",
    "import requests\nrequests.get('http://shop/kX9wq7Tz4LmP')\n",
    "def fee(price):\n    return price * 37\n",
    "%rulekit_unknown x\n!echo {orders}\n",
    "",
)


def sessions(seed: int) -> Iterator[list[str]]:
    """Give a session of cells of all kinds as it is after each run: new, changed, moved, deleted and run again."""
    choice = Random(seed)  # noqa: S311 - the sessions must be the same each time
    examples = [text for rule in api.rules for one in rule.examples for text in (one.bad, one.good)]
    cells = [choice.choice((choice.choice(examples), choice.choice(NOTEBOOK_CELLS))) for _ in range(CELLS)]
    yield list(cells)
    for _ in range(STEPS):
        at = choice.randrange(len(cells))
        match choice.choice(("new", "changed", "moved", "deleted", "twice")):
            case "new":
                cells.append(choice.choice(examples))
            case "changed":
                cells[at] = "import sys\n" + cells[at]
            case "moved":
                cells.append(cells.pop(at))
            case "deleted":
                del cells[at]
            case "twice":
                cells.insert(at, cells[-1])
        yield list(cells)


def lessons() -> Iterator[list[str]]:
    """Give the code cells of each lesson, as they stand and in another order, with one run again and one left out."""
    for path in sorted(LESSONS.glob("*.ipynb")):
        cells = [cell.text for cell in read_notebook(path.read_text("utf-8"), path.name).code_cells]
        yield cells
        choice = Random(path.name)  # noqa: S311 - the sessions must be the same each time
        choice.shuffle(cells)
        yield [*cells[1:], cells[-1]]


def judged_afresh(cells: list[str]) -> dict[int, list[Finding]]:
    """Give the findings of each cell, when all are judged and shown."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in check_notebook(as_notebook(cells), HERE, SETTINGS, replace(NOTHING, partial=True)).findings:
        if finding.cell:
            found[finding.cell.position].append(finding)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_cell_shows_what_it_shows_where_all_cells_are_judged(seed: int) -> None:
    for cells in sessions(seed):
        afresh = judged_afresh(cells)
        for at in range(len(cells)):
            assert list(api.check_cell(cells, at, SETTINGS).findings) == afresh[at], (cells, at)


def test_a_cell_of_a_lesson_shows_what_it_shows_where_all_cells_are_judged() -> None:
    for cells in lessons():
        afresh = judged_afresh(cells)
        for at in range(0, len(cells), EACH):
            assert list(api.check_cell(cells, at, SETTINGS).findings) == afresh[at], (cells[at], at)


@pytest.mark.parametrize("asked", [BOOK, "import os\n", "def load(path):\n    return os.stat(path)\n"])
def test_what_is_looked_at_stays_the_same_however_long_the_session(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def noted(tree: ast.Module, cells: Sequence[CellIndex]) -> Index:
        index = joined_index(tree, cells)
        looked_at.append(sum(map(len, index.nodes.values())))
        return index

    monkeypatch.setattr(cell_parsing, "joined_index", noted)
    for others in (30, 300):
        cells = [f"def weigh_{number}(tea):\n    return tea.pounds\n" for number in range(others)]
        api.check_cell([*cells, asked], others, SETTINGS)

    after_30, after_300 = looked_at
    assert after_30 == after_300 > 0


@pytest.mark.parametrize("others", [30, 300])
def test_what_the_asked_cell_uses_is_found_among_many(others: int) -> None:
    unrelated = [f"def weigh_{number}(tea):\n    return tea.pounds\n" for number in range(others)]
    cells = ["import sqlite3\nname = input()\n", *unrelated, "sqlite3.connect('x').execute('SELECT ' + name)\n"]

    codes = [finding.code for finding in api.check_cell(cells, others + 1, SETTINGS).findings]

    assert "RK402" in codes


def test_a_cell_that_is_changed_or_deleted_has_no_more_say() -> None:
    cells = ["name = input()\n", "import sqlite3\n", "sqlite3.connect('x').execute('SELECT ' + name)\n"]

    def codes(texts: list[str]) -> list[str]:
        return [finding.code for finding in api.check_cell(texts, len(texts) - 1, SETTINGS).findings]

    assert "RK402" in codes(cells)
    assert "RK402" not in codes(["name = 'price'\n", *cells[1:]])
    assert codes([cells[1], cells[0], cells[2]]) == codes(cells)


def test_a_secret_of_another_cell_stays_hidden_in_the_asked_one() -> None:
    cells = ["password = 'hunter2hunter2'\n", "def tell(guess):\n    return guess == 'hunter2hunter2'\n"]

    report = api.check_cell(cells, 1, SETTINGS)

    assert "hunter2hunter2" in report.secrets
    assert not any("hunter2hunter2" in line for finding in report.findings for line in finding.excerpt)


@pytest.mark.parametrize("naming", ["connect(password={})\n", 'api_key = f"{{{}}}"\n'])
@pytest.mark.parametrize(
    ("holding", "text"),
    [("word = 'kX9wq7Tz4LmP'\n", "word"), ("one = 'kX9wq7'\nother = 'Tz4LmP'\n", "one + other")],
)
def test_a_secret_that_gets_its_name_in_a_cell_that_is_left_out_stays_hidden(
    holding: str, text: str, naming: str
) -> None:
    asked = "import requests\nrequests.get('http://shop/kX9wq7Tz4LmP')\n"

    for order in itertools.permutations([holding, naming.format(text), asked]):
        (finding,) = api.check_cell(order, order.index(asked), SETTINGS).findings
        assert finding.excerpt == ("requests.get('http://shop/kX9*********')\n",)


def test_a_number_in_many_cells_is_told_at_the_first_alone() -> None:
    cells = [f"def fee_{number}(price):\n    return price * 37\n" for number in range(3)]

    numbers = [[f.code for f in api.check_cell(cells, at, SETTINGS).findings if f.code == "RK105"] for at in range(3)]

    assert numbers == [["RK105"], [], []]


def test_a_new_cell_is_the_only_one_that_is_parsed() -> None:
    cells = [f"total_{number} = {number}\n" for number in range(30)]
    api.check_cell(cells, len(cells) - 1, SETTINGS)
    before = cell_parsing.parsed_once.cache_info().misses

    api.check_cell([*cells, "last = 1\n"], len(cells), SETTINGS)

    assert cell_parsing.parsed_once.cache_info().misses == before + 1


def test_findings_of_other_cells_are_not_made_ready_to_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Finding] = []
    completed = Finding.completed

    def noted(finding: Finding) -> Finding:
        made.append(finding)
        return completed(finding)

    monkeypatch.setattr(Finding, "completed", noted)
    undescribed = "def ship(order):\n    order.leave()\n"

    api.check_cell([undescribed] * 20, 0, SETTINGS)
    alone = len(made)
    api.check_cell([undescribed] * 20, 19, SETTINGS)

    assert 0 < alone < 20
    assert len(made) == 2 * alone


@pytest.mark.parametrize(
    "comment",
    ["# rulekit: disable=missing-docstring - a sketch", "# pylint: disable=missing-function-docstring - a sketch"],
)
def test_a_comment_for_the_cells_below_is_of_use_by_what_it_silences_there(comment: str) -> None:
    cells = [f"{comment}\n", "def weigh(tea: int) -> int:\n    return tea\n"]
    assert api.check_cell(cells, 0, SETTINGS).findings == ()
