"""The handout: all rules of the guide, a sheet a section, in one file that loads nothing."""

import re
from pathlib import Path

import pytest

from rulekit.cli.main import main
from rulekit.engine.catalog import catalog


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("paper") / "handout.html"
    assert main(["docs", "handout", str(file)]) == 0
    return file.read_text("utf-8")


def test_every_rule_is_on_the_sheet_of_its_section(text: str) -> None:
    sheets = text.split("<section>")[1:]

    assert [re.findall(r"<h2>(RK\d+) ", sheet) for sheet in sheets] == [
        [rule.code for rule in catalog().section(section.name)] for section in catalog().sections
    ]


def test_nothing_is_loaded(text: str) -> None:
    assert re.findall(r'(?:src|href)="(?!data:)', text) == []


def test_no_reason_ends_within_code(text: str) -> None:
    assert re.findall(r"<p>[^\n]*`[^\n]*</p>", text) == []


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs", "handout", str(tmp_path / "nowhere" / "handout.html")]) == 2
    assert "name another file" in capsys.readouterr().err
