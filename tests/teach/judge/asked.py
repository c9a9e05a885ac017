"""The judge is asked, as a notebook asks it: what came of each check, or of tests and mutants."""

from collections.abc import Mapping
from textwrap import dedent

from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.request import Mutant, Request, Work

CHECKED = "def with_tax(cents):\n    if cents < 0:\n        raise ValueError('negative')\n"
SHOP = f"RATE = 108\n\n{CHECKED}    return cents * RATE // 100\n"
MUTANTS = {
    "it forgets the tax": SHOP.replace(" * RATE // 100", ""),
    "it takes negative prices": SHOP.replace("cents < 0", "False"),
}
GOOD = """
import pytest
from shop import with_tax

def test_tax():
    assert with_tax(100) == 108

def test_negative():
    with pytest.raises(ValueError, match="negative"):
        with_tax(-1)
"""


def checked(answer: str, checks: str, modules: Mapping[str, str] | None = None) -> list[Line]:
    """Give a line for each check of an answer."""
    return ask(Request(Work.CHECKS, dedent(answer), modules or {}, dedent(checks)))


def told(answer: str, checks: str, modules: Mapping[str, str] | None = None) -> Line:
    """Give the line of the only check of an answer."""
    (line,) = checked(answer, checks, modules)
    return line


def judged_tests(
    tests: str, mutants: Mapping[str, str] | None = None, shop: str = SHOP, seconds: float = 5.0
) -> dict[str, Line]:
    """Give the lines of tests on a module `shop` and its mutants, by their names; those of mutants by their faults."""
    faults = MUTANTS if mutants is None else mutants
    made = tuple(Mutant(fault, "shop", text) for fault, text in faults.items())
    lines = ask(Request(Work.TESTS, dedent(tests), {"shop": shop}, mutants=made, seconds=seconds))
    return {str(line.get("fault", line["name"])): line for line in lines}


def message_of(lines: Mapping[str, Line], name: str) -> str:
    """Give what is said against tests, or nothing."""
    return str(lines[name].get("message", ""))
