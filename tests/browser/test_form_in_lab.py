"""Exercises in JupyterLab, done by the keyboard alone: forms of every kind, and code in a cell."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rulekit.engine.catalog import catalog
from rulekit.teach.catalog import library
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.sheet import opening
from tests.browser.axe import serious
from tests.browser.browsing import cells_running, eventually, press_until, window
from tests.browser.lab import Lab, Notebook

INDENT = 4
FORMS = ("print-call.predict", "missing-type-hints.spot", "missing-docstring.judge", "missing-type-hints.parsons")
CODE = "bare-except.fix"
FITS = "area => [...area.querySelectorAll('*')].every(e => !e.clientWidth || e.scrollWidth <= e.clientWidth + 1)"


@pytest.fixture(scope="module")
def notebook(lab: Lab, browser: Browser) -> Iterator[Notebook]:
    """Open a notebook with one form of each kind, and a cell for code."""
    cells = ["%load_ext rulekit", *(f"%exercise form {name}" for name in FORMS), f"%%exercise {CODE}"]
    with window(browser) as page:
        opened = lab.open(page, lab.write(cells))
        opened.run_all()
        yield opened


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_filled_in_by_the_keyboard_alone(notebook: Notebook, name: str) -> None:
    exercise = library()[name]
    form = notebook.cell(FORMS.index(name) + 1).locator(".jp-Cell-outputArea")
    form.locator("input, button").locator("visible=true").first.focus()
    notebook.page.keyboard.press("Shift+Tab")

    FILL[exercise.kind](notebook.page, form, exercise)
    push(notebook.page, form, "Check")

    expect(form).to_contain_text("Passed")
    expect(form.get_by_role("button", name="Check", exact=True)).to_be_focused()


def test_code_is_answered_in_its_cell_by_the_keyboard_alone(notebook: Notebook) -> None:
    at = len(FORMS) + 1
    keyboard = notebook.page.keyboard
    notebook.cell(at).locator(".jp-InputPrompt").click()
    keyboard.press("Enter")
    keyboard.press("Control+End")
    keyboard.press("Enter")
    keyboard.insert_text(library()[CODE].solution)
    with cells_running(notebook.page, at):
        keyboard.press("Control+Enter")

    expect(notebook.cell(at).locator(".jp-Cell-outputArea")).to_contain_text("Passed")


def test_help_is_given_by_the_keyboard_alone(notebook: Notebook) -> None:
    area = notebook.cell(len(FORMS) + 1).locator(".jp-Cell-outputArea")
    area.get_by_role("button", name="Hint", exact=True).focus()
    notebook.page.keyboard.press("Enter")
    expect(area).to_contain_text("Hint 1 of")

    push(notebook.page, area, "Next")
    expect(area).to_contain_text("Next:")


def test_reset_marks_the_cell_and_its_next_run_writes_it_as_it_was(notebook: Notebook) -> None:
    at = len(FORMS) + 1
    area = notebook.cell(at).locator(".jp-Cell-outputArea")
    area.get_by_role("button", name="Reset", exact=True).focus()
    notebook.page.keyboard.press("Enter")
    expect(area).to_contain_text("Run the cell of the exercise again")
    notebook.run(at)

    expect(notebook.cell(at).locator(".cm-line")).to_have_text(opening(library()[CODE]).split("\n"))


def test_no_form_is_a_serious_barrier(notebook: Notebook) -> None:
    assert serious(notebook.page, ".jp-Notebook .jp-OutputArea") == []


@pytest.mark.parametrize("name", FORMS)
def test_at_four_hundred_percent_no_line_of_a_form_is_cut_off(notebook: Notebook, name: str) -> None:
    form = notebook.cell(FORMS.index(name) + 1).locator(".jp-OutputArea")

    with notebook.zoomed():
        eventually(form, FITS)


def test_after_a_restart_the_verdict_stays_and_no_widget_says_that_it_is_gone(notebook: Notebook) -> None:
    at = FORMS.index("missing-docstring.judge") + 1
    area = notebook.cell(at).locator(".jp-Cell-outputArea")
    kept = area.locator(".rulekit-kept")
    expect(kept).not_to_be_visible()
    notebook.page.evaluate("() => { jupyterapp.commands.execute('kernelmenu:restart') }")
    notebook.page.locator(".jp-Dialog .jp-mod-accept").click()

    expect(kept).to_be_visible()
    expect(kept).to_contain_text("Your answer: ")
    expect(kept).to_contain_text("Passed")
    expect(area.get_by_role("button", name="Check", exact=True)).not_to_be_visible()


def fill_lines(page: Page, form: Locator, exercise: Exercise) -> None:
    for number in exercise.solution.split(","):
        press_until(page, "Tab", form.get_by_label(re.compile(rf"^\s*{number.strip()}\s")))
        page.keyboard.press("Space")


def fill_rules(page: Page, form: Locator, exercise: Exercise) -> None:
    for line in exercise.solution.splitlines():
        number, code = line.split()
        menu = form.get_by_label(f"line {number}", exact=True)
        press_until(page, "Tab", menu)
        page.keyboard.press("Enter")
        for _ in range(menu.locator("option").all_inner_texts().index(f"{code}\u00a0{catalog()[code].name}")):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")


def choose_option(page: Page, form: Locator, exercise: Exercise) -> None:
    right = next(one.text for one in exercise.options if one.is_right).replace("`", "")
    press_until(page, "Tab", form.get_by_label(right))
    page.keyboard.press("Space")


def put_in_order(page: Page, form: Locator, exercise: Exercise) -> None:
    labels = {block.label: f"{block.label}  {block.text.strip()}" for block in exercise.blocks}
    depth = 0
    for line in exercise.solution.splitlines():
        push(page, form, labels[line.strip()])
        wanted = (len(line) - len(line.lstrip())) // INDENT
        for _ in range(abs(wanted - depth)):
            push(page, form, "Indent last" if wanted > depth else "Unindent last")
        depth = wanted


def push(page: Page, form: Locator, name: str) -> None:
    press_until(page, "Tab", form.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


FILL = {
    Kind.PREDICT: fill_lines,
    Kind.SPOT: fill_rules,
    Kind.JUDGE: choose_option,
    Kind.PARSONS: put_in_order,
}
