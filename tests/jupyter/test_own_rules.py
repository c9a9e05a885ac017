"""Rules of a team's own in a kernel and under nbqa: they speak once they are trusted, and nothing runs before."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rulekit.engine.own_rules.own_files import LESSONS, read_own_files
from rulekit.engine.own_rules.trust import trust
from tests.jupyter.kernel import Kernel, running_kernel
from tests.lessons import FILES
from tests.marked import notebook_of
from tests.own_rules import MARKING, SETTINGS, own_rule
from tests.shop import project
from tests.waiting import ran

CELL = "def ask_customer(order):\n    return order\n\n\nask_customer(1)\n"


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with running_kernel() as started:
        yield started


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with a rule of its own, and a notebook that breaks it."""
    files = {"pyproject.toml": SETTINGS, "style/asked_customer.py": own_rule(first=MARKING)}
    return project(tmp_path, {**files, "day.ipynb": notebook_of(CELL)})


@pytest.fixture
def here(kernel: Kernel, shop: Path) -> Iterator[Kernel]:
    """A kernel that works in that project."""
    kernel.run(f"import os\nbefore = os.getcwd()\nos.chdir({str(shop)!r})")
    yield kernel
    kernel.run("os.chdir(before)")


def trusted(shop: Path) -> None:
    trust(read_own_files((shop / "style").resolve()))


def test_a_card_says_what_was_not_loaded_and_not_that_all_is_clean(here: Kernel, shop: Path) -> None:
    (card,) = here.cards(f"%%checkstyle --select RK301\n{CELL}", "cell-a")
    assert "rules not loaded, as this code may not run yet" in card
    assert "Clean" not in card
    assert "unknown" not in "".join(here.cards(f"%%checkstyle --select SHOP101\n{CELL}", "cell-b"))
    here.run("%explore")
    here.run("%rule SHOP101")
    here.run("%checkstyle notebook day.ipynb")
    assert not (shop / "style" / "mark").exists()


def test_a_trusted_rule_judges_cells_has_a_page_and_is_tried(here: Kernel, shop: Path) -> None:
    trusted(shop)
    (card,) = here.cards(f"%%checkstyle --select SHOP101\n{CELL}", "cell-a")
    assert "line 6: SHOP101 the customer is asked" in card
    assert "SHOP101" in here.shown("%rule asked-customer")
    assert "33 rules" in here.shown("%explore")
    assert here.value("import rulekit\nrulekit.rules['SHOP101'].check('ask_customer(1)')[0].code") == "'SHOP101'"
    (saved,) = here.cards("%checkstyle notebook day.ipynb")
    assert "SHOP101" in saved


def test_nbqa_runs_nothing_before_it_is_trusted(shop: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        environment = {**os.environ, "PYTHONWARNINGS": ""}
        done = ran(sys.executable, "-m", "nbqa", "rulekit", "day.ipynb", *words, cwd=shop, environment=environment)
        return done.returncode, done.stdout + done.stderr

    status, told = run()
    assert (status, "rules not loaded" in told, (shop / "style" / "mark").exists()) == (2, True, False)
    status, told = run("--trust", "--select", "SHOP101")
    assert (status, "SHOP101" in told) == (1, True)


@pytest.fixture
def class_room(kernel: Kernel, tmp_path: Path) -> Iterator[Kernel]:
    """A kernel that works in a repository with a lesson of its own, and keeps no progress."""
    project(tmp_path, FILES)
    kernel.run(f"import os\nbefore = os.getcwd()\nos.chdir({str(tmp_path)!r})\nos.environ['RULEKIT_PROGRESS'] = 'off'")
    yield kernel
    kernel.run("os.chdir(before)")


def test_a_lesson_is_done_in_a_kernel_once_it_is_trusted(class_room: Kernel, tmp_path: Path) -> None:
    for asked in ("list errors", "show bare-except.fix-42", "hint bare-except.fix-42", "next"):
        told = "".join(map(str, class_room.run(f"%exercise {asked}")))
        assert ("lessons not loaded, as this code may not run yet" in told, "pieces" in told) == (True, False)
    trust(read_own_files((tmp_path / "lessons").resolve(), LESSONS))
    assert "Catch what you can handle" in class_room.shown("%exercise show bare-except.fix-42")
    answer = "def pieces_of(text):\n    return int(text)"
    assert "A text that is no number gives None" in class_room.shown(f"%%exercise bare-except.fix-42\n{answer}")
