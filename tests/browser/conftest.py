"""One JupyterLab and one browser for all tests of this folder, and a new page for each.

They end before other tests begin: the browser's driver keeps an event loop running, which no kernel client bears.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.browsing import REQUIRED, browsing, chromium, window
from tests.browser.lab import Lab, running_lab


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium; without it these tests are left out, unless the environment says that they must run."""
    if chromium() is None:
        text = "Chromium is not on this machine: `apt-get install chromium` brings it"
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(text)
    with browsing() as started:
        yield started


@pytest.fixture(scope="package")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab, once there is a browser to look at it."""
    assert browser.is_connected()
    with running_lab(tmp_path_factory.mktemp("day"), tmp_path_factory.mktemp("private")) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page of a common size."""
    with window(browser) as opened:
        yield opened
