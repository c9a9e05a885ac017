"""A real browser, and how to wait for what comes to its pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.waiting import PATIENCE

LONGEST = PATIENCE * 1000
REQUIRED = "RULEKIT_REQUIRE_BROWSER"
ROOM = ViewportSize(width=1280, height=900)
ZOOMED = ViewportSize(width=320, height=400)
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking")
_PROMPTS = f"[...document.querySelectorAll('{PANEL} .jp-Cell .jp-InputPrompt')].map(one => one.textContent)"
# A cell gets its number when the kernel has answered and all outputs are there.
_HAVE_RUN = (
    f"([places, before]) => {{ const now = {_PROMPTS};"
    "return places.every(at => /\\[\\d+\\]/.test(now[at]) && now[at] !== before[at]); }"
)


def chromium() -> str | None:
    """Find the browser."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start the browser."""
    expect.set_options(timeout=LONGEST)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_ARGUMENTS), timeout=LONGEST)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page of a common size, in which everything has time to come."""
    with browser.new_context(**{"viewport": ROOM, **options}) as context:
        context.set_default_timeout(LONGEST)
        yield context.new_page()


@contextmanager
def cells_running(page: Page, *places: int) -> Iterator[None]:
    """Wait at the end until the cells at some places, counted from 0, have run; without places, until all have."""
    before = page.evaluate(_PROMPTS)
    yield
    page.wait_for_function(_HAVE_RUN, arg=[list(places or range(len(before))), before])


def eventually(part: Locator, holds: str) -> None:
    """Wait until a function in JavaScript is true of a part of the page, which may still be moving."""
    part.page.wait_for_function(holds, arg=part.element_handle())


def press_until(page: Page, key: str, wanted: Locator, most: int = 90) -> None:
    """Press a key until something has the focus, as a person does who sees where it is."""
    expect(wanted).to_be_visible()
    expect(wanted).to_be_enabled()
    for _ in range(most):
        page.keyboard.press(key)
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{wanted} was not reached")
