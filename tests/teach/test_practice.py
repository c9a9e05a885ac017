"""`rulekit practice`: items from one's own repository, judged by the rules and never run."""

import json
from pathlib import Path

import pytest

from rulekit.cli.main import main
from rulekit.engine.catalog import catalog
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judging import judge_answer
from rulekit.teach.practice.notebook import read_practice
from rulekit.teach.sheet import solution_sheet
from rulekit.teach.verdict import Outcome

ORDERS = '''\
"""Orders of the shop."""

import json
import logging
import subprocess

import requests

logger = logging.getLogger(__name__)
Path("ran.txt").write_text("this module was run")


class Shop:
    """A shop with more methods than fit on a page."""

{methods}
    def price_of(self, name: str) -> str:
        """Ask for a price."""
        answer = requests.get(f"https://shop.example/{{name}}")
        answer.raise_for_status()
        return answer.text


def stock(path: str) -> dict[str, int]:
    """Read the stock."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except Exception:
        logger.error("no stock")
        return {{}}


def packed(path: str) -> str:
    """Pack an order."""
    done = subprocess.run(["pack", path], capture_output=True, check=True)
    logger.info("packed")
    return str(done.stdout)


def token_of(user: str) -> str:
    """Ask for a token."""
    password = "hT5x9Qw2LmZ8rV4k"
    answer = requests.post("https://shop.example/token", json={{"user": user, "password": password}})
    return answer.text


def read_order(path: str) -> dict[str, str]:
    """Read an order."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        logger.exception("order %s is missing", path)
        raise

    return json.loads(text)
'''
METHOD = '''\
    def step_{number}(self) -> int:
        """Count."""
        total = len("shop")
        return total

'''


