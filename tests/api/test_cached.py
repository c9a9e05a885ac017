"""A run that remembers finds what one finds that does not, and judges only what changed."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulekit import api
from rulekit.api import Report, check_paths, files
from rulekit.engine.cache.codec import decode, encode
from rulekit.engine.cache.store import VARIABLE, Store
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import check_document
from rulekit.engine.fix_consent import names_lost
from rulekit.engine.setting_overrides import Overrides
from rulekit.engine.settings_files import forget_settings
from rulekit.model.rule import Rule, files_in
from tests.marked import notebook_of
from tests.shop import BARE, project

TULIP = "kq7-Tulpe-31"
SHOP: Mapping[str, str] = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["requests"]\n',
    "shop/__init__.py": "",
    "shop/prices.py": "import json\n\n\ndef price(tea):\n    try:\n        return 17\n    except:\n        pass\n",
    "shop/orders.py": "from shop.prices import price\n\n\ndef order(teas):\n    print(sum(map(price, teas)))\n",
    "tests/test_prices.py": "from shop.prices import price\n\n\ndef test_price():\n    assert price(1) == 17\n",
    "requirements.txt": "-c constraints.txt\nflask\nrequests\n",
    "constraints.txt": "flask==3.0.0\n",
    "day.ipynb": notebook_of("import os", "total = 1\nprint(total)"),
}
NAMES = ["shop/prices.py", "shop/orders.py", "shop/tills.py", "tests/test_prices.py", "tests/test_orders.py", "tool.py"]
TEXTS = [
    *SHOP.values(),
    BARE,
    "def broken(:\n",
    "",
    f'password = "{TULIP}"\n',
    "from shop.prices import json\n",
    "import os  # noqa: RK702 - kept for the till\n",
    "def test_order():\n    assert order([1]) is None\n",
]
TABLES = [
    "",
    'ignore = ["RK301"]',
    "magic-number.allow = [17]",
    'exclude = ["tool.py"]',
    'select = ["errors", "RK702"]',
]
CONSTRAINTS = ["flask==3.0.0\n", "flask==3.0.0\nrequests==2.32.0\n", "-c more.txt\n"]

Change = Callable[[Path], object]


def written(name: str, text: str) -> Change:
    return lambda folder: project(folder, {name: text})


def deleted(name: str) -> Change:
    return lambda folder: (folder / name).unlink(missing_ok=True)


def moved(name: str, other: str) -> Change:
    return lambda folder: (folder / name).exists() and (folder / name).replace(folder / other)


def set_to(table: str) -> Change:
    return written("pyproject.toml", f"{SHOP['pyproject.toml']}[tool.rulekit]\n{table}\n")


def unchanged(_: Path) -> None:
    """Change nothing."""


names = st.sampled_from(NAMES)
changes = st.one_of(
    st.builds(written, names, st.sampled_from(TEXTS)),
    st.builds(deleted, names),
    st.builds(moved, names, names),
    st.builds(set_to, st.sampled_from(TABLES)),
    st.builds(written, st.sampled_from(["constraints.txt", "more.txt"]), st.sampled_from(CONSTRAINTS)),
    st.builds(deleted, st.sampled_from(["constraints.txt", "pyproject.toml", "uv.lock"])),
    st.just(written("uv.lock", "")),
)


def told(report: Report) -> tuple[Any, ...]:
    """Give all that a report says."""
    return tuple(vars(report)[name] for name in vars(report) if name not in {"consent", "secrets"})


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Keep answers in a folder of the test's own."""
    folder = tmp_path / "answers"
    monkeypatch.setenv(VARIABLE, str(folder))
    return Store(folder)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Write a shop."""
    return project(tmp_path / "work", SHOP)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the files that are judged."""
    seen: list[str] = []
    check = check_document

    def noted(document: Any, *arguments: Any, **options: Any) -> Any:
        seen.append(Path(document.path).name)
        return check(document, *arguments, **options)

    monkeypatch.setattr(files, "check_document", noted)
    return seen


@settings(max_examples=25)
@given(st.lists(changes, max_size=6), st.booleans())
def test_a_run_that_remembers_tells_what_one_tells_that_does_not(steps: list[Change], is_chosen: bool) -> None:
    given_settings = Overrides(select=("ALL",), ignore=("RK105",)) if is_chosen else None
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, f"{place}/answers")
        folder = project(Path(place, "work"), SHOP)
        for step in (unchanged, *steps, unchanged):
            step(folder)
            forget_settings()
            expected = told(check_paths(folder, settings=given_settings, cache=False))
            assert told(check_paths(folder, settings=given_settings)) == expected
            assert told(check_paths(folder, settings=given_settings)) == expected
            assert repr(check_paths(folder, settings=given_settings).findings) == repr(expected[0])


