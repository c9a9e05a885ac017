"""Marks in JupyterLab while somebody types, without a kernel's help."""

from playwright.sync_api import Page, expect

from tests.browser.lab import Lab


def test_a_bare_except_is_marked_while_it_is_typed_and_says_why(lab: Lab, page: Page) -> None:
    notebook = lab.open(page, lab.write(["import os\n%pwd\nos.getpid()", ""]))
    notebook.cell(1).locator(".cm-content").click()
    page.keyboard.type("try:\nload()\n")
    page.keyboard.press("Backspace")
    page.keyboard.type("except:\nstop()")

    mark = notebook.cell(1).locator(".cm-lintRange-error")
    expect(mark).to_have_text("except")
    expect(notebook.cell(0).locator(".cm-lintRange")).to_have_count(0)

    mark.hover()
    expect(page.locator(".cm-tooltip-lint")).to_contain_text("bare `except` hides every error")

    mark.click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(" ValueError")
    expect(mark).to_have_count(0)
