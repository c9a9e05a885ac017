"""The explorer in JupyterLab: every tab by mouse and by keyboard, and the focus where a person left it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from rulekit.api import search as search_rules
from rulekit.jupyter.exercise_links import practice_of
from rulekit.teach.catalog import library
from tests.browser.axe import serious
from tests.browser.browsing import eventually, press_until, window
from tests.browser.lab import Lab, Notebook

TABS = {
    "Why": "When to break it",
    "Examples": "Mrs. O'Brien orders a lamp",
    "Try it": "1 finding: 1",
    "Configure": "Leave it out",
    "How it is found": "The check's own code",
    "Practise": library()["unsafe-sql.predict"].title,
}


@pytest.fixture(scope="module")
def notebook(lab: Lab, browser: Browser) -> Iterator[Notebook]:
    """Open the explorer once: each test begins at the rule RK402."""
    with window(browser) as page:
        opened = lab.open(page, lab.write(["%load_ext rulekit", "%explore"]))
        opened.run_all()
        yield opened


@pytest.fixture
def explorer(notebook: Notebook) -> Locator:
    """Begin at the rule on SQL."""
    explorer = notebook.cell(1).locator(".jp-OutputArea")
    search(explorer).fill("S608")
    expect(explorer.get_by_role("heading", name="RK402 unsafe-sql")).to_be_visible()
    tab(explorer, "Why").click()
    return explorer


def search(explorer: Locator) -> Locator:
    return explorer.get_by_label("Search")


def tab(explorer: Locator, name: str) -> Locator:
    return explorer.get_by_role("button", name=name, exact=True)


def shown(explorer: Locator, text: str) -> None:
    expect(explorer.get_by_text(text).locator("visible=true").first).to_be_visible()


@pytest.mark.parametrize(("name", "text"), TABS.items())
def test_every_tab_opens_by_the_mouse(explorer: Locator, name: str, text: str) -> None:
    tab(explorer, name).click()

    shown(explorer, text)


@pytest.mark.parametrize(("name", "text"), TABS.items())
def test_every_tab_opens_by_the_keyboard_and_keeps_the_focus(explorer: Locator, name: str, text: str) -> None:
    page = explorer.page
    tab(explorer, "Why").focus()
    for at, passed in enumerate(TABS):
        expect(tab(explorer, passed)).to_be_focused()
        if passed == name:
            break
        assert at < len(TABS)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    shown(explorer, text)
    expect(tab(explorer, name)).to_be_focused()


def test_search_open_and_try_by_the_keyboard_alone(explorer: Locator) -> None:
    page = explorer.page
    search(explorer).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("tiemout", delay=30)
    expect(explorer.get_by_role("heading", name="RK803 missing-timeout")).to_be_visible()
    expect(search(explorer)).to_be_focused()

    page.keyboard.press("Control+a")
    page.keyboard.type("hang", delay=30)
    expect(explorer.get_by_text(f"{len(search_rules('hang'))} rules", exact=True)).to_be_visible()
    second = explorer.get_by_role("button", name="RK104 unconventional-name ▲")
    press_until(page, "Tab", second)
    page.keyboard.press("Enter")
    expect(explorer.get_by_role("heading", name="RK104 unconventional-name")).to_be_visible()
    expect(second).to_be_focused()

    press_until(page, "Shift+Tab", explorer.get_by_role("button", name="RK803 missing-timeout ▲"))
    page.keyboard.press("Space")
    expect(explorer.get_by_role("heading", name="RK803 missing-timeout")).to_be_visible()
    press_until(page, "Tab", tab(explorer, "Try it"))
    page.keyboard.press("Enter")
    code = explorer.get_by_label("Code")
    expect(code).to_be_visible()
    press_until(page, "Tab", code)
    page.keyboard.press("Control+a")
    page.keyboard.type("import requests\n\nrequests.get(shop, timeout=None)\n", delay=10)
    shown(explorer, "for ever")
    expect(code).to_be_focused()


def test_an_exercise_is_done_by_the_keyboard_alone(explorer: Locator) -> None:
    from rulekit.engine.catalog import catalog

    page = explorer.page
    exercise = library()[practice_of(catalog()["RK402"])]
    tab(explorer, "Practise").focus()
    page.keyboard.press("Enter")
    chosen = explorer.get_by_role("button", name=exercise.title)
    expect(chosen).to_be_visible()
    press_until(page, "Tab", chosen)
    page.keyboard.press("Enter")
    shown(explorer, exercise.id)
    expect(chosen).to_be_focused()

    answer = explorer.get_by_label("Answer")
    press_until(page, "Tab", answer)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(exercise.solution)
    press_until(page, "Tab", explorer.get_by_role("button", name="Check").locator("visible=true"))
    page.keyboard.press("Enter")

    shown(explorer, "Passed")


def test_code_with_markup_appears_as_text(explorer: Locator) -> None:
    tab(explorer, "Try it").click()
    explorer.get_by_label("Code").fill("cursor.execute(f'SELECT <img src=x onerror=document.title=1> FROM {name}')\n")

    expect(explorer.locator("pre u").locator("visible=true").first).to_contain_text("SELECT <img src=x")
    assert explorer.locator("img").count() == 0
    assert explorer.page.title() != "1"


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_no_tab_is_a_serious_barrier(notebook: Notebook, explorer: Locator, theme: str) -> None:
    notebook.choose_theme(theme)
    for name, text in TABS.items():
        tab(explorer, name).click()
        shown(explorer, text)
        assert serious(explorer.page, ".jp-OutputArea-output") == [], name


def test_at_four_hundred_percent_the_columns_stand_one_below_the_other(explorer: Locator) -> None:
    output = explorer.locator(".jp-OutputArea-output").last

    with Notebook(explorer.page).zoomed():
        for name, text in TABS.items():
            tab(explorer, name).click()
            shown(explorer, text)
            eventually(output, "e => e.scrollWidth - e.clientWidth <= 1")
