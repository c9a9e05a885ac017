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
from hypothesis import given, settings
from hypothesis import strategies as st

from rulekit import api
from rulekit.analysis.notebooks import cell_parsing
from rulekit.analysis.notebooks.cell_parsing import NOTHING
from rulekit.analysis.syntax.index import Index
from rulekit.analysis.syntax.joined_index import CellIndex, joined_index
from rulekit.api.cells import HERE, as_notebook
from rulekit.engine.check_document import check_notebook
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from rulekit.model.rule import Example
from rulekit.notebook.document import read_notebook

SETTINGS = Settings()
LESSONS = Path(__file__).parents[2] / "notebooks"
EACH = 15
BOOK = "def book(order):\n    total = order.price * 37\n    print(total)\n    return total\n"
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


def is_module(example: Example) -> bool:
    """Tell whether an example is one text of Python."""
    return example.path.endswith(".py") and not example.bad.startswith("# file:")


def pieces(text: str) -> list[str]:
    """Divide code into cells of one statement each, which have to find each other by what they share."""
    lines = text.splitlines(keepends=True)
    heads = (min([n.lineno, *(d.lineno for d in getattr(n, "decorator_list", []))]) for n in ast.parse(text).body)
    starts = [0, *list(heads)[1:], len(lines) + 1]
    return ["".join(lines[max(start - 1, 0) : end - 1]) for start, end in itertools.pairwise(starts)]


EXAMPLES: Final = [
    text
    for rule in api.rules
    for example in rule.examples
    if is_module(example)
    for text in (example.bad, example.good)
]
CELL_LISTS: Final = st.one_of(
    st.sampled_from(EXAMPLES).map(pieces),
    st.sampled_from(EXAMPLES).map(lambda text: [text]),
    st.sampled_from(NOTEBOOK_CELLS).map(lambda text: [text]),
)


@st.composite
def sessions(draw: st.DrawFn) -> list[list[str]]:
    """Give a session of cells of all kinds as it is after each run: new, changed, moved, deleted and run again."""
    cells = [cell for more in draw(st.lists(CELL_LISTS, min_size=1, max_size=4)) for cell in more]
    states = [list(cells)]
    for change in draw(st.lists(st.sampled_from(("new", "changed", "moved", "deleted", "again")), max_size=STEPS)):
        at = draw(st.integers(0, len(cells) - 1))
        match change:
            case "new":
                cells[at:at] = draw(CELL_LISTS)
            case "changed":
                cells[at] = draw(st.sampled_from(("import sys\n", "total = 7\n", "\n", "order"))) + cells[at]
            case "moved":
                cells.insert(draw(st.integers(0, len(cells) - 1)), cells.pop(at))
            case "deleted" if len(cells) > 1:
                del cells[at]
            case "again":
                cells.append(cells[at])
        states.append(list(cells))
    return states


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


@settings(max_examples=100)
@given(sessions())
def test_a_cell_shows_what_it_shows_where_all_cells_are_judged(states: list[list[str]]) -> None:
    for cells in states:
        afresh = judged_afresh(cells)
        for at in range(len(cells)):
            assert list(api.check_cell(cells, at, SETTINGS).findings) == afresh[at], (cells, at)


@pytest.mark.parametrize(
    "cells",
    [
        ["import toml\n", "prices = toml.load(file)\n"],
        ["level = WARN\n", "from logging import WARN\n"],
        ["import socket\nsocket.setdefaulttimeout(9)\n", "import urllib.request\nurllib.request.urlopen('http://x')\n"],
        ["import random\nvisit.id = random.getrandbits(64)\n", "import random\nvisit.session_id = 1\n"],
        [
            "from threading import Thread as T\nT(target=f).start()\n",
            "import threading as t\nt.Thread(None, f).start()\n",
        ],
        ["exec 'older'\n", "print 'old'\n", "exec 'older'\n"],
        ["def ship(tea):\n    shown = tea\n", "import sys\nsys._getframe().f_locals\n"],
    ],
    ids=itertools.count(),
)
def test_cells_that_share_no_name_have_a_say(cells: list[str]) -> None:
    for texts in itertools.permutations(cells):
        afresh = judged_afresh(list(texts))
        for at in range(len(texts)):
            assert list(api.check_cell(texts, at, SETTINGS).findings) == afresh[at], texts


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


def test_a_secret_beside_an_import_stays_hidden_though_only_the_import_is_looked_at() -> None:
    cells = ["import os\npassword = 'kX9wq7Tz4LmP'\n", "import requests\nrequests.get('http://shop/kX9wq7Tz4LmP')\n"]

    (finding,) = api.check_cell(cells, 1, SETTINGS).findings

    assert finding.excerpt == ("requests.get('http://shop/kX9*********')\n",)


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
