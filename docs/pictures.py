"""Take the pictures of the README in a real JupyterLab: `python docs/pictures.py`, with Chromium on the machine."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.browsing import browsing, window
from tests.browser.lab import Lab, Notebook, running_lab

HERE = Path(__file__).resolve().parent
ROOM = ViewportSize(width=1180, height=1100)
CELL = '''\
from urllib.request import urlopen


def stock_of(lamp: str) -> int:
    """Ask the warehouse how many of a lamp there are."""
    try:
        return int(urlopen(f"https://warehouse.example/{lamp}").read())
    except:
        return 0
'''


def main() -> None:
    """Take both."""
    with (
        tempfile.TemporaryDirectory() as work,
        running_lab(Path(work), Path(work, ".own")) as lab,
        browsing() as browser,
    ):
        for take in (take_card, take_explorer):
            with window(browser, viewport=ROOM) as page:
                take(lab, page)


def take_card(lab: Lab, page: Page) -> None:
    """Show the card of a cell, with the reason of a rule folded out."""
    notebook = opened(lab, page, "%load_ext rulekit\n%checkstyle on", CELL.rstrip())
    notebook.cell(1).get_by_role("button", name="Why", exact=True).last.click()
    expect(notebook.cell(1).locator("[role=status] pre")).to_be_visible()
    keep(notebook, "card.png")


def take_explorer(lab: Lab, page: Page) -> None:
    """Show the explorer with code being tried."""
    notebook = opened(lab, page, "%load_ext rulekit", "%explore bare-except")
    notebook.cell(1).get_by_role("button", name="Try it", exact=True).click()
    expect(notebook.cell(1).get_by_text("1 finding: 1")).to_be_visible()
    keep(notebook, "explorer.png")


def opened(lab: Lab, page: Page, *cells: str) -> Notebook:
    """Run a notebook, with nothing beside it."""
    notebook = lab.open(page, lab.write(cells))
    notebook.run_all()
    page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    return notebook


def keep(notebook: Notebook, name: str) -> None:
    """Keep a picture of the second cell."""
    notebook.page.mouse.move(0, 0)
    notebook.cell(1).screenshot(path=HERE / name, animations="disabled")


if __name__ == "__main__":
    main()
