"""Marks in JupyterLab while somebody types, without a kernel's help."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import window
from tests.browser.lab import Lab, Notebook

MARK = ".cm-lintRange-error"


def typed(notebook: Notebook, at: int) -> Locator:
    """Type a bare `except` into a cell, and give its mark.

    Lines are put in with their indents: until the cell is known to be Python, a new line gets none.
    """
    page = notebook.page
    notebook.cell(at).locator(".cm-content").click()
    page.keyboard.insert_text("try:\n    load()\n")
    page.keyboard.type("except:")
    page.keyboard.insert_text("\n    stop()")
    mark = notebook.cell(at).locator(MARK)
    expect(mark).to_have_text("except")
    return mark


def test_a_bare_except_is_marked_while_it_is_typed_and_says_why(lab: Lab, page: Page) -> None:
    notebook = lab.open(page, lab.write(["import os\n%pwd\nos.getpid()", ""]))
    mark = typed(notebook, 1)
    expect(notebook.cell(0).locator(".cm-lintRange")).to_have_count(0)

    mark.hover()
    expect(page.locator(".cm-tooltip-lint")).to_contain_text("bare `except` hides every error")

    mark.click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(" ValueError")
    expect(mark).to_have_count(0)


def test_two_notebooks_are_marked_in_the_dark_while_a_kernel_is_busy(lab: Lab, page: Page) -> None:
    busy = lab.open(page, lab.write(["import threading\nthreading.Event().wait()", ""]))
    busy.choose_theme("JupyterLab Dark")
    busy.cell(0).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(busy.cell(0).locator(".jp-InputPrompt")).to_have_text("[*]:")

    mark = typed(busy, 1)
    browser = page.context.browser
    assert browser is not None
    with window(browser) as second:
        other = typed(lab.open(second, lab.write([""])), 0)
        expect(other).to_have_count(1)
        expect(mark).to_have_count(1)

    expect(busy.cell(0).locator(".jp-InputPrompt")).to_have_text("[*]:")
    busy.choose_theme("JupyterLab Light")
    page.evaluate("jupyterapp.commands.execute('notebook:interrupt-kernel')")
    expect(busy.cell(0).locator(".jp-InputPrompt")).to_have_text("[1]:")


def test_a_fix_by_the_card_takes_its_mark_away_in_the_same_run(lab: Lab, page: Page) -> None:
    twice = "import stat\nimport stat\nstat.S_IRUSR"
    notebook = lab.open(page, lab.write(["%load_ext rulekit\n%checkstyle on --brief", twice]))
    notebook.run_all()
    cell = notebook.cell(1)
    expect(cell.locator(".cm-lintRange").first).to_be_visible()
    cell.get_by_role("button", name="Fix", exact=True).locator("visible=true").first.click()
    expect(cell.get_by_text("Run the cell again to apply this.")).to_be_visible()
    notebook.run(1)

    expect(cell.get_by_text("Mended RK702. Clean")).to_be_visible()
    expect(cell.locator(".cm-lintRange")).to_have_count(0)
