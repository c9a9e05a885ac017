"""The card shows text of others as text, in every form."""

import re

import pytest
from markdown_it import MarkdownIt

from rulekit.api.cells import check_cell
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.settings import Settings
from rulekit.jupyter.card import MIME, Card
from rulekit.jupyter.exercise_links import practice_of
from rulekit.model.finding import Finding, Severity, Span, Step
from rulekit.model.rule import Rule
from rulekit.teach.catalog import library
from tests.marked import notebook_of

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "an image with a handler": '<img src=x onerror="alert(1)">',
    "terminal colours": "\x1b[31mred\x1b[0m",
    "Markdown": "**bold** [link](https://example.org) `tick`",
    "text that turns around": "\u202eevil",
    "a very long line": "x" * 50_000,
}


def card_of(code: str) -> Card:
    """Make a card whose finding lies on a line of this code."""
    span = Span(1, 1, 1, len(code) + 1)
    return Card((Finding("RK301", "bare-except", Severity.ERROR, span, f"`{code[:40]}`: look", excerpt=(code,)),))


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE.keys())
def test_code_of_others_appears_as_text(code: str) -> None:
    bundle = card_of(code)._repr_mimebundle_()

    html = bundle["text/html"]
    assert "<script" not in html
    assert "<img" not in html
    for form in ("text/plain", "text/markdown", "text/html"):
        assert "\x1b" not in bundle[form]
        assert "\u202e" not in bundle[form]
        assert len(bundle[form]) < 10_000


BROKEN = ("total = (", "def pay(:\n    pass")


@pytest.mark.parametrize("cell", BROKEN)
def test_a_rule_without_an_exercise_leads_to_none(cell: str) -> None:
    bundle = Card(check_cell([cell], 0, Settings()).findings)._repr_mimebundle_()
    for form in ("text/plain", "text/markdown", "text/html"):
        assert ("RK001" in bundle[form], "exercise" in bundle[form]) == (True, False)


@pytest.mark.parametrize("rule", [*catalog()])
def test_every_exercise_that_a_card_leads_to_is_there(rule: Rule) -> None:
    assert practice_of(rule) in library()


def test_each_line_of_a_notebook_stands_below_its_own_cell_and_names_the_cell_of_another() -> None:
    cells = [
        "def pack(order):\n    return order",
        "def send(order):\n    return order",
        "\ndef stow(order):\n    return order",
    ]
    findings = check_document(Document("day.ipynb", notebook_of(*cells)), Settings(select=("RK102",))).findings
    html = Card(findings, whole=True)._repr_mimebundle_()["text/html"]

    shown = re.findall(r"<strong>(cell \d)|\b(pack|send|stow)\b|(Also on [^<]*)|(as on [^<]*)", html)
    assert ["".join(parts) for parts in shown] == [
        *("cell 1", "pack", "Also on cell 2 line 1, cell 3 line 2."),
        *("cell 2", "send", "as on cell 1 line 1"),
        *("cell 3", "stow", "as on cell 1 line 1"),
    ]


MARKS = {
    "an image behind one backtick": '`eval("`![tea](https://shop.example/tea.png)")`: look',
    "an image between two": '`eval("`![tea](https://shop.example/tea.png)`")`: look',
    "an image behind doubled backticks": "``![tea](https://shop.example/tea.png)``` `: look",
    "an image whose mark is escaped": "`tea\\`![tea](https://shop.example/tea.png)`: look",
    "a tag": '`tea("`<img src=https://shop.example/tea.png>`")`: look',
    "an address between brackets": "`tea`<https://shop.example/tea.png>: look",
}


@pytest.mark.parametrize("message", MARKS.values(), ids=MARKS)
def test_code_with_backticks_loads_nothing_in_markdown(message: str) -> None:
    steps = (Step(Span(1, 1, 1, 2), message),)
    found = Finding("RK505", "x", Severity.ERROR, Span(1, 1, 1, 2), message, steps=steps)
    difference = f"-```\n-````\n-![tea](https://shop.example/tea.png)\n+{message}"
    card = Card((found,), (message,), difference)
    html = str(MarkdownIt("commonmark", {"html": True}).render(card._repr_mimebundle_()["text/markdown"]))
    assert "look" in html
    assert [tag for tag in ("<img", "<a ") if tag in html] == []


def test_a_sentence_with_code_reads_in_markdown_as_it_reads_in_a_terminal() -> None:
    found = Finding("RK505", "x", Severity.ERROR, Span(1, 1, 1, 2), "`eval(a * b)` and `c <d>`: call it _by_ name")
    html = str(MarkdownIt().render(Card((found,))._repr_mimebundle_()["text/markdown"]))
    assert "<code>eval(a * b)</code> and <code>c &lt;d&gt;</code>: call it _by_ name" in html


def test_the_html_survives_a_sanitiser() -> None:
    html = card_of("except:")._repr_mimebundle_()["text/html"]

    for refused in ("<style", "<script", "<svg", " id=", " onclick", " class="):
        assert refused not in html


def test_advice_is_folded_and_counted() -> None:
    span = Span(1, 1, 1, 2)
    found = tuple(Finding("RK105", "magic-number", Severity.ADVICE, span, f"`{n}`: name it") for n in range(3))

    assert repr(Card(found)).splitlines()[0] == "Clean (+ 3 advice)"
    assert repr(Card(found, advice=True)).splitlines()[0] == "3 findings: 3 advice"


def test_repeats_are_grouped_and_a_flood_is_counted() -> None:
    same = tuple(Finding("RK301", "bare-except", Severity.ERROR, Span(n, 1, n, 2), "one: two") for n in (1, 5))
    many = tuple(Finding("RK101", "x", Severity.WARNING, Span(n, 1, n, 2), f"`{n}`: two") for n in range(1, 30))

    assert "lines 1, 5: RK301 one: two" in repr(Card(same))
    assert "... and 20 more" in repr(Card((*same, *many)))


def test_the_machine_form_holds_every_finding() -> None:
    report = card_of("except:")._repr_mimebundle_()[MIME]

    assert [finding["code"] for finding in report["findings"]] == ["RK301"]


def test_the_way_of_a_value_is_shown_in_every_form() -> None:
    cells = ("def ask():\n    return input('Which invoice? ')", "text = open(ask()).read()")
    card = Card(tuple(check_cell(list(cells), 1, Settings(select=("RK503",))).findings), advice=True)
    bundle = card._repr_mimebundle_()

    assert "  cell 1 line 2: comes from a person" in bundle["text/plain"].splitlines()
    assert "  1. cell 1 line 2: comes from a person" in bundle["text/markdown"].splitlines()
    assert "<li>cell 1 line 2: comes from a person</li><li>line 1: is given back here</li>" in bundle["text/html"]
    assert bundle[MIME]["findings"][0]["steps"][0]["cell"] == 1
