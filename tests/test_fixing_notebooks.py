"""`--fix` writes only what it mends into a notebook: every other byte of the file stays."""

from pathlib import Path

import pytest

from rulekit.engine.files import Document
from rulekit.engine.repair import fix_document
from rulekit.engine.settings import Settings
from tests.conftest import Command
from tests.notebooks import EACH_STYLE, Style
from tests.shop import project

BEFORE = [
    ("markdown", "# announce(order)\n"),
    ("code", "announce(order)"),
    ("code", "%time announce(order)\n!announce {order}\nname = 'café 🍵'; announce(name)\n"),
    ("code", "total = (\nannounce(order)"),
    ("raw", "announce(order)"),
    ("code", "    announce(order)\n    for a in b:\n        announce(a)  # it's loud"),
    ("code", "%%html\nannounce(order)"),
    ("code", "if order:\n    announce(\n        order\n    )\n    announce?"),
    ("code", "%%writefile shop.py\nannounce(order)\n"),
    ("code", ">>> announce(order)\n"),
]
AFTER = [
    BEFORE[0],
    ("code", "note(order)"),
    ("code", "%time note(order)\n!announce {order}\nname = 'café 🍵'; note(name)\n"),
    BEFORE[3],
    BEFORE[4],
    ("code", "    note(order)\n    for a in b:\n        note(a)  # it's loud"),
    BEFORE[6],
    ("code", "if order:\n    note(\n        order\n    )\n    announce?"),
    ("code", "%%writefile shop.py\nnote(order)\n"),
    ("code", ">>> note(order)\n"),
]


def test_a_fixed_notebook_of_any_spelling_differs_only_in_what_was_mended(in_workshop: Command, tmp_path: Path) -> None:
    files = {f"{name}.ipynb": style.write(BEFORE) for name, style in EACH_STYLE.items()}
    project(tmp_path, files)

    first = in_workshop("check", ".", "--select", "RK190", "--fix", "--output-format", "concise")
    once = {name: (tmp_path / name).read_bytes() for name in files}
    in_workshop("check", ".", "--select", "RK190", "--fix")

    assert {place.partition(".ipynb:")[2] for place in first.places} == {"cell_3:1:9"}
    assert once == {f"{name}.ipynb": style.write(AFTER).encode() for name, style in EACH_STYLE.items()}
    assert {name: (tmp_path / name).read_bytes() for name in files} == once


@pytest.mark.parametrize("style", EACH_STYLE.values(), ids=EACH_STYLE)
def test_a_notebook_with_nothing_to_mend_is_untouched(style: Style) -> None:
    text = style.write(BEFORE)

    fixed = fix_document(Document("day.ipynb", text), Settings(select=("RK301",)), unsafe=True)

    assert (fixed.text, fixed.applied) == (text, ())
