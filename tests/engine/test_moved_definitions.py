"""A finding is told at the same code, and known by the same name, wherever in its file a definition stands."""

import ast
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.api import check
from rulekit.engine.catalog import catalog
from rulekit.model.rule import Example

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
EXAMPLES = {
    f"{rule.code} {example.title}": example
    for rule in catalog()
    for example in (*rule.examples, *rule.tempting)
    if example.path is None or example.path.endswith(".py")
}
HEAD = "import os\n\nimport pytest\n\nfrom shop import Book, drink, rates\n\nshelf = []\n"
# Each tells something that belongs to several definitions, or stands between them.
PIECES = (
    "def test_{0}():\n    book = Book()\n    book.fill({1})\n    book.open({1})\n    assert book.left({1})\n",
    "def test_{0}():\n    os.environ['TAX'] = '{1}'\n    assert rates.total()\n",
    "def test_{0}():\n    to_francs()\n    assert rates.total()\n",
    "def test_{0}(monkeypatch):\n    monkeypatch.setenv('CURRENCY', '')\n    to_francs()\n    assert rates.total()\n",
    "class TestOf{0}:\n    def test_{0}(self):\n        to_francs()\n        assert weigh({1}) == 1\n",
    "def test_{0}():\n    assert weigh({1}) == 1\n",
    "def {0}(tea):\n    global total\n    total = tea\n    shelf.append(tea * 86399)\n    return tea * 86399\n",
    "def {0}(tea):\n    return tea * 0x1517F\n",
    "def {0}(tea):\n    return drink(tea)\n",
    "def {0}():\n    return '''\nteas = {1}\n'''\n\n\nLIMITS_{0} = [\n    ship({1}7),\n    print({1}7),\n]\n",
    "class {0}:\n    def weigh(self):\n        return 1\n\n    SIZES = [\n        print({1}8),\n    ]\n",
)
SHARED = (
    "def drink(tea):\n    return tea\n",
    "def to_francs():\n    os.environ['CURRENCY'] = 'CHF'\n",
    "def weigh(tea):\n    if not tea:\n        raise ValueError(tea)\n    return 1\n",
)
MADE = st.lists(st.tuples(st.sampled_from(PIECES), st.integers(1, 99)), min_size=2, max_size=7)
WORDS = ("sencha", "assam", "bancha", "rooibos", "ceylon", "matcha", "darjeeling")


def known(text: str, path: str | None) -> Counter[tuple[str, str]]:
    return Counter((one.code, one.anchor) for one in check(text, path))


def reversed_definitions(text: str) -> str:
    """Turn each run of functions and classes at the top around."""
    lines = text.splitlines(keepends=True)
    pieces: list[str] = []
    run: list[str] = []
    end = 0
    for statement in ast.parse(text).body:
        start = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))]) - 1
        piece = "".join(lines[end:start]), "".join(lines[start : statement.end_lineno])
        end = statement.end_lineno or 0
        if isinstance(statement, DEFINITIONS):
            run.insert(0, f"\n\n{piece[1].rstrip()}\n")
        else:
            pieces += [*run, *piece]
            run = []
    return "".join([*pieces, *run, *lines[end:]])


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_findings_of_an_example_stay_when_its_definitions_are_turned_around(example: Example) -> None:
    turned = reversed_definitions(example.bad)
    assert known(turned, example.path) == known(example.bad, example.path)


@given(made=MADE, data=st.data())
def test_findings_stay_when_definitions_are_shuffled(made: Sequence[tuple[str, int]], data: st.DataObject) -> None:
    words = zip(made, WORDS, strict=False)
    pieces = [*SHARED, *(piece.format(word, number) for (piece, number), word in words)]
    shuffled = data.draw(st.permutations(pieces))
    path = "tests/test_teas.py"
    assert known("\n\n".join([HEAD, *shuffled]), path) == known("\n\n".join([HEAD, *pieces]), path)
