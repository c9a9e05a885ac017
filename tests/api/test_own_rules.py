"""Rules of a team's own at the one door: reports say what was not loaded; what is known is tried and practised."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

import rulekit
from rulekit import api
from rulekit.engine.files import Document
from rulekit.engine.own_rules import own_rules as engine
from rulekit.engine.own_rules.own_files import OwnFiles, read_own_files
from rulekit.engine.own_rules.own_rules import OwnRules
from rulekit.engine.own_rules.trust import trust
from rulekit.engine.setting_overrides import Overrides
from rulekit.model.errors import SettingsError, UnjudgedWarning
from rulekit.teach.catalog import library
from tests.own_rules import MARKING, SETTINGS, own_rule
from tests.shop import project

TRUSTING = Overrides(trust=True)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    """A project with a rule of its own; the next test knows nothing of it."""
    files = {"pyproject.toml": SETTINGS, "style/asked_customer.py": own_rule(first=MARKING)}
    yield project(tmp_path, {**files, "orders.py": "ask_customer(1)\n"})
    api.plan([])


def test_a_report_says_that_rules_were_not_loaded(shop: Path) -> None:
    report = api.check_paths([shop])
    assert [line for line in report.problems if "rules not loaded" in line] == list(report.problems) != []
    with pytest.warns(UnjudgedWarning, match="rules not loaded"):
        rulekit.check("stop()\n", settings=api.settings_for(str(shop)))
    shown = api.check_shown(Document(str(shop / "orders.py"), "stop()\n"))
    assert "rules not loaded" in "".join(shown.problems)
    cell = api.check_cell(["stop()"], 0, api.settings_for(str(shop)))
    assert "rules not loaded" in "".join(cell.unjudged)
    assert not (shop / "style" / "mark").exists()


def test_a_rule_that_a_run_knows_is_tried_and_practised(shop: Path) -> None:
    held = api.settings_now(str(shop), TRUSTING)
    assert [one.code for one in rulekit.check("ask_customer(1)\n", settings=held, select="SHOP101")] == ["SHOP101"]
    rule = rulekit.rules["asked-customer"]
    assert [finding.code for finding in rule.check("ask_customer(1)\n")] == ["SHOP101"]
    assert "asked-customer.predict" in library()
    assert rulekit.check("ask_customer(1)\n", select="RK301") == ()


def test_an_own_rule_sees_all_cells_of_a_session(shop: Path) -> None:
    seen = 'if "closing day" in source.text: yield RULE.at(source, call, "the shop is closed: go home")'
    project(shop, {"style/asked_customer.py": own_rule(seen=seen)})
    held = api.settings_now(str(shop), TRUSTING)
    cells = ["# a closing day\nday = 1", "ask_customer(order)"]
    assert [one.code for one in api.check_cell(cells, 1, held).findings if one.code == "SHOP101"] == ["SHOP101"]


def test_what_changes_after_it_was_hashed_does_not_run(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = (shop / "style").resolve()
    trust(read_own_files(place))

    def read_and_replaced(where: Path, kind: str) -> OwnFiles:
        files = read_own_files(where, kind)
        project(shop, {"style/asked_customer.py": own_rule(call="ask_nobody", first="raise SystemExit\n")})
        return files

    monkeypatch.setattr(engine, "read_own_files", read_and_replaced)
    assert [one.code for one in api.check_paths([shop], select="SHOP101").findings] == ["SHOP101"]


def test_settings_take_their_rules_to_another_process(shop: Path) -> None:
    held = api.settings_for(str(shop), TRUSTING)
    sent = pickle.loads(pickle.dumps(held))  # noqa: S301 - our own bytes
    assert isinstance(sent.own, OwnRules)
    assert "SHOP101" in sent.selected


def test_a_table_without_a_place_names_no_folder() -> None:
    with pytest.raises(SettingsError, match="a table has no place"):
        rulekit.Settings.of({"rules": ["style/"]})
