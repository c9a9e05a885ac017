"""`rulekit test` and `pytest --rulekit` prove the rules of a team's own, and say in a line what each law misses."""

import os
import sys
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.own_rules import MARKING, SETTINGS, own_rule
from tests.shop import project
from tests.waiting import ran

CASES = "# asked-customer\n\n## A call\n```python\nask_customer(order)  # <- SHOP101\n```\n"


def shop(folder: Path, rule: str = "", cases: str = CASES) -> Path:
    """Write a project with a rule of its own and its cases."""
    files = {"pyproject.toml": SETTINGS, "style/asked_customer.py": rule or own_rule()}
    return project(folder, files | ({"style/cases/asked_customer.md": cases} if cases else {}))


def test_a_rule_that_keeps_all_laws_passes(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    done = command("test", "--trust")
    assert (done.status, done.out, done.err) == (0, "1 rule: all 10 laws are kept.\n", "")


def test_what_rulekit_new_writes_keeps_all_laws(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS})
    command("new", "style/late-raise")
    command("new", "style/early-return", "--package")
    done = command("test", "style/", "--trust")
    assert (done.status, done.out) == (0, "2 rules: all 10 laws are kept.\n")


BROKEN = {
    "bad code that is not found": (
        own_rule(seen="yield from ()"),
        CASES,
        "style/asked_customer.py:32: SHOP101 examples: bad code of `A till`: SHOP101 is marked here and not found",
    ),
    "good code that is found": (
        own_rule().replace('good="ask_till(order)"', 'good="ask_customer(order)"'),
        CASES,
        "style/asked_customer.py:32: SHOP101 examples: good code of `A till`: SHOP101 is found here and not marked",
    ),
    "a case that is not found": (
        own_rule(),
        CASES.replace("ask_customer(order)", "ask_till(order)"),
        "style/cases/asked_customer.md:5: SHOP101 cases: case `A call`: SHOP101 is marked here and not found",
    ),
    "a case that is found": (
        own_rule(),
        f"{CASES}\n## Another\n```python\nship()\nask_customer(order)\n```\n",
        "style/cases/asked_customer.md:11: SHOP101 cases: case `Another`: SHOP101 is found here and not marked",
    ),
    "a block without a heading": (
        own_rule(),
        f"{CASES}\n```python\nask_customer(order)\n```\n",
        "style/cases/asked_customer.md:1: SHOP101 cases: 1 of 2 blocks have no heading",
    ),
    "no cases": (own_rule(), "", "style/cases/asked_customer.md:1: SHOP101 cases: there are no cases"),
    "a message without a remedy": (
        own_rule(seen='yield RULE.at(source, call, "Do not ask.")'),
        CASES,
        "style/asked_customer.py:37: SHOP101 messages: message `Do not ask.`: write `what is wrong: what to do`",
    ),
    "a page without a part": (
        own_rule().replace("## When to break it", "## When it is right"),
        CASES,
        "style/asked_customer.py:3: SHOP101 page: the parts of its explanation are `Why`",
    ),
    "an empty part": (
        own_rule().replace("Customers go.", ""),
        CASES,
        "style/asked_customer.py:3: SHOP101 page: the part `Why` is empty: write it",
    ),
    "a check that fails": (
        own_rule(seen="raise ZeroDivisionError"),
        CASES,
        "SHOP101 failed at ",
    ),
    "a check that changes the tree": (
        own_rule(seen='call.func.id += "s"; yield RULE.at(source, call, "asked: ask the till")'),
        CASES,
        "SHOP101 trees: bad code of `A till`: a check changes the tree: let it only look",
    ),
}


@pytest.mark.parametrize(("module", "cases", "line"), BROKEN.values(), ids=BROKEN)
def test_a_broken_law_is_told_in_a_line_with_its_place(
    module: str, cases: str, line: str, command: Command, tmp_path: Path
) -> None:
    shop(tmp_path, module, cases)
    done = command("test", "style", "--trust")
    assert done.status == 1
    assert line in done.out
    assert "a law is broken" in done.out.splitlines()[-1]


EDITED = """yield RULE.at(
            source, call, "the customer is asked: call `ask_till`", fix=Fix("Ask the till", (Edit({span}, "{text}"),))
        )"""
FIXES = {
    "a fix after which it does not parse": (
        "source.span(call)",
        "ask_till(",
        "nothing is fixed: give the finding a `fix`",
    ),
    "a fix that mends nothing": ("source.span(call)", "ask_customer(late)", "SHOP101 is found in fixed code as often"),
    "a fix that does not say what it reads": (
        "source.span(call)",
        "ask_till(late)",
        "reads `late` and does not say so",
    ),
    "a fix that is not declared right": (
        "source.span(call)",
        "ask_till(late)",
        "its fix writes 'ask_till(late)' where",
    ),
}


