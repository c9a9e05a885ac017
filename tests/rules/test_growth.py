"""Checking takes no more than twice the work for twice the code, along whatever axis a file grows: work is counted."""

import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Self

import pytest

from rulekit.analysis.secrets.masking import mask
from rulekit.api import check, fix
from rulekit.engine.fixing import compatible_fixes
from rulekit.model.finding import Edit, Effect, Finding, Fix, NameUse, Severity, Span

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SHAPES = runpy.run_path(str(BENCHMARKS / "shapes.py"))["SHAPES"]
SMALL = 32
# Twice, and a little for tables that grow in steps.
TWICE = 2.4
MENDED = """
    connections | connections of functions | connections that are kept | connections under one name | cursors
    executes | many texts to one execute | threads | thread classes | threads that are joined | locked sections | locks
    methods of threads | mutable globals | global names | chain: logged | elif | elif that assigns | unused imports
    one import again | noqa | excepts in one function | dictionary | keys of one table, calls | secrets
    numbers in a sum | parameters with numbers | wrong locals | calls of one that returns input | a sum of texts
    attributes in a chain | dictionaries | decorated functions | wrong names
""".replace("\n", "|").split("|")
NAMES = [name.strip() for name in MENDED if name.strip()]


class Counter:
    """Counts the calls of functions while it is entered."""

    def __init__(self) -> None:
        self.calls = 0

    def __enter__(self) -> Self:
        sys.setprofile(self.count)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def count(self, _: FrameType, event: str, __: Any) -> None:
        """Count one event."""
        self.calls += event in {"call", "c_call"}


def work(files: Mapping[str, str]) -> int:
    """Return how many calls checking some files takes; what is learned once for all files is learned before."""
    for path, text in files.items():
        check(text, path)
    with Counter() as counter:
        for path, text in files.items():
            check(text, path)
    return counter.calls


@pytest.mark.parametrize("axis", NAMES)
def test_twice_the_code_takes_twice_the_work(axis: str) -> None:
    small, middle, large = (work(SHAPES[axis](SMALL * times)) for times in (1, 2, 4))
    assert large - middle <= TWICE * (middle - small), (small, middle, large)


def test_an_import_that_is_repeated_in_twice_the_cells_takes_no_eight_times_the_work() -> None:
    small, large = (work(SHAPES["cells that import the same"](SMALL * times)) for times in (1, 4))
    assert large <= 4**2 * small


def finding(line: int, name: str, shared: Edit) -> Finding:
    edit = Edit(Span(line, 1, line, 2), "x")
    names = (NameUse(name, Effect.BINDS),)
    return Finding(
        "RK190",
        "loud-call",
        Severity.WARNING,
        Span(line, 1, line, 2),
        "mend it",
        fix=Fix("it", (shared, edit), names=names),
    )


def test_choosing_among_twice_the_fixes_takes_twice_the_work() -> None:
    def calls(size: int) -> int:
        shared = Edit(Span(1, 1, 1, 1), "import shop\n")
        findings = [finding(number + 2, "shop", shared) for number in range(size)]
        with Counter() as counter:
            chosen = compatible_fixes(findings, unsafe=False)
        assert chosen == findings
        return counter.calls

    small, middle, large = map(calls, (100, 200, 400))
    assert large - middle <= TWICE * (middle - small)


def test_many_fixes_of_one_file_are_made_in_the_first_rounds() -> None:
    text = "".join(f"import m{number}\n" for number in range(120))
    with Counter() as few:
        fix(text[: len(text) // 2])
    with Counter() as many:
        assert fix(text, unsafe=True).text == ""
    assert many.calls <= 2 * TWICE * few.calls


def test_of_many_secrets_each_is_masked_where_it_stands() -> None:
    secrets = frozenset(
        {f"{first}{second}-Zq7{number}" for number, first in enumerate("abcdefgh") for second in "abcdefgh"}
    )
    secrets |= {"aa-Zq70-longer", "Zq7"}
    for secret in secrets:
        assert (
            mask(f"login({secret!r})", secrets)
            == f"login('{secret[: min(3, len(secret) // 2)].ljust(len(secret), '*')}')"
        )
