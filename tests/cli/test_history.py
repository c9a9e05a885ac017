"""`rulekit history`: bad and good code, from the commits that mended it."""

import json
from pathlib import Path
from typing import Any

import pytest

from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judging import judge_answer
from rulekit.teach.practice.notebook import read_practice
from rulekit.teach.verdict import Outcome
from tests.conftest import Command
from tests.repositories import committed, git
from tests.shop import project

PRICE = '''\
import requests


def price_of(name: str) -> str:
    """Ask for a price."""
    answer = requests.get(f"https://shop.example/{name}")
    answer.raise_for_status()
    return answer.text
'''
MENDED = PRICE.replace('{name}")', '{name}", timeout=10)')
SECRET = "hT5x9Qw2LmZ8rV4k"  # noqa: S105 - none


def history_of(*versions: dict[str, str], folder: Path) -> Path:
    """Commit one state of a repository after another, each without what the next one does not name."""
    for number, files in enumerate(versions):
        for old in folder.rglob("*.*"):
            if old.is_file() and ".git" not in old.parts:
                old.unlink()
        committed(project(folder, files), f"Day {number}")
    return folder


def pairs_in(command: Command, folder: Path, *words: str) -> list[dict[str, Any]]:
    done = command("history", ".", "--output-format", "json", *words, cwd=folder)
    assert done.status == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


def cells(*texts: str) -> str:
    """Write a notebook whose cells have ids."""
    rows: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"till-{number}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": t,
        }
        for number, t in enumerate(texts)
    ]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_finding_that_a_commit_mended_is_a_pair_of_bad_and_good_code(command: Command, tmp_path: Path) -> None:
    shop = history_of({"shop.py": PRICE}, {"shop.py": MENDED}, folder=tmp_path)
    [pair] = pairs_in(command, shop)
    assert (pair["path"], pair["name"], pair["cell"], pair["role"]) == ("shop.py", "price_of", None, "production")
    assert (pair["bad"], pair["good"]) == (PRICE, MENDED)
    [finding] = pair["findings"]
    assert (finding["code"], finding["name"], finding["line"]) == ("RK803", "missing-timeout", 6)


def test_people_read_what_changed_within_the_whole_piece(command: Command, tmp_path: Path) -> None:
    shop = history_of({"shop.py": PRICE}, {"shop.py": MENDED}, folder=tmp_path)
    told = command("history", ".", cwd=shop).out
    assert told.startswith("RK803 missing-timeout  shop.py, price_of\n  `requests.get` may wait for ever")
    assert '\n    -    answer = requests.get(f"https://shop.example/{name}")\n' in told
    assert '\n    +    answer = requests.get(f"https://shop.example/{name}", timeout=10)\n' in told
    assert "\n         return answer.text\n" in told
    assert told.endswith("\n1 pair in 2 commits.\n")


def test_neither_commit_nor_author_is_told(command: Command, tmp_path: Path) -> None:
    shop = history_of({"shop.py": PRICE}, {"shop.py": MENDED}, folder=tmp_path)
    told = command("history", ".", cwd=shop).out + json.dumps(pairs_in(command, shop))
    names = git(shop, "log", "--format=%H%n%h%n%an%n%ae%n%s").split("\n")
    assert [name for name in names if name and name in told] == []


def test_secrets_are_masked_also_where_the_other_version_shows_that_they_are_some(
    command: Command, tmp_path: Path
) -> None:
    named = PRICE.replace("    answer", f'    password = "{SECRET}"\n    answer', 1)
    hidden = MENDED.replace("    answer", f'    text = "{SECRET}"\n    answer', 1)
    shop = history_of({"shop.py": named}, {"shop.py": hidden}, folder=tmp_path)
    [pair] = pairs_in(command, shop, "--rules", "RK803")
    assert SECRET not in command("history", ".", cwd=shop).out + json.dumps(pair)
    assert 'password = "hT5*' in pair["bad"]
    assert 'text = "hT5*' in pair["good"]


