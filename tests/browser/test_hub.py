"""The lessons in a JupyterHub: two learners at the same time, each with lessons and progress of their own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rulekit.teach.catalog import library
from tests.browser.browsing import REQUIRED, window
from tests.browser.hub import Hub, install, log_in, running_hub, wait_for_lesson
from tests.browser.lite import run_code
from tests.repositories import committed

FIRST = "00_start_here.ipynb"
PULLED = "03_errors.ipynb"
EXERCISE = "bare-except.fix"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Start a hub; without npm, which brings its proxy, these tests are left out, unless they must run."""
    if shutil.which("npm") is None:
        text = "npm is not on this machine: Node.js brings it"
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(text)
    work = tmp_path_factory.mktemp("hub")
    with running_hub(install(work), work) as running:
        yield running


@pytest.fixture(scope="module")
def learners(browser: Browser, hub: Hub) -> Iterator[tuple[Page, Page]]:
    """Let two learners come in at once."""
    with window(browser) as ana, window(browser) as ben:
        log_in(ana, hub, "ana")
        log_in(ben, hub, "ben")
        wait_for_lesson(ana, FIRST)
        wait_for_lesson(ben, FIRST)
        yield ana, ben


def test_each_learner_begins_with_the_first_lesson(learners: tuple[Page, Page]) -> None:
    for page, name in zip(learners, ("ana", "ben"), strict=True):
        assert page.url.endswith(f"/user/{name}/lab/tree/rulekit-lessons/{FIRST}")
        expect(page.locator(".jp-DirListing-item").first).to_contain_text(FIRST)


def test_what_one_learner_passes_is_not_passed_by_the_other(learners: tuple[Page, Page]) -> None:
    ana, ben = learners
    for page in learners:
        run_code(page, "%load_ext rulekit")
    expect(run_code(ana, f"%%exercise {EXERCISE}\n{library()[EXERCISE].solution}")).to_contain_text("Passed")

    expect(run_code(ana, "%exercise progress")).to_contain_text("1 of")
    expect(run_code(ben, "%exercise progress")).to_contain_text("0 of")


def test_nobody_is_asked_about_news(learners: tuple[Page, Page]) -> None:
    for page in learners:
        expect(page.get_by_text("notified about official Jupyter news")).to_have_count(0)


def test_a_link_of_nbgitpuller_brings_a_repository_and_opens_a_notebook(
    learners: tuple[Page, Page], hub: Hub, tmp_path: Path
) -> None:
    ana, _ = learners
    course = tmp_path / "course"
    (course / "notebooks").mkdir(parents=True)
    shutil.copy(hub.homes / "ana" / "rulekit-lessons" / PULLED, course / "notebooks")
    committed(course)
    place = f"lab/tree/course/notebooks/{PULLED}"

    ana.goto(f"{hub.address}/hub/user-redirect/git-pull?repo={course}&branch=main&urlpath={place}")
    ana.wait_for_url(f"**/{place}")
    wait_for_lesson(ana, PULLED)

    assert (hub.homes / "ana" / "course" / "notebooks" / PULLED).is_file()