@pytest.mark.parametrize(("span", "text", "told"), FIXES.values(), ids=FIXES)
def test_a_fix_keeps_its_laws(span: str, text: str, told: str, command: Command, tmp_path: Path) -> None:
    rule = own_rule(seen=EDITED.format(span=span, text=text)).replace("import Example", "import Edit, Fix, Example")
    shop(tmp_path, rule.replace('good="ask_till(order)"', 'good="ask_till(order)", fixed=True'))
    done = command("test", "--trust")
    assert (done.status, told in done.out) == (1, True), done.out


def test_nothing_runs_without_trust(command: Command, tmp_path: Path) -> None:
    shop(tmp_path, own_rule(first=MARKING))
    done = command("test")
    assert (done.status, "rules not loaded, as this code may not run yet" in done.err) == (2, True)
    assert not (tmp_path / "style" / "mark").exists()
    command("trust")
    assert command("test").status == 0


def test_a_rule_that_cannot_be_loaded_is_named_and_the_others_are_proven(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    project(tmp_path, {"style/broken.py": "RULE = 1 / 0\n"})
    done = command("test", "--trust")
    assert (done.status, "broken.py:1: not loaded" in done.err) == (2, True)
    assert done.out == "1 rule: all 10 laws are kept, 1 problem with rules that are not there.\n"


def test_cases_that_no_rule_reads_are_named(command: Command, tmp_path: Path) -> None:
    shop(tmp_path)
    project(tmp_path, {"style/cases/asked_costumer.md": CASES})
    done = command("test", "--trust")
    assert (done.status, done.out.startswith("style/cases/asked_costumer.md:1: cases: no rule reads these")) == (
        1,
        True,
    )


MISTAKES = {
    "no rules in the settings": ({"pyproject.toml": "[tool.rulekit]\n"}, [], "the settings name no folder of rules"),
    "another folder": (
        {"pyproject.toml": SETTINGS, "style/a.py": "", "shop/a.py": ""},
        ["shop"],
        "`shop` holds no rules",
    ),
    "no rule in the folder": ({"pyproject.toml": SETTINGS, "style/a.py": ""}, [], "no module defines a `RULE`"),
}


@pytest.mark.parametrize(("files", "words", "told"), MISTAKES.values(), ids=MISTAKES)
def test_where_nothing_can_be_proven_that_is_said(
    files: dict[str, str], words: list[str], told: str, command: Command, tmp_path: Path
) -> None:
    project(tmp_path, files)
    done = command("test", "--trust", *words)
    assert (done.status, told in done.err) == (2, True)


def pytest_in(folder: Path, *words: str) -> tuple[int, str]:
    """Run pytest in a folder as its users do."""
    words = ("-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(folder), *words)
    environment = {key: value for key, value in os.environ.items() if key != "PYTEST_ADDOPTS"}
    done = ran(sys.executable, *words, cwd=folder, environment=environment)
    return done.returncode, done.stdout + done.stderr


def test_pytest_asks_each_law_of_each_rule(tmp_path: Path) -> None:
    shop(tmp_path, cases=CASES.replace("ask_customer(order)", "ask_till(order)"))
    project(tmp_path, {"test_shop.py": "def test_shop():\n    assert True\n"})
    status, told = pytest_in(tmp_path, "--rulekit", "--rulekit-trust")
    assert (status, "1 failed, 10 passed" in told) == (1, True), told
    assert "asked_customer.md:5: case `A call`: SHOP101 is marked here and not found" in told
    assert "FAILED rulekit::SHOP101-asked-customer-cases" in told
    status, told = pytest_in(tmp_path, "--rulekit", "--rulekit-trust", "-k", "examples")
    assert (status, "1 passed, 10 deselected" in told) == (0, True), told


def test_pytest_runs_no_rule_without_trust_and_none_unasked(tmp_path: Path) -> None:
    shop(tmp_path, own_rule(first=MARKING))
    project(tmp_path, {"test_shop.py": "def test_shop():\n    assert True\n"})
    status, told = pytest_in(tmp_path, "--rulekit")
    assert (status, "rules not loaded, as this code may not run yet" in told) == (1, True), told
    status, told = pytest_in(tmp_path)
    assert (status, "1 passed" in told) == (0, True), told
    assert not (tmp_path / "style" / "mark").exists()