def test_a_file_that_was_renamed_is_told_by_its_name_of_today(command: Command, tmp_path: Path) -> None:
    filler = "\n\n".join(f'def day_{n}() -> int:\n    """Count."""\n    return {n}\n' for n in range(20))
    shop = history_of(
        {"old.py": PRICE + filler}, {"till/shop.py": MENDED + filler}, {"new/shop.py": MENDED + filler}, folder=tmp_path
    )
    [pair] = pairs_in(command, shop)
    assert (pair["path"], pair["name"]) == ("new/shop.py", "price_of")
    done = command("history", "new", "--output-format", "json", cwd=shop)
    assert [one["path"] for one in json.loads(done.out)] == ["new/shop.py"]


def test_a_function_that_was_renamed_as_it_was_mended_is_known_again(command: Command, tmp_path: Path) -> None:
    shop = history_of({"shop.py": PRICE}, {"shop.py": MENDED.replace("price_of", "cost_of")}, folder=tmp_path)
    assert [pair["name"] for pair in pairs_in(command, shop)] == ["cost_of"]


NOT_MENDED = {
    "silenced": MENDED.replace(", timeout=10)", ")  # noqa: RK803"),
    "deleted": '"""A shop."""\n',
    "emptied": 'def price_of(name: str) -> str:\n    """Ask for a price."""\n    return name\n',
    "moved": PRICE.replace("price_of", "asked").replace("import requests\n", "import requests\n\n\n")
    + '\n\ndef price_of(name: str) -> str:\n    """Ask for a price."""\n    answer = asked(name)\n    return answer\n',
    "worse elsewhere": MENDED.replace("    return", "    print(name)\n    return"),
    "as it was": PRICE + '\n\nKIND = "tea"\n',
}


@pytest.mark.parametrize("after", NOT_MENDED.values(), ids=NOT_MENDED)
def test_what_was_not_mended_is_no_pair(command: Command, tmp_path: Path, after: str) -> None:
    shop = history_of({"shop.py": PRICE}, {"shop.py": after}, folder=tmp_path)
    assert pairs_in(command, shop, "--rules", "RK803") == []


def test_of_a_notebook_the_cell_is_shown(command: Command, tmp_path: Path) -> None:
    other = "x = 1\ny = 2\nz = 3\nx + y + z\n"
    before, after = cells(other, PRICE), cells("import math\n", MENDED, other)
    shop = history_of({"day.ipynb": before}, {"day.ipynb": after}, folder=tmp_path)
    [pair] = pairs_in(command, shop)
    assert (pair["path"], pair["name"], pair["cell"]) == ("day.ipynb", None, 2)
    assert (pair["bad"], pair["good"]) == (PRICE, MENDED)


def test_what_did_not_parse_and_what_is_no_text_is_passed_over(command: Command, tmp_path: Path) -> None:
    states = (
        {"a.py": "def (", "b.ipynb": "{", "shop.py": PRICE},
        {"a.py": "x = 1", "b.ipynb": "[]", "shop.py": MENDED},
    )
    assert len(pairs_in(command, history_of(*states, folder=tmp_path))) == 1


def test_since_a_commit_and_limit_bound_what_is_looked_at(command: Command, tmp_path: Path) -> None:
    other = MENDED.replace("price_of", "name_of").replace("timeout=10", "timeout=5")
    bad = other.replace(", timeout=5", "")
    shop = history_of(
        {"a.py": PRICE, "b.py": bad}, {"a.py": MENDED, "b.py": bad}, {"a.py": MENDED, "b.py": other}, folder=tmp_path
    )
    git(shop, "tag", "spring", "HEAD~1")
    assert [pair["path"] for pair in pairs_in(command, shop)] == ["b.py", "a.py"]
    assert [pair["path"] for pair in pairs_in(command, shop, "--limit", "1")] == ["b.py"]
    assert [pair["path"] for pair in pairs_in(command, shop, "--since", "spring")] == ["b.py"]
    assert len(pairs_in(command, shop, "--since", "2001-01-01")) == len(pairs_in(command, shop, "--since", "1 year"))
    assert [pair["path"] for pair in pairs_in(command, shop, "--rules", "RK803", "--limit", "9")] == ["b.py", "a.py"]


