"""The link behind the code of a finding leads to the page of the rule: of a team, or of this machine."""

from pathlib import Path

import pytest
from pygls.uris import to_fs_path

from rulekit.engine.cache.store import VARIABLE
from rulekit.engine.catalog import catalog
from rulekit.server.rule_pages import RulePages, own_folder, write_pages


def test_a_team_names_its_site() -> None:
    assert RulePages("https://guide.example/").of("RK301") == "https://guide.example/rules/bare-except.html"


def test_without_one_the_pages_are_written_once_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    pages = RulePages()
    assert pages.wait_to_be_written()

    write_pages()
    assert not pages.wait_to_be_written()
    assert all(Path(to_fs_path(pages.of(rule.code) or "") or "").is_file() for rule in catalog())
    assert own_folder() == tmp_path / "pages"


def test_who_keeps_nothing_is_led_to_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert own_folder() is None
    assert RulePages().of("RK301") == catalog()["RK301"].references[0]


def test_what_is_no_rule_of_the_guide_has_no_page() -> None:
    assert RulePages("https://guide.example").of("RK003") is None
