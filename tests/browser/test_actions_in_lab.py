"""What can be done about a mark in JupyterLab, chosen in a menu by mouse and by keyboard, without a kernel's help."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import serious
from tests.browser.browsing import window
from tests.browser.lab import Lab, Notebook, running_lab

BARE = "try:\n    load()\nexcept:\n    raise"
MENDED = BARE.replace("except:", "except BaseException:")
FIX = "Write except BaseException (RK301)".replace("except BaseException", "`except BaseException`")
SILENCE = "Silence RK301 here, with a reason"
EXPLAIN = "Explain RK301 bare-except"
ALL = "Fix all that is safe to fix"
MARK = ".cm-lintRange"
BULB = ".rulekit-bulb"
MENU = ".rulekit-actions"
UNUSED = "import stat\nimport stat\nstat.S_IRUSR"


@pytest.fixture(scope="module")
def seen(lab: Lab, browser: Browser) -> Iterator[Notebook]:
    """Open one notebook for the tests that leave its first cell as it was."""
    with window(browser) as page:
        yield lab.open(page, lab.write([BARE, "total = 1"]))


def marked(notebook: Notebook, at: int = 0) -> Locator:
    """Put the cursor on the mark of a cell, and give the mark."""
    mark = notebook.cell(at).locator(MARK)
    expect(mark).to_have_text("except")
    mark.click()
    return mark


def item(page: Page, title: str) -> Locator:
    return page.locator(f"{MENU} .lm-Menu-itemLabel").get_by_text(title, exact=True)


def asked(notebook: Notebook, at: int = 0) -> list[str]:
    """Open the menu at the mark of a cell by the keyboard, and give what it offers."""
    marked(notebook, at)
    notebook.page.keyboard.press("Control+.")
    labels = notebook.page.locator(f"{MENU} .lm-Menu-itemLabel")
    expect(labels.first).to_be_visible()
    return labels.all_inner_texts()


def chosen_by_keys(notebook: Notebook, title: str, at: int = 0) -> None:
    """Choose in the menu by the keyboard."""
    for _ in range(asked(notebook, at).index(title)):
        notebook.page.keyboard.press("ArrowDown")
    notebook.page.keyboard.press("Enter")


def undone(notebook: Notebook, at: int, text: str) -> None:
    """Take back one step, and see that it was one."""
    notebook.page.keyboard.press("Control+z")
    notebook.expect_source(at, text)


def test_a_bare_except_that_was_just_typed_is_fixed_by_the_keyboard_and_taken_back_in_one_step(
    lab: Lab, page: Page
) -> None:
    notebook = lab.open(page, lab.write([""]))
    notebook.cell(0).locator(".cm-content").click()
    page.keyboard.insert_text("try:\n    load()\n")
    page.keyboard.type("except:")
    page.keyboard.insert_text("\n    raise")
    chosen_by_keys(notebook, FIX)
    notebook.expect_source(0, MENDED)
    expect(notebook.cell(0).locator(MARK)).to_have_count(0)

    undone(notebook, 0, BARE)


def test_the_menu_offers_the_safe_fix_first_and_what_may_change_the_code_by_that_name(lab: Lab, page: Page) -> None:
    slow = "import urllib.request\nload = lambda address: urllib.request.urlopen(address)"
    notebook = lab.open(page, lab.write([BARE, slow]))
    assert asked(notebook) == [FIX, ALL, SILENCE, EXPLAIN]

    page.keyboard.press("Escape")
    notebook.cell(1).locator(".cm-lintRange").click()
    page.keyboard.press("Control+.")
    expect(item(page, "add `timeout=10` (RK803, unsafe)")).to_be_visible()


def test_the_light_bulb_comes_with_the_cursor_and_opens_the_menu(seen: Notebook) -> None:
    bulb = seen.cell(0).locator(BULB)
    seen.cell(1).locator(".cm-content").click()
    expect(bulb).to_be_hidden()

    marked(seen)
    bulb.click()
    item(seen.page, FIX).click()
    seen.expect_source(0, MENDED)
    expect(bulb).to_be_hidden()
    undone(seen, 0, BARE)


def test_the_context_menu_of_the_mark_leads_to_it(seen: Notebook) -> None:
    seen.cell(1).locator(".cm-content").click()
    seen.cell(0).locator(MARK).click(button="right")
    seen.page.get_by_role("menuitem", name="Fix, Silence or Explain").click()
    item(seen.page, FIX).click()
    seen.expect_source(0, MENDED)
    undone(seen, 0, BARE)


def test_a_comment_silences_and_the_reason_is_typed_at_once(lab: Lab, page: Page) -> None:
    notebook = lab.open(page, lab.write([BARE]))
    chosen_by_keys(notebook, SILENCE)
    notebook.expect_source(0, BARE.replace("except:", "except:  # noqa: RK301 - "))
    page.keyboard.type("it is told again")
    notebook.expect_source(0, BARE.replace("except:", "except:  # noqa: RK301 - it is told again"))
    expect(notebook.cell(0).locator(MARK)).to_have_count(0)


def test_the_rule_is_explained_in_a_dialog_that_gives_the_cursor_back(seen: Notebook) -> None:
    chosen_by_keys(seen, EXPLAIN)
    dialog = seen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Never use bare except: clauses")
    seen.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(seen.cell(0).locator(".cm-content")).to_be_focused()


def test_without_a_finding_the_menu_says_so_and_nothing_is_changed(lab: Lab, page: Page) -> None:
    notebook = lab.open(page, lab.write(["total = 1", BARE.replace("raise", "stop()")]))
    marked(notebook, 1)
    notebook.cell(0).locator(".cm-content").click()
    page.keyboard.press("Control+.")
    expect(item(page, "Nothing to mend here")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.type("0")
    notebook.expect_source(0, "total = 10")


def test_all_that_is_safe_is_fixed_in_all_cells(lab: Lab, page: Page) -> None:
    notebook = lab.open(page, lab.write([BARE, "%time\nlabel = 1", UNUSED]))
    chosen_by_keys(notebook, ALL)
    notebook.expect_source(0, MENDED)
    notebook.expect_source(2, UNUSED.replace("import stat\n", "", 1))
    assert notebook.source(1) == "%time\nlabel = 1"


def test_in_a_cell_with_a_magic_where_jupyterlab_shows_no_mark_the_menu_is_there_too(lab: Lab, page: Page) -> None:
    cell = f"%%time\nhere = %pwd\n{BARE}"
    notebook = lab.open(page, lab.write(["!ls\n\n\n\nx = 1", BARE, cell]))
    marked(notebook, 1)
    notebook.cell(2).locator(".cm-line", has_text="except").click()
    page.keyboard.press("Home")
    page.keyboard.press("Control+.")
    item(page, FIX).click()
    notebook.expect_source(2, cell.replace("except:", "except BaseException:"))
    assert notebook.source(1) == BARE


CHANGES = {
    "the cell was changed": "cells[0].updateSource(0, 0, '# told again\\n')",
    "another cell was changed": "cells[1].setSource('total = 2')",
    "the cell is locked": "cells[0].setMetadata('editable', false)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_offered_for_another_text_is_not_written(seen: Notebook, change: str) -> None:
    asked(seen)
    told = "jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
    seen.page.evaluate(f"(cells => {{ {CHANGES[change]} }})({told})")
    before = [seen.source(at) for at in (0, 1)]
    seen.page.keyboard.press("Enter")
    message = seen.page.get_by_text("Nothing was written")
    expect(message).to_be_visible()
    assert [seen.source(at) for at in (0, 1)] == before

    expect(message).to_have_count(0)
    seen.page.evaluate(
        f"(cells => {{ cells[0].deleteMetadata('editable'); cells[0].setSource({json.dumps(BARE)});"
        f"cells[1].setSource('total = 1') }})({told})"
    )


def test_two_notebooks_are_mended_in_the_dark_while_a_kernel_is_busy(lab: Lab, page: Page) -> None:
    busy = lab.open(page, lab.write(["import threading\nthreading.Event().wait()", BARE]))
    busy.choose_theme("JupyterLab Dark")
    busy.cell(0).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(busy.cell(0).locator(".jp-InputPrompt")).to_have_text("[*]:")
    marked(busy, 1)
    expect(busy.cell(1).locator(BULB)).to_be_visible()
    found = serious(page, f".jp-Cell:nth-of-type(2) {BULB}")

    browser = page.context.browser
    assert browser is not None
    with window(browser) as second:
        other = lab.open(second, lab.write([BARE]))
        chosen_by_keys(other, FIX)
        other.expect_source(0, MENDED)
        assert busy.source(1) == BARE
        chosen_by_keys(busy, FIX, 1)
        busy.expect_source(1, MENDED)
        assert other.source(0) == MENDED

    expect(busy.cell(0).locator(".jp-InputPrompt")).to_have_text("[*]:")
    busy.choose_theme("JupyterLab Light")
    page.evaluate("jupyterapp.commands.execute('notebook:interrupt-kernel')")
    expect(busy.cell(0).locator(".jp-InputPrompt")).to_have_text("[1]:")
    assert found == []


def test_a_module_has_the_same_menu(lab: Lab, page: Page) -> None:
    (lab.folder / "load.py").write_text(f'"""Load."""\n\n{BARE}\n', "utf-8")
    notebook = lab.open(page, lab.write(["1"]))
    page.evaluate("jupyterapp.commands.execute('docmanager:open', {path: 'load.py'})")
    editor = page.locator(".jp-FileEditor .cm-content")
    editor.locator(MARK).click()
    page.keyboard.press("Control+.")
    item(page, FIX).click()
    expect(editor).to_contain_text("except BaseException:")
    assert notebook.page is page


def test_without_a_server_nothing_is_offered_and_nothing_is_said(browser: Browser, tmp_path: Path, page: Page) -> None:
    folder, private = tmp_path / "day", tmp_path / "private"
    folder.mkdir()
    private.mkdir()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(f"rulekit? {error}"))
    assert browser.is_connected()
    with running_lab(folder, private, "--LanguageServerManager.autodetect=False") as bare:
        notebook = bare.open(page, bare.write([BARE]))
        notebook.cell(0).locator(".cm-content").click()
        page.keyboard.press("Control+.")
        notebook.cell(0).locator(".cm-content").click(button="right")
        expect(page.locator(".lm-Menu-item").locator("visible=true").first).to_be_visible()
        expect(page.locator(".lm-Menu-item", has_text="Silence").locator("visible=true")).to_have_count(0)
        expect(page.locator(f"{MENU}, {BULB}").locator("visible=true")).to_have_count(0)
    assert [text for text in told if "rulekit" in text] == []