def test_of_one_rule_there_are_few_unless_it_is_asked_for(command: Command, tmp_path: Path) -> None:
    names = ("tea", "rye", "oat", "ale", "fig")
    before = {f"{name}.py": PRICE.replace("price_of", f"{name}_of") for name in names}
    after = {path: text.replace('{name}")', '{name}", timeout=10)') for path, text in before.items()}
    shop = history_of(before, after, folder=tmp_path)
    assert len(pairs_in(command, shop)) == 3
    assert len(pairs_in(command, shop, "--rules", "missing-timeout")) == 5


MISTAKES = {
    "no repository": ((), "lies in no working tree of git"),
    "no day": (("--since", "yesterdy"), "is no day and names no commit: write 2026-01-31, `6 months`, or a tag"),
    "an option of git": (("--since=--output=ran",), "is no day and names no commit"),
    "no number": (("--limit", "none"), "is no such number: write 1 or more"),
    "no rule": (("--rules", "RK999"), "names no rule"),
    "a rule that is not selected": (("--rules", "RK104"), "select nothing of `RK104`"),
}


@pytest.mark.parametrize(("words", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_one_line(command: Command, tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    project(tmp_path, {"pyproject.toml": '[tool.rulekit]\nignore = ["RK104"]\n'})
    if words:
        committed(tmp_path)
    done = command("history", ".", *words, cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_repository_without_a_commit_says_so(command: Command, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    done = command("history", ".", cwd=tmp_path)
    assert done.status == 2
    assert "the repository has no commit yet" in done.err


def test_nothing_that_the_repository_configures_runs(command: Command, tmp_path: Path) -> None:
    shop = history_of({"shop.py": PRICE}, {"shop.py": MENDED}, folder=tmp_path)
    blob = git(shop, "rev-parse", "HEAD~1:shop.py").strip()
    (shop / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "remote.origin.url": f"ext::sh -c 'touch {shop}/ran'",
        "remote.origin.promisor": "true",
        "extensions.partialClone": "origin",
        "protocol.ext.allow": "always",
        "diff.external": f"touch {shop}/ran",
        "log.showSignature": "true",
        "gpg.program": f"touch {shop}/ran",
    }.items():
        git(shop, "config", key, value)
    git(shop, "config", "core.repositoryformatversion", "1")
    assert pairs_in(command, shop) == []
    assert not (shop / "ran").exists()


def practised(command: Command, shop: Path, *words: str) -> list[Exercise]:
    target = shop.parent / "practice.ipynb"
    target.unlink(missing_ok=True)
    done = command("practice", ".", "--output-file", str(target), *words, cwd=shop)
    assert done.status == 0, done.err
    return read_practice(target)


def test_practice_asks_about_what_was_mended_and_knows_what_became_of_it(command: Command, tmp_path: Path) -> None:
    shop = history_of({"shop.py": PRICE}, {"shop.py": MENDED}, folder=tmp_path / "shop")
    [item] = practised(command, shop)
    assert (item.kind, item.starter, item.solution) == (Kind.FIX, PRICE, MENDED)
    assert "as it once was" in item.goal
    verdict = judge_answer(item, item.solution)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.next_step == f"compare with what became of it: `%exercise solution {item.id} --now`"


def test_practice_shows_no_masked_code_and_no_code_of_cells(command: Command, tmp_path: Path) -> None:
    secret = PRICE.replace("    answer", f'    password = "{SECRET}"\n    answer', 1)
    before = {"shop.py": PRICE, "till.py": secret, "day.ipynb": cells(PRICE)}
    after = {"shop.py": MENDED, "till.py": MENDED, "day.ipynb": cells(MENDED)}
    shop = history_of(before, after, folder=tmp_path / "shop")
    assert {item.origin.path for item in practised(command, shop) if item.origin} == {"shop.py"}
    assert SECRET not in (tmp_path / "practice.ipynb").read_text("utf-8")
