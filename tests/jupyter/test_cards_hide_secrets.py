"""What a notebook shows of a check tells no secret: cards in all forms, what a fix would change, and reasons."""

import json
from pathlib import Path

import pytest

import rulekit
from rulekit import api
from rulekit.api import AS_WRITTEN, Asked, check_cell
from rulekit.engine.settings import Settings
from rulekit.jupyter.card import Card, Reasons
from rulekit.jupyter.cell_difference import difference_of
from rulekit.jupyter.explorer import Explorer
from tests.jupyter.test_nbqa import run
from tests.leaks import TEXTS, masked, secret_of, told
from tests.marked import notebook_of

CELLS = [path for path in TEXTS if path.endswith(".ipynb")]
MADE_UP = "Zq9Xw7Lk2PvT5bNd"
PRICES = f'import requests\n\nprices = requests.get("https://shop.example", auth=("anna", "{MADE_UP}"))\n'
each_cell = pytest.mark.parametrize("path", CELLS)
each_choice = pytest.mark.parametrize("settings", [AS_WRITTEN, Settings(ignore=("RK502",))], ids=["all rules", "some"])


def forms(card: Card | Reasons) -> str:
    return json.dumps(card._repr_mimebundle_()) + repr(card)


@each_choice
@each_cell
def test_no_form_of_a_card_tells_a_secret(path: str, settings: Settings) -> None:
    text = TEXTS[path].format(secret_of(path))
    report = check_cell([text], 0, settings)
    shown = forms(Card(report.findings, advice=True, text=text, secrets=report.secrets))
    assert told(secret_of(path), shown) == []
    assert "Zq9*" in shown or settings.ignore


@each_cell
def test_no_reason_tells_a_secret(path: str) -> None:
    text = TEXTS[path].format(secret_of(path))
    codes = {"RK502", *(finding.code for finding in check_cell([text], 0, AS_WRITTEN).findings)}
    asked = [Asked(code, line, 1) for code in codes for line in range(1, text.count("\n") + 1)]
    reasons = [Reasons(tuple(api.why_cell([text], one, AS_WRITTEN, {}))) for one in asked]
    assert told(secret_of(path), "".join(map(forms, reasons))) == []


def test_what_a_fix_would_change_is_shown_without_the_secret_in_its_line() -> None:
    report = check_cell([PRICES], 0, Settings(select=("RK803",)))
    card = Card(report.findings, text=PRICES, secrets=report.secrets)
    assert card.preview(report.findings[0]).splitlines()[-1] == (
        f'+prices = requests.get("https://shop.example", auth=("anna", "{masked(MADE_UP)}"), timeout=10)'
    )
    assert told(MADE_UP, forms(card)) == []


def test_a_text_that_another_cell_makes_a_secret_is_none_to_show() -> None:
    cells = [f'import requests\ncode = "{MADE_UP}"; requests.get("https://shop.example")', "connect(password=code)"]
    report = check_cell(cells, 0, Settings(select=("RK803",)))
    card = Card(report.findings, text=cells[0], secrets=report.secrets)
    assert masked(MADE_UP) in card.preview(report.findings[0])
    assert told(MADE_UP, forms(card)) == []


@each_cell
def test_no_difference_tells_a_secret(path: str) -> None:
    text = TEXTS[path].format(secret_of(path))
    report = check_cell([f"import glob\n{text}"], 0, AS_WRITTEN)
    for before, after in ((f"import glob\n{text}", text), (text, text.replace("\n", "  # changed\n"))):
        assert told(secret_of(path), difference_of(before, after, report.secrets)) == []


def test_the_explorer_tells_no_secret_of_what_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    explorer = rulekit.explore("RK803")
    assert isinstance(explorer, Explorer)
    explorer.tabs.value = "Try it"
    explorer.trying.code.value = PRICES
    assert masked(MADE_UP) in explorer.trying.answer.value
    assert told(MADE_UP, explorer.trying.answer.value) == []


def test_nbqa_tells_no_secret(tmp_path: Path) -> None:
    for path in CELLS:
        text = notebook_of(TEXTS[path].format(secret_of(path)))
        (tmp_path / Path(path).name).write_text(text, "utf-8")
    done = run("nbqa", "rulekit", ".", "--ignore=RK502", cwd=tmp_path)
    assert [path for path in CELLS if told(secret_of(path), done.stdout + done.stderr)] == []
    assert "Zq9*" in done.stdout