@pytest.mark.usefixtures("store")
def test_what_did_not_change_is_not_judged_again(shop: Path, judged: list[str]) -> None:
    check_paths(shop)
    assert len(judged) == len(SHOP)
    judged.clear()
    check_paths(shop)
    assert not judged
    project(shop, {"shop/orders.py": BARE})
    check_paths(shop)
    assert judged == ["orders.py"]


@pytest.mark.usefixtures("store")
def test_a_list_is_judged_again_when_a_file_changes_that_it_names(shop: Path, judged: list[str]) -> None:
    check_paths(shop)
    judged.clear()
    project(shop, {"constraints.txt": "flask==3.0.0\nrequests==2.32.0\n"})
    check_paths(shop)
    assert judged == ["constraints.txt", "requirements.txt"]
    judged.clear()
    project(shop, {"uv.lock": ""})
    check_paths(shop)
    assert judged == ["pyproject.toml"]


@pytest.mark.usefixtures("store")
def test_what_failed_is_tried_again(shop: Path, failing_rule: Rule) -> None:
    assert any("failed" in problem for problem in check_paths(shop).problems)
    failing_rule.checks.append(failing_rule.checks.pop())
    check = failing_rule.checks.pop()
    try:
        assert not check_paths(shop).problems
    finally:
        failing_rule.checks.append(check)


def test_no_secret_is_kept(shop: Path, store: Store) -> None:
    project(shop, {"shop/tills.py": f'password = "{TULIP}"\n\n\ndef open_till():\n    connect("{TULIP}")\n'})
    report = check_paths(shop)
    assert "RK502" in {finding.code for finding in report.findings}
    assert told(check_paths(shop)) == told(report)
    with closing(sqlite3.connect(store.file)) as data:
        kept = [zlib.decompress(value) for (value,) in data.execute("SELECT value FROM answers")]
    assert len(kept) > len(SHOP) / 2
    assert not any(TULIP.encode() in value for value in kept)


def test_spoiled_answers_are_judged_again(shop: Path, store: Store, judged: list[str]) -> None:
    expected = told(check_paths(shop))
    with closing(sqlite3.connect(store.file)) as data, data:
        data.execute("UPDATE answers SET value = ?", (zlib.compress(json.dumps([["dict"], [0]]).encode()),))
    judged.clear()
    assert told(check_paths(shop)) == expected
    assert len(judged) == len(SHOP)


@pytest.mark.usefixtures("store")
def test_who_would_be_asked_for_consent_is_the_same(shop: Path) -> None:
    project(shop, {"shop/tills.py": "import os\nimport json\n\nprint(1)\n", "tool.py": "from shop.tills import json\n"})
    fresh = check_paths(shop, cache=False)
    check_paths(shop)
    known = check_paths(shop)
    asked = [one for one in (*fresh.findings, *fresh.withdrawn) if one.fix and names_lost(one.fix)]
    assert {one.code for one in asked} == {"RK702"}
    assert [*map(known.consent.judged, asked)] == [*map(fresh.consent.judged, asked)]
    assert known.consent.modules == fresh.consent.modules


@pytest.mark.usefixtures("store")
def test_texts_and_cells_are_judged_each_time(tmp_path: Path) -> None:
    api.check(BARE, str(tmp_path / "orders.py"))
    assert not (tmp_path / "answers").exists()


def test_every_rule_s_answers_can_be_kept() -> None:
    """Whatever the examples of all rules give, in one file or several, comes back as it was."""
    with TemporaryDirectory() as place:
        for rule in catalog():
            for at, example in enumerate(rule.examples):
                text = notebook_of(example.shown) if example.path.endswith(".ipynb") else example.shown
                files = files_in(example.shown) or {example.path: text}
                project(Path(place, rule.name, str(at)), files)
        run = api.plan(place)
        for outcome in api.outcomes(run):
            assert not isinstance(outcome, str)
            back = decode(encode(outcome))
            assert back == outcome or outcome.collected
            assert back.findings == outcome.findings
            for one, other in zip(back.collected, outcome.collected, strict=True):
                assert dict(one.member.answers) == dict(other.member.answers)
                assert (one.silences, one.seen) == (other.silences, other.seen)
