"""The card in JupyterLab: read, folded out, acted on; in both themes, at any width, and when it is not trusted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rulekit.api import AS_WRITTEN, check_cell
from rulekit.jupyter.card import Card
from tests.browser.axe import serious
from tests.browser.browsing import eventually, window
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


@pytest.fixture(scope="module")
def day(lab: Lab, browser: Browser) -> Iterator[Notebook]:
    """Open one notebook with two cards for the tests that only look at them."""
    with window(browser) as page:
        notebook = opened(lab, page, SHOP, "%checkstyle on", SLOW)
        notebook.run_all()
        yield notebook


def opened(lab: Lab, page: Page, *cells: Cell | str) -> Notebook:
    return lab.open(page, lab.write([LOAD, *cells]))


def test_the_card_stands_below_its_cell_with_the_place_marked(day: Notebook) -> None:
    card = day.output(1)
    expect(card).to_contain_text("bare except hides every error")
    expect(card.locator("pre u", has_text="except")).to_be_visible()
    expect(day.cell(1).locator("strong", has_text="finding").locator("visible=true")).to_have_count(1)
    assert day.page.title() != "1"


def verb(area: Locator, name: str) -> Locator:
    """Find the first button of a name that can be seen."""
    return area.get_by_role("button", name=name, exact=True).locator("visible=true").first


def test_why_opens_and_closes_by_the_keyboard(day: Notebook) -> None:
    card = day.output(1)
    verb(card, "Why").focus()
    day.page.keyboard.press("Enter")
    expect(card.locator("[role=status] pre").first).to_be_visible()

    day.page.keyboard.press("Enter")
    expect(card.locator("[role=status] pre")).to_have_count(0)


def test_practise_opens_the_exercise_below_its_finding(day: Notebook) -> None:
    card = day.output(1)
    verb(card, "Practise").click()
    expect(verb(card, "Check")).to_be_visible()

    verb(card, "Practise").click()
    expect(card.get_by_role("button", name="Check", exact=True).locator("visible=true")).to_have_count(0)


def test_a_fix_is_applied_when_its_own_cell_runs_and_no_other_cell_changes(lab: Lab, page: Page) -> None:
    notebook = opened(lab, page, "%checkstyle on", SLOW, "total = 1")
    notebook.run_all()
    tools = notebook.cell(2)
    verb(tools, "Fix ...").click()
    expect(tools.get_by_text("read it before you use it")).to_be_visible()
    verb(tools, "Use this fix").click()
    expect(tools.get_by_text("Run the cell again to apply this.")).to_be_visible()

    notebook.run(3)
    assert [notebook.source(at) for at in (2, 3)] == [SLOW, "total = 1"]

    notebook.run(2)
    notebook.expect_source(2, SLOW.replace("urlopen(address)", "urlopen(address, timeout=10)"))
    assert notebook.source(3) == "total = 1"
    expect(tools.get_by_text("Mended RK803. Clean")).to_be_visible()
    expect(tools.get_by_role("button", name="Silence")).to_have_count(0)


def test_the_card_says_when_its_cell_was_changed_by_hand_and_takes_it_back(lab: Lab, page: Page) -> None:
    twice = f"import stat\nimport stat\nstat.S_IRUSR\n{SLOW}"
    notebook = opened(lab, page, "%checkstyle on", twice)
    notebook.run_all()
    card = notebook.cell(2).locator(".rulekit-live")
    notes = "(card, wanted) => getComputedStyle(card, '::before').content.includes('changed since') === wanted"
    assert card.evaluate(notes, arg=False)
    notebook.cell(2).locator(".cm-content").click()
    page.keyboard.type("#")
    assert card.evaluate(notes, arg=True)
    page.keyboard.press("Backspace")
    assert card.evaluate(notes, arg=False)

    verb(notebook.cell(2), "Fix").click()
    expect(notebook.cell(2).get_by_text("Run the cell again to apply this.")).to_be_visible()
    notebook.run(2)
    expect(card.get_by_text("Mended RK702, 1 left")).to_be_visible()
    assert notebook.source(2) == twice.removeprefix("import stat\n")
    assert card.evaluate(notes, arg=False)


def test_a_finding_is_silenced_by_the_keyboard_alone(lab: Lab, page: Page) -> None:
    notebook = opened(lab, page, "%checkstyle on", SLOW)
    notebook.run_all()
    tools = notebook.cell(2)
    verb(tools, "Silence").focus()
    page.keyboard.press("Enter")
    expect(tools.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("the caller waits")
    page.keyboard.press("Tab")
    expect(tools.get_by_role("button", name="Write the comment")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tools.get_by_text("Run the cell again to apply this.")).to_be_visible()

    notebook.run(2)

    notebook.expect_source(2, f"{SLOW}  # noqa: RK803 - the caller waits")
    expect(tools.get_by_text("Silenced RK803. Clean")).to_be_visible()


def test_the_card_of_the_notebook_leads_to_the_cell(lab: Lab, page: Page) -> None:
    name = lab.write(["%load_ext rulekit\n%checkstyle notebook", *["1\n" * 40] * 2, SLOW])
    notebook = lab.open(page, name)
    notebook.run(0)
    expect(notebook.cell(3)).not_to_be_in_viewport()
    notebook.cell(0).get_by_role("link", name="cell 4").locator("visible=true").click()

    expect(notebook.cell(3)).to_be_in_viewport()


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
def test_nothing_on_the_card_is_a_serious_barrier(day: Notebook, theme: str) -> None:
    day.choose_theme(theme)
    verbs = [verb(day.cell(3), "Fix ..."), verb(day.cell(1), "Why")]
    for one in verbs:
        one.click()
    expect(day.cell(1).locator("[role=status] pre").first).to_be_visible()
    expect(day.cell(3).get_by_text("read it before you use it")).to_be_visible()

    found = serious(day.page, ".jp-OutputArea-output")
    for one in verbs:
        one.click()

    assert found == []


def test_at_four_hundred_percent_nothing_is_cut_off(day: Notebook) -> None:
    with day.zoomed():
        for at in (1, 3):
            for output in day.cell(at).locator(".jp-OutputArea-output").all():
                eventually(output, "e => e.scrollWidth - e.clientWidth <= 1")
