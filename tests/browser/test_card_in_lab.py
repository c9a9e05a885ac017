"""The card in JupyterLab: read, folded out, acted on; in both themes, at any width, and when it is not trusted."""

import pytest
from playwright.sync_api import Page, expect

from rulekit.api import AS_WRITTEN, check_cell
from rulekit.jupyter.card import Card
from tests.browser.axe import serious
from tests.browser.browsing import eventually
from tests.browser.lab import Cell, Lab, Notebook

LOAD = "%load_ext rulekit"
SLOW = "import urllib.request\nload = lambda address: urllib.request.urlopen(address)"
SHOP = (
    "%%checkstyle --no-run\n"
    "import sqlite3\n\n"
    "def find(name, connection):\n"
    "    try:\n"
    "        return connection.execute(f\"SELECT * FROM orders WHERE name = '{name}'\").fetchall()\n"
    "    except:\n"
    "        return []\n"
    "text = '<img src=x onerror=\"document.title=1\">' * 86_403\n"
)


def opened(lab: Lab, page: Page, *cells: Cell | str) -> Notebook:
    return lab.open(page, lab.write([LOAD, *cells]))


def test_the_card_stands_below_its_cell_with_the_place_marked(lab: Lab, page: Page) -> None:
    notebook = opened(lab, page, SHOP)
    notebook.run_all()

    card = notebook.output(1)
    expect(card).to_contain_text("bare except hides every error")
    expect(card.locator("pre u").first).to_have_text("except")
    assert page.title() != "1"


def test_why_opens_by_the_keyboard(lab: Lab, page: Page) -> None:
    notebook = opened(lab, page, SHOP)
    notebook.run_all()
    why = notebook.output(1).locator("details", has_text="Why: Never use bare").first
    expect(why.locator("p").first).not_to_be_visible()

    why.locator("summary").focus()
    page.keyboard.press("Enter")

    expect(why.locator("p").first).to_be_visible()


def test_a_fix_is_applied_when_its_own_cell_runs_and_no_other_cell_changes(lab: Lab, page: Page) -> None:
    notebook = opened(lab, page, "%checkstyle on", SLOW, "total = 1")
    notebook.run_all()
    tools = notebook.cell(2)
    tools.get_by_role("button", name="Fix this").click()
    expect(tools.get_by_text("Run the cell again to apply this.")).to_be_visible()

    notebook.run(3)
    assert [notebook.source(at) for at in (2, 3)] == [SLOW, "total = 1"]

    notebook.run(2)
    notebook.expect_source(2, SLOW.replace("urlopen(address)", "urlopen(address, timeout=10)"))
    assert notebook.source(3) == "total = 1"
    expect(tools.get_by_role("button", name="Fix this")).to_have_count(0)


def test_a_finding_is_silenced_by_the_keyboard_alone(lab: Lab, page: Page) -> None:
    notebook = opened(lab, page, "%checkstyle on", SLOW)
    notebook.run_all()
    tools = notebook.cell(2)
    tools.get_by_role("button", name="Silence").focus()
    page.keyboard.press("Enter")
    expect(tools.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("the caller waits")
    page.keyboard.press("Tab")
    expect(tools.get_by_role("button", name="Write the comment")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tools.get_by_text("Run the cell again to apply this.")).to_be_visible()

    notebook.run(2)

    notebook.expect_source(2, f"{SLOW}  # noqa: RK803 - the caller waits")


def test_a_card_in_a_notebook_that_is_not_trusted_reads_the_same(lab: Lab, page: Page) -> None:
    bundle = Card(check_cell([SHOP], 0, AS_WRITTEN).findings, text=SHOP)._repr_mimebundle_()
    bundle["text/html"] += "<script>document.title = 'broken in'</script>"
    stored = {"output_type": "display_data", "data": bundle, "metadata": {}}
    notebook = opened(lab, page, Cell(SHOP, (stored,)))

    card = notebook.output(1)
    expect(card).to_contain_text("bare except hides every error")
    assert card.locator("pre u").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"
    assert page.title() != "broken in"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"])
def test_nothing_on_the_card_is_a_serious_barrier(lab: Lab, page: Page, theme: str) -> None:
    notebook = opened(lab, page, SHOP, "%checkstyle on", SLOW)
    notebook.choose_theme(theme)
    notebook.run_all()
    notebook.cell(3).get_by_role("button", name="Fix this").click()
    expect(notebook.cell(3).get_by_text("Run the cell again to apply this.")).to_be_visible()
    for summary in notebook.output(1).locator("summary").all():
        summary.evaluate("e => e.parentElement.open = true")

    assert serious(page, ".jp-OutputArea-output") == []


def test_at_four_hundred_percent_nothing_is_cut_off(lab: Lab, page: Page) -> None:
    notebook = opened(lab, page, SHOP, "%checkstyle on", SLOW)
    notebook.run_all()

    with notebook.zoomed():
        for at in (1, 3):
            for output in notebook.cell(at).locator(".jp-OutputArea-output").all():
                eventually(output, "e => e.scrollWidth - e.clientWidth <= 1")
