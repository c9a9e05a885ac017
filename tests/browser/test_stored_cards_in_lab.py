"""Cards that are stored in a notebook which JupyterLab does not trust, as a learner opens a lesson."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from rulekit import api
from rulekit.engine.settings import Settings
from rulekit.jupyter.card import Card
from rulekit.jupyter.verdict_card import VerdictCard
from rulekit.teach.verdict import Outcome, Verdict
from tests.browser.browsing import window
from tests.browser.lab import Cell, Lab

BAD = "try:\n    pack()\nexcept:\n    wait()\n"
CARDS: dict[str, VerdictCard | Card] = {
    "passed": VerdictCard(Verdict("till.fix", "Two tills", Outcome.PASSED, "all is well")),
    "not yet": VerdictCard(Verdict("till.fix", "Two tills", Outcome.BEHAVIOUR, "a sale is lost")),
    "findings": Card(api.check_cell([BAD], 0, Settings()).findings, text=BAD),
}
COLOURS = {"passed": "rgb(46, 125, 50)", "not yet": "rgb(180, 83, 9)", "findings": "rgb(198, 40, 40)"}
EDGES = (
    "area => [...area.querySelectorAll('div')].map(one => getComputedStyle(one))"
    ".filter(one => parseInt(one.borderLeftWidth) > 2).map(one => one.borderLeftColor)"
)


@pytest.fixture(scope="module")
def edges(lab: Lab, browser: Browser) -> dict[str, list[str]]:
    """Open a notebook with one stored card of each sort, and read the colours of their edges."""
    cells = [
        Cell("1", ({"output_type": "display_data", "metadata": {}, "data": card._repr_mimebundle_()},))
        for card in CARDS.values()
    ]
    with window(browser) as page:
        notebook = lab.open(page, lab.write(cells))
        areas = [notebook.cell(at).locator(".jp-OutputArea") for at in range(len(cells))]
        return {name: area.evaluate(EDGES) for name, area in zip(CARDS, areas, strict=True)}


@pytest.mark.parametrize("name", CARDS)
def test_a_stored_card_keeps_its_colour(edges: dict[str, list[str]], name: str) -> None:
    assert edges[name] == [COLOURS[name]]


def test_each_variable_has_a_plain_colour_before_it() -> None:
    html = "".join(card._repr_mimebundle_()["text/html"] for card in CARDS.values())
    styles = [part for style in re.findall('style="([^"]*)"', html) for part in style.split(";")]
    behind = [(before, after) for before, after in pairwise(styles) if "var(" in after]

    assert behind
    assert [after for before, after in behind if before.partition(":")[0] != after.partition(":")[0]] == []


def test_of_buttons_that_no_kernel_answers_nothing_is_left_below_their_card(lab: Lab, page: Page) -> None:
    others = "import ipywidgets\nipywidgets.VBox([ipywidgets.Text()])"
    name = lab.write(["%load_ext rulekit\n%checkstyle on", "import stat\nimport stat\nstat.S_IRUSR", others])
    lab.open(page, name).run_all()
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    expect(page.locator(".jp-mod-dirty.lm-TabBar-tab")).to_have_count(0)
    # What this server has stored, it trusts under any name.
    again = lab.write(["1"] * 3)
    (lab.folder / again).write_bytes((lab.folder / name).read_bytes())
    notebook = lab.open(page, again)

    error = "Error displaying widget: model not found"
    expect(notebook.cell(2).get_by_text(error)).to_be_visible()
    expect(notebook.cell(1).get_by_text(error)).to_be_hidden()
    expect(notebook.cell(1).get_by_text("1 finding").locator("visible=true")).to_have_count(1)