SWALLOWED = '''\
def pairs(text: str) -> Iterator[tuple[str, int]]:
    """Read them."""
    for part in text.split(":"):
        try:
            name, number = part.split("=")
            yield name, int(number)
        except ValueError:
            continue


def kept(path: str) -> str:
    """Read it."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except Exception:
        return ""
'''
CLEAN = '''

def stored(path: str, failed: list[Exception]) -> str:
    """Read it, and keep what went wrong."""
    text = ""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except Exception as error:
        failed.append(error)
    return text
'''


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with findings, a secret and clean code."""
    folder = tmp_path / "shop"
    folder.mkdir()
    methods = "".join(METHOD.format(number=number) for number in "abcdefgh")
    (folder / "orders.py").write_text(ORDERS.format(methods=methods), "utf-8")
    return folder


def practised(folder: Path, *words: str) -> list[Exercise]:
    """Write a notebook about a folder and give its exercises."""
    target = folder.parent / "practice.ipynb"
    target.unlink(missing_ok=True)
    assert main(["practice", str(folder), "--output-file", str(target), *words]) == 0
    return read_practice(target)


def fix_of(folder: Path, rule: str) -> Exercise:
    """Give the item that asks to mend a finding of a rule."""
    return next(one for one in practised(folder, "--rules", rule) if one.kind is Kind.FIX)


def test_items_are_of_every_kind_and_of_several_rules(shop: Path) -> None:
    items = practised(shop)
    assert {one.kind for one in items} == {Kind.FIX, Kind.SPOT, Kind.PREDICT}
    assert {"RK301", "RK501", "RK803"} <= {one.rules[0] for one in items}


def test_the_same_repository_gives_the_same_notebook(shop: Path) -> None:
    practised(shop)
    before = (shop.parent / "practice.ipynb").read_bytes()
    practised(shop)
    assert (shop.parent / "practice.ipynb").read_bytes() == before


def test_a_method_is_shown_in_its_class_with_the_imports_that_it_uses(shop: Path) -> None:
    item = fix_of(shop, "RK803")
    assert item.starter.startswith("import requests\n\n\nclass Shop:\n    def price_of(")
    assert "json" not in item.starter


def test_what_tells_a_secret_is_left_out(shop: Path) -> None:
    practised(shop)
    assert "hT5x" not in (shop.parent / "practice.ipynb").read_text("utf-8")
    assert all("token_of" not in one.title for one in practised(shop))


def test_code_is_never_run(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    item = fix_of(shop, "RK803")
    answer = item.starter.replace('{name}")', '{name}", timeout=10)') + 'open("ran.txt", "w").close()\n'
    assert judge_answer(item, answer).outcome is Outcome.PASSED
    assert not item.has_names
    assert [*tmp_path.rglob("ran.txt")] == []


def test_right_answers_pass_and_others_do_not(shop: Path) -> None:
    for item in practised(shop):
        if item.kind is not Kind.FIX:
            assert judge_answer(item, item.solution).outcome is Outcome.PASSED
            assert judge_answer(item, "1, 2" if item.kind is Kind.PREDICT else "1 RK301").outcome is Outcome.BEHAVIOUR


MENDED = ("requests.get(", "requests.get(timeout=10, url=")
ANSWERS = {
    "mended": (*MENDED, Outcome.PASSED, "the finding is gone, and no other came"),
    "still there": ("answer.text", "str(answer.text)", Outcome.STYLE, "RK803 missing-timeout"),
    "silenced": ('{name}")', '{name}/")  # noqa: RK803', Outcome.SUPPRESSED, "a comment hides the finding"),
    "renamed": ("price_of", "cost_of", Outcome.MISSING_NAME, "nothing is called `price_of`"),
    "no Python": ("return", "return )", Outcome.SYNTAX, "Python cannot read"),
    "as it was": ("", "", Outcome.NOT_ATTEMPTED, "the cell is still as it was"),
}


@pytest.mark.parametrize(("old", "new", "outcome", "message"), ANSWERS.values(), ids=ANSWERS)
def test_mended_code_is_judged(shop: Path, old: str, new: str, outcome: Outcome, message: str) -> None:
    item = fix_of(shop, "RK803")
    verdict = judge_answer(item, item.starter.replace(old, new) if old else item.starter)
    assert (verdict.outcome, verdict.message[: len(message)]) == (outcome, message)


def test_a_new_finding_in_place_of_the_old_one_is_refused(shop: Path) -> None:
    item = fix_of(shop, "RK803")
    answer = item.starter.replace(*MENDED).replace("        return", "        print(name)\n        return")
    verdict = judge_answer(item, answer)
    assert verdict.outcome is Outcome.STYLE
    assert "another came: RK201 print-call" in verdict.message


def test_code_that_was_thrown_away_is_not_mended(shop: Path) -> None:
    verdict = judge_answer(fix_of(shop, "RK803"), "class Shop:\n    def price_of(self, name: str) -> str: ...\n")
    assert verdict.message == "most of the code is gone: mend it so that it still does what it did"


CHEATS = {
    "the call is gone": (
        '        answer = requests.get(f"https://shop.example/{name}")\n',
        "",
        "`answer` is used and comes from",
    ),
    "the import is gone": ("import requests\n", "", "`requests` is used and comes from nowhere any more"),
}


@pytest.mark.parametrize(("old", "new", "message"), CHEATS.values(), ids=CHEATS)
def test_what_is_used_must_come_from_somewhere(shop: Path, old: str, new: str, message: str) -> None:
    item = fix_of(shop, "RK803")
    assert old in item.starter
    verdict = judge_answer(item, item.starter.replace(old, new))
    assert (verdict.outcome, verdict.message[: len(message)]) == (Outcome.MISSING_NAME, message)


def test_a_call_that_the_program_is_there_for_is_mended_and_not_left_out(shop: Path) -> None:
    item = fix_of(shop, "RK501")
    lines = [line for line in item.starter.splitlines() if "subprocess.run" not in line and "str(done" not in line]
    verdict = judge_answer(item, "\n".join(lines))
    assert verdict.message == "code was taken away, and none came in its place: do what it did in another way"


def test_the_solution_is_what_the_fix_of_the_rule_makes_of_the_code(shop: Path) -> None:
    item = fix_of(shop, "RK501")
    assert "shell=False" in item.solution
    assert judge_answer(item, item.solution).outcome is Outcome.PASSED


def test_where_nobody_knows_a_solution_an_example_of_the_rule_is_shown(shop: Path) -> None:
    (shop / "orders.py").write_text(SWALLOWED, "utf-8")
    item = fix_of(shop, "RK304")
    assert not item.solution
    sheet = solution_sheet(item)
    assert "Nobody has mended this code yet" in sheet
    assert catalog()["RK304"].examples[0].good in sheet


def test_who_finds_nothing_in_clean_code_reads_why_it_is_clean(shop: Path) -> None:
    (shop / "orders.py").write_text(SWALLOWED + CLEAN, "utf-8")
    item = next(one for one in practised(shop, "--number", "10") if one.solution == "none")
    verdict = judge_answer(item, "none")
    assert verdict.outcome is Outcome.PASSED
    assert "clean by RK301" in str(verdict)


def test_of_what_is_found_everywhere_there_are_few_items_unless_they_are_asked_for(shop: Path) -> None:
    untyped = "\n\n".join(f"def day_{n}(a):\n    b = a\n    c = b\n    return c\n" for n in "abcdefgh")
    (shop / "orders.py").write_text(untyped, "utf-8")
    assert len(practised(shop)) == 4
    assert len(practised(shop, "--rules", "RK101")) == 8


def test_a_notebook_that_is_there_stays(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = shop.parent / "mine.ipynb"
    target.write_text("mine", "utf-8")
    assert main(["practice", str(shop), "--output-file", str(target)]) == 2
    assert target.read_text("utf-8") == "mine"
    assert "is there already, and stays as it is" in capsys.readouterr().err


MISTAKES = {
    "no folder": (["no-such-folder"], "no such file or folder"),
    "no notebook": ([".", "--output-file", "practice.txt"], "end it with .ipynb"),
    "no number": ([".", "--number", "0"], "is no such number"),
    "no rule": ([".", "--rules", "RK999"], "RK999"),
    "nothing to ask": (["."], "that can be judged alone"),
}


@pytest.mark.parametrize(("words", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_one_line(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["practice", *words]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1


def test_the_sheet_of_an_item_holds_no_answer(shop: Path) -> None:
    practised(shop)
    notebook = json.loads((shop.parent / "practice.ipynb").read_text("utf-8"))
    sheets = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    assert not any("may wait for ever" in sheet for sheet in sheets if "Which" in sheet)
