"""No test fails because a machine is slow: none has a limit of its own, and none looks at a clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shop import REPOSITORY

TESTS = REPOSITORY / "tests"
TRIALS = TESTS / "teach"  # what answers ask for there is written down, and nobody waits
MODULES = [file for file in sorted(TESTS.rglob("*.py")) if TRIALS not in file.parents]
LIMITS = ("deadline", "startup_timeout", "timeout")
WAITING = ("communicate", "join", "sleep", "wait", "wait_for_timeout")
CLOCKS = ("time.monotonic", "time.perf_counter", "time.process_time", "time.thread_time", "time.time")
LIMITED = ("browser.new_context", "browser.new_page")  # by 30 seconds: `window` opens patient ones
OPENED = TESTS / "browser" / "browsing.py"


def own_limits(tree: ast.AST, limited: tuple[str, ...]) -> Iterator[int]:
    """Give the lines that wait for a time written there, or look at a clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in LIMITS and any(map(is_number, ast.walk(node.value))):
            yield node.value.lineno
        elif isinstance(node, ast.Call):
            *_, name = ast.unparse(node.func).split(".")
            is_limited = ast.unparse(node.func) in (*CLOCKS, *limited)
            if is_limited or (name in WAITING and any(map(is_number, node.args))):
                yield node.lineno


def is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(TESTS).as_posix())
def test_no_wait_has_an_end_of_its_own(file: Path) -> None:
    limited = () if file == OPENED else LIMITED

    assert list(own_limits(ast.parse(file.read_text("utf-8")), limited)) == []


@pytest.mark.parametrize(
    "line",
    [
        "client.get_shell_msg(timeout=30)",
        "page.wait_for_selector('.jp-Cell', timeout=180 * SECOND)",
        "running.wait(60)",
        "page.wait_for_timeout(200)",
        "begin = time.perf_counter()",
        "page = browser.new_page(viewport=ROOM)",
    ],
)
def test_a_wait_with_an_end_of_its_own_is_seen(line: str) -> None:
    assert list(own_limits(ast.parse(f"\n{line}\n"), LIMITED)) == [2]
