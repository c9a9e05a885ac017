"""JupyterLite as a learner meets it: a folder of files on any web server, and a browser that reaches nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.browsing import PANEL, cells_running, window
from tests.waiting import unmeasured


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, with no special headers, as the plainest host does.

    A process of its own does so: threads that begin together under coverage get in the way of each other.
    """
    words = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)]
    quiet: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True, "shell": False}
    with subprocess.Popen([sys.executable, *words], env=unmeasured(), **quiet) as server:
        try:
            assert server.stdout is not None
            yield f"http://127.0.0.1:{server.stdout.readline().split('port ')[1].split()[0]}"
        finally:
            server.terminate()


@contextmanager
def alone_with(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """Open a page that reaches one address only; the list fills with what it asked of others."""
    refused: list[str] = []

    def decide(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    with window(browser) as page:
        page.context.route("**/*", decide)
        yield page, refused


def open_lesson(page: Page, address: str, name: str) -> None:
    """Open a notebook, wait until its kernel has come, and take away what is stored."""
    page.goto(f"{address}/lab/index.html?path={name}", wait_until="domcontentloaded")
    page.wait_for_selector(f"{PANEL} .jp-CodeCell .cm-content")
    page.wait_for_selector(f"{PANEL} .jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Outputs of All Cells", exact=True).click()
    expect(page.locator(f"{PANEL} .jp-OutputArea-output")).to_have_count(0)


def run_cell(page: Page, at: int) -> None:
    """Run the cell at a place, counted from 0, and wait for it alone: stars can stay on cells that are done."""
    with cells_running(page, at):
        cell(page, at).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")


def run_code(page: Page, code: str) -> Locator:
    """Run code in a new cell at the end, so that the lesson stays as it is."""
    cells = page.locator(f"{PANEL} .jp-Cell")
    at = cells.count()
    cell(page, at - 1).locator(".jp-InputPrompt").click()
    page.keyboard.press("b")
    expect(cells).to_have_count(at + 1)
    cell(page, at).locator(".cm-content").click()
    page.keyboard.insert_text(code)
    with cells_running(page, at):
        page.keyboard.press("Control+Enter")
    return cell(page, at).locator(".jp-OutputArea")


def cell(page: Page, at: int) -> Locator:
    """Give the cell at a place, counted from 0."""
    return page.locator(f"{PANEL} .jp-Cell").nth(at)
