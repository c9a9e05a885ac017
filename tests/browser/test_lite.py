"""The lessons in JupyterLite: built from packages alone, served as files, done with every other host out of reach."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rulekit.teach.catalog import library
from rulekit.teach.lessons import lessons
from tests.browser.browsing import REQUIRED
from tests.browser.lite import alone_with, cell, open_lesson, run_cell, run_code, served
from tests.waiting import ran

HERE = Path(__file__).resolve().parent
BINDER = HERE.parent.parent / "binder"
LESSONS = HERE.parent.parent / "notebooks"
LESSON = "03_errors.ipynb"
EXERCISE = "bare-except.fix"
DATABASE = "manual-commit.fix"
# These need threads, sockets, programs or Flask, which a browser does not have, and say so.
ELSEWHERE = (
    "concurrency.mix hardcoded-secret.fix missing-timeout.fix mutable-global.fix raw-thread.fix raw-thread.write"
    " review.fix-30 security.mix unguarded-state.fix unguarded-state.parsons-2 unguarded-state.write"
    " unsafe-subprocess.exploit unsafe-subprocess.write unvalidated-input.fix"
).split()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as the README says; without npm these tests are left out, unless they must run."""
    if shutil.which("npm") is None:
        text = "npm is not on this machine: Node.js brings it"
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(text)
    work = tmp_path_factory.mktemp("lite")
    python = str(work / "venv" / "bin" / "python")
    done(sys.executable, "-m", "venv", str(work / "venv"))
    done(python, "-m", "pip", "install", "--quiet", "-r", str(BINDER / "lite-requirements.txt"))
    done(python, str(BINDER / "lite.py"), str(work / "site"))
    return work / "site"


def done(*command: str) -> str:
    """Run a command that must succeed."""
    ended = ran(*command)
    assert ended.returncode == 0, f"{ended.stdout[-2000:]}{ended.stderr[-2000:]}"
    return ended.stdout


@pytest.fixture(scope="module")
def lesson(browser: Browser, site: Path) -> Iterator[tuple[Page, list[str]]]:
    """Open the third lesson."""
    with served(site) as address, alone_with(browser, address) as (page, refused):
        open_lesson(page, address, LESSON)
        run_cell(page, first_code(page))
        yield page, refused


def first_code(page: Page) -> int:
    return holding(page, "%load_ext rulekit")


def holding(page: Page, text: str) -> int:
    texts = [one.inner_text() for one in page.locator(".jp-NotebookPanel .jp-Cell").all()]
    return next(at for at, told in enumerate(texts) if text in told)


def test_the_whole_lesson_shows_what_is_stored(lesson: tuple[Page, list[str]]) -> None:
    page, _ = lesson
    stored = json.loads((LESSONS / LESSON).read_text("utf-8"))["cells"]
    codes = [(at, one["outputs"]) for at, one in enumerate(stored) if one["cell_type"] == "code"]
    for at, outputs in codes:
        run_cell(page, at)
        area = cell(page, at).locator(".jp-Cell-outputArea")
        for headline in headlines(outputs):
            expect(area).to_contain_text(headline)
        expect(area.locator("[data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)


def headlines(outputs: list[dict[str, Any]]) -> list[str]:
    """Give what the first line of each card says, and the title that ends the first line of each verdict.

    The commands that help are buttons in a browser.
    """
    texts = ["".join(output["data"]["text/plain"]) for output in outputs]
    return [text.splitlines()[0].split("  ")[-1] for text in texts if not text.startswith("Help: ")]


def test_an_exercise_is_done(lesson: tuple[Page, list[str]]) -> None:
    page, _ = lesson
    at = holding(page, f"%%exercise {EXERCISE}")
    run_cell(page, at)
    expect(cell(page, at).locator(".jp-OutputArea")).to_contain_text("Not attempted yet")

    pass_exercise(page)


def pass_exercise(page: Page, name: str = EXERCISE) -> None:
    """Answer an exercise as its author does."""
    verdict = run_code(page, f"%%exercise {name}\n{library()[name].solution}")
    expect(verdict).to_contain_text("Passed")


def test_an_exercise_with_a_database_is_done(lesson: tuple[Page, list[str]]) -> None:
    page, _ = lesson

    pass_exercise(page, DATABASE)


def test_the_explorer_answers(lesson: tuple[Page, list[str]]) -> None:
    page, _ = lesson
    output = run_code(page, "%explore RK803")
    output.get_by_role("button", name="Try it", exact=True).click()

    expect(output.get_by_text("1 finding: 1 warning")).to_be_visible()


def test_progress_outlives_the_page(lesson: tuple[Page, list[str]]) -> None:
    page, _ = lesson
    pass_exercise(page)
    address = page.url.partition("/lab/")[0]
    open_lesson(page, address, LESSON)
    run_cell(page, first_code(page))

    expect(run_code(page, "%exercise progress")).to_contain_text(
        re.compile(rf"[1-9] of {sum(len(one.exercises) for one in lessons())} exercises passed")
    )


def test_every_solution_of_the_lesson_shows_what_is_stored(lesson: tuple[Page, list[str]]) -> None:
    page, _ = lesson
    stored = json.loads((LESSONS / "solutions" / LESSON).read_text("utf-8"))["cells"]
    codes = [one for one in stored if one["cell_type"] == "code"]
    for one in codes:
        output = run_code(page, "".join(one["source"]))
        for headline in headlines(one["outputs"]):
            expect(output).to_contain_text(headline)

    assert sum(len(headlines(one["outputs"])) for one in codes) > len(codes) / 2


def test_no_other_host_was_asked(lesson: tuple[Page, list[str]]) -> None:
    _, refused = lesson

    assert refused == []


def test_every_exercise_holds_in_pyodide(site: Path) -> None:
    told = done(
        "node", str(HERE / "pyodide.mjs"), str(site / "static" / "pyodide"), str(HERE / "exercises_in_pyodide.py")
    )

    code = [one for one in library().values() if one.is_authored and one.kind.is_code]
    assert f"emscripten: {len(library())} exercises, {len(code)} of them of code: []" in told
    assert set(told.partition("elsewhere: ")[2].split()) == set(ELSEWHERE)


def test_without_jupyterlite_the_script_says_what_to_install(tmp_path: Path) -> None:
    ended = ran(sys.executable, BINDER / "lite.py", tmp_path / "site")

    assert ended.returncode == 2
    assert ended.stderr.startswith("lite: JupyterLite is not installed: run `python -m pip install -r binder/lite-")
    assert not (tmp_path / "site").exists()
