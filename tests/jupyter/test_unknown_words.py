"""In a kernel the magics take the words of the command line, and refuse what names no rule."""

from collections.abc import Iterator

import pytest

from tests.api.test_unknown_words import KNOWN, UNKNOWN
from tests.jupyter.kernel import Kernel, running_kernel

BARE = "try:\n    x = int('3')\nexcept:\n    x = 1\n"


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with running_kernel() as started:
        yield started


REFUSED = {
    "to select in a cell": "%%checkstyle --select {word}\nran = True",
    "to ignore in a cell": "%%checkstyle --ignore {word}\nran = True",
    "to expect in a cell": "%%checkstyle --expect {word}\nran = True",
    "without running": "%%checkstyle --no-run --select {word}\nran = True",
    "below another magic": "%%time\n%%checkstyle --select {word}\nran = True",
    "to select in every cell": "%checkstyle on --select {word}",
    "to ignore in every cell": "%checkstyle on --ignore {word}",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("word", UNKNOWN[:3])
def test_a_word_that_names_no_rule_is_refused_and_the_cell_does_not_run(kernel: Kernel, code: str, word: str) -> None:
    kernel.run("ran = False")

    messages = kernel.run(code.format(word=f"'{word}'"))

    lines = "".join(message.get("text", "") for message in messages).splitlines()
    (told,) = (line for line in lines if "UsageError: %" in line)
    assert f"unknown rule `{word}`" in told
    assert messages[-1]["status"] == "error"
    assert kernel.value("ran") == "False"


@pytest.mark.parametrize("word", KNOWN)
def test_a_word_that_explain_knows_chooses_the_same_rules(kernel: Kernel, word: str) -> None:
    (selected,) = kernel.cards(f"%%checkstyle --select {word}\n{BARE}")
    (ignored,) = kernel.cards(f"%%checkstyle --ignore {word}\n{BARE}")
    (expected,) = kernel.cards(f"%%checkstyle --expect {word}\n{BARE}")

    assert "RK301" in selected
    assert "RK301" not in ignored
    assert f"Expected here: {word}." in expected.splitlines()


def test_every_cell_is_checked_by_the_rules_that_are_chosen_once(kernel: Kernel) -> None:
    kernel.run("%checkstyle on --select E722")
    try:
        found = kernel.cards(BARE, "cell-a")
        own = kernel.cards(f"%%checkstyle --select RK102\n{BARE}", "cell-b")
        kernel.run("%checkstyle on --ignore errors")
        ignored = kernel.cards(BARE, "cell-c")
    finally:
        kernel.run("%checkstyle off")

    assert [card.splitlines()[0] for card in found] == ["1 finding: 1 error"]
    assert (own, ignored) == (["Clean"], [])


@pytest.mark.parametrize("line", ["on RK301", "on --fix", "off now", "fix all", "on --select"])
def test_words_that_the_line_magic_does_not_know_are_refused(kernel: Kernel, line: str) -> None:
    messages = kernel.run(f"%checkstyle {line}")

    assert "".join(message.get("text", "") for message in messages).startswith("UsageError: %checkstyle")
    assert messages[-1]["status"] == "error"


def test_a_broken_cell_is_told_whatever_rules_it_chooses(kernel: Kernel) -> None:
    (card,) = kernel.cards("%%checkstyle --select RK301\ndef ship(:\n")

    assert card.splitlines()[0] == "1 finding: 1 error"
    assert "RK001" in card
