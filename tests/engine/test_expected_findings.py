"""Cells that are bad on purpose say what they expect: exactly that must appear, and is then no finding."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rulekit.api.files import check_file, why
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from tests.marked import notebook_of
from tests.shop import BARE, project

CHOSEN = Settings(select=("RK301", "RK002"))


def tagged(*cells: tuple[str, Sequence[str]]) -> str:
    """Write a notebook of code cells, given as pairs of text and tags."""
    document = json.loads(notebook_of(*(text for text, _ in cells)))
    for cell, (_, tags) in zip(document["cells"], cells, strict=True):
        cell["metadata"]["tags"] = list(tags)
    return json.dumps(document)


def findings(text: str, settings: Settings = CHOSEN) -> tuple[Finding, ...]:
    return check_document(Document("day.ipynb", text), settings).findings


def found(text: str, settings: Settings = CHOSEN) -> list[tuple[str, int, int]]:
    return [(f.code, f.cell.number if f.cell else 0, f.span.line) for f in findings(text, settings)]


EXPECTED = {
    "a tag with a code": (BARE, ["rulekit-expect-RK301"]),
    "a tag with a name": (BARE, ["rulekit-expect-bare-except"]),
    "a tag among others": (BARE, ["slow", "rulekit-expect-RK301", "remove-output"]),
    "a tag twice": (BARE, ["rulekit-expect-RK301", "rulekit-expect-RK301"]),
    "an option": ("%%checkstyle --expect RK301\n" + BARE, []),
    "an option with a sign": ("%%checkstyle --expect=RK301\n" + BARE, []),
    "an option with a name": ("%%checkstyle --expect bare-except\n" + BARE, []),
    "an option among others": ("%%checkstyle --quiet --expect RK301 --raise\n" + BARE, []),
    "an option below another magic": ("%%time\n\n%%checkstyle --expect RK301\n" + BARE, []),
    "an option and a tag": ("%%checkstyle --expect RK301\n" + BARE, ["rulekit-expect-RK301"]),
    "several findings of one rule": ("%%checkstyle --expect RK301\n" + BARE + BARE, []),
    "broken code": ("%%checkstyle --expect RK001\ntotal = (", []),
    "broken code and a bare handler elsewhere": ("%%checkstyle --expect=syntax-error\n" + BARE + "total = (", []),
    "a written module": (f"%%writefile shop.py\n{BARE}", ["rulekit-expect-RK301"]),
}


@pytest.mark.parametrize(("cell", "tags"), EXPECTED.values(), ids=EXPECTED)
def test_an_expected_finding_is_none(cell: str, tags: list[str]) -> None:
    assert found(tagged(("total = 1", []), (cell, tags))) == []


def test_only_its_own_cell_expects() -> None:
    text = tagged((BARE, []), (BARE, ["rulekit-expect-RK301"]), (BARE, []))

    assert found(text) == [("RK301", 1, 3), ("RK301", 3, 3)]


UNMET = {
    "a tag": ("total = 1", ["rulekit-expect-RK301"], ["RK301"]),
    "an option": ("%%checkstyle --expect RK301\ntotal = 1", [], ["RK301"]),
    "two of which one comes": ("%%checkstyle --expect RK301,RK001\n" + BARE, [], ["RK001"]),
    "two options of which one comes": ("%%checkstyle --expect RK001 --expect RK301\n" + BARE, [], ["RK001"]),
    "a rule that nobody knows": ("total = 1", ["rulekit-expect-RK999"], ["RK999"]),
    "a cell that is skipped": (BARE, ["rulekit-skip", "rulekit-expect-RK301"], ["RK301"]),
    "a cell in another language": ("%%html\n<b>", ["rulekit-expect-RK301"], ["RK301"]),
    "an empty cell": ("", ["rulekit-expect-RK301"], ["RK301"]),
}


@pytest.mark.parametrize(("cell", "tags", "codes"), UNMET.values(), ids=UNMET)
def test_an_expectation_that_is_not_met_is_reported_at_its_cell(cell: str, tags: list[str], codes: list[str]) -> None:
    text = tagged(("total = 1", []), (cell, tags))

    assert found(text) == [("RK002", 2, 1)] * len(codes)
    assert [finding.message.split("`")[1] for finding in findings(text)] == codes


NOT_ASKED = {
    "below the code": "total = 1\n%%checkstyle --expect RK301",
    "in a string": 'total = """\n%%checkstyle --expect RK301\n"""',
    "below a comment": "# a lesson\n%%checkstyle --expect RK301",
    "in a page": "%%html\n%%checkstyle --expect RK301",
    "of another magic": "%%checkstyles --expect RK301",
}


@pytest.mark.parametrize("cell", NOT_ASKED.values(), ids=NOT_ASKED)
def test_only_the_magic_at_the_top_of_a_cell_expects(cell: str) -> None:
    assert found(notebook_of(cell)) == []


def test_what_is_found_beside_what_is_expected_is_reported() -> None:
    written = "%%checkstyle --expect RK001\n" + BARE

    assert sorted(found(notebook_of(written))) == [("RK002", 1, 1), ("RK301", 1, 4)]


def test_of_a_rule_that_does_not_run_nothing_is_expected() -> None:
    text = tagged((BARE, ["rulekit-expect-RK301"]), ("total = 1", ["rulekit-expect-RK301"]))

    assert found(text, Settings(select=("RK002",))) == []


def test_unmet_expectations_can_be_ignored() -> None:
    text = tagged(("total = 1", ["rulekit-expect-RK301"]))

    assert found(text, Settings(select=("RK301",))) == []


def test_why_names_the_expectation(tmp_path: Path) -> None:
    folder = project(tmp_path, {"day.ipynb": tagged((BARE, ["rulekit-expect-RK301"]))})
    outcome = check_file(str(folder / "day.ipynb"), CHOSEN)

    assert not isinstance(outcome, str)
    assert outcome.findings == ()
    assert why(str(folder / "day.ipynb"), 3, "RK301", cell=1)[-1] == "  not reported: Its cell expects it."


def test_fixing_leaves_a_notebook_with_expectations_as_it_is() -> None:
    text = tagged((BARE, ["rulekit-expect-RK301"]), ("total = (", ["rulekit-expect-RK001"]))

    assert fix_document(Document("day.ipynb", text), CHOSEN, unsafe=True).text == text
