"""Whether edits break a module is told by the statements that they touch, as the whole module would tell it."""

import ast
import random
from pathlib import Path
from typing import SupportsIndex

import pytest

from rulekit.analysis.syntax.source import Source
from rulekit.engine.rewriting import breaks_module, rewrite_text
from rulekit.model.finding import Edit, Span
from rulekit.notebook.grammar import parses

MODULES = sorted(Path(ast.__file__).parent.glob("[a-e]*.py"))
PIECES = ["", "(", ")", '"""', "'", ":", "\n", "    ", "x = 1\n", "else:\n", "@", "# ", "pass", ";", ",", "\\"]
ROUNDS, FEW = 40, 4


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_statements_that_edits_touch_break_where_the_module_does(path: Path) -> None:
    source, chance = Source(path.read_text("utf-8")), random.Random(path.stem)  # noqa: S311 - no secret
    breaks, broken, told = breaks_module(source), 0, 0
    for _ in range(ROUNDS):
        edits = some_edits(source, chance)
        is_broken, is_told = not parses(rewrite_text(source.text, edits)), breaks(edits)
        assert is_told or not is_broken, edits
        broken, told = broken + is_broken, told + is_told
    # A body without its head may be one with the function above it: the module parses, and is not what was meant.
    assert 0 < broken < ROUNDS
    assert told <= broken + FEW


def some_edits(source: Source, chance: random.Random) -> list[Edit]:
    """Make up to three edits that do not overlap: from one place to one nearby, or whole lines."""
    places = sorted(chance.sample(range(len(source.text)), 2 * chance.randint(1, 3)))
    between = zip(places[::2], places[1::2], strict=True)
    spans = [source.span_of(begin, min(begin + chance.choice([0, 1, 4, 40]), end)) for begin, end in between]
    if chance.randint(0, 1):
        spans = [Span(spans[0].line, 1, spans[0].line + 1, 1)]
    return [Edit(span, chance.choice(PIECES)) for span in spans]


@pytest.mark.parametrize(
    ("text", "edit", "is_broken"),
    [
        ("", Edit(Span(1, 1, 1, 1), "import os\n"), False),
        ("", Edit(Span(1, 1, 1, 1), "import (\n"), True),
        ("a = 1; b = [\n]\nc = 1\n", Edit(Span(1, 1, 1, 8), ""), False),
        ("a = '''\n'''; b = [\n2]\n", Edit(Span(2, 6, 2, 6), "c = "), False),
        ("a = 1\n# the end\n", Edit(Span(2, 1, 2, 1), ")"), True),
        ("a = (\n", Edit(Span(1, 1, 1, 1), "import os\n"), False),
        ("@one\n@two\ndef a():\n    pass\n", Edit(Span(1, 1, 2, 1), ""), False),
        ("b = 1\n@one\ndef a():\n    pass\n", Edit(Span(1, 1, 3, 1), ""), False),
        ("b = 1\n@one\ndef a():\n    pass\n", Edit(Span(3, 1, 5, 1), ""), True),
    ],
)
def test_the_edges_of_statements_are_known(text: str, edit: Edit, is_broken: bool) -> None:
    assert breaks_module(Source(text))([edit]) is is_broken


HEAD = "def a(\n    b,\n    c=(1),\n):\n    pass\n"
HINT = Edit(Span(4, 2, 4, 2), " -> None")


@pytest.mark.parametrize(
    ("text", "edits", "is_broken"),
    [
        (HEAD, [HINT], False),
        (HEAD, [HINT, Edit(Span(3, 5, 3, 10), "d")], False),
        (HEAD, [HINT, Edit(Span(3, 5, 3, 10), "(")], True),
        (HEAD, [Edit(Span(4, 2, 4, 2), " -> if")], True),
        (HEAD.replace("):", ") -> int:"), [Edit(Span(4, 9, 4, 9), " -> None")], True),
        ("if (\n    1):\n    pass\n", [Edit(Span(2, 7, 2, 7), " -> None")], True),
        ("class a(\n    b):\n    pass\n", [Edit(Span(2, 7, 2, 7), " -> None")], True),
        ("def a(b={(1):\n    2}):\n    pass\n", [Edit(Span(1, 13, 1, 13), " -> None")], True),
        ("def a(b):\n    # (c):\n    pass\n", [Edit(Span(2, 10, 2, 10), " -> None")], False),
    ],
)
def test_the_hint_of_a_result_is_right_where_it_ends_a_head(text: str, edits: list[Edit], is_broken: bool) -> None:
    assert parses(rewrite_text(text, edits)) is not is_broken
    assert breaks_module(Source(text))(edits) is is_broken


class Copied(str):
    """A text that counts the letters that are copied out of it."""

    __slots__ = ("letters",)

    def __init__(self, _: str) -> None:
        self.letters = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        piece = super().__getitem__(key)
        self.letters += len(piece)
        return piece


def letters_copied(functions: int) -> int:
    text = Copied("def total():\n    return 1\n" * functions)
    edits = [Edit(Span(2 * number, 12, 2 * number, 13), "2") for number in range(1, functions + 1)]
    assert not breaks_module(Source(text))(edits)
    return text.letters


def test_no_more_of_a_module_is_copied_than_is_edited() -> None:
    assert letters_copied(1) > 0
    assert letters_copied(64) == 64 * letters_copied(1)
