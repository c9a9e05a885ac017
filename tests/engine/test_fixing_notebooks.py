"""`--fix` writes only what it mends into a notebook: every other byte of the file stays."""

from pathlib import Path

import pytest

from rulekit.engine.files import Document
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.settings import Settings
from rulekit.notebook.document import read_notebook
from tests.conftest import Command
from tests.notebook.spellings import EACH_STYLE, Style
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


CELLS = {
    "its last line": ("rye = 1\nimport tea", "rye = 1"),
    "its last line, with line ends of Windows": ("rye = 1\r\nimport tea", "rye = 1"),
    "its last line, with line ends of old Macs": ("rye = 1\rimport tea", "rye = 1"),
    "its last line, with a line end": ("rye = 1\nimport tea\n", "rye = 1\n"),
    "its first line": ("import tea\r\n%time rye = 1\r\n", "%time rye = 1\r\n"),
    "all it has": ("import tea", ""),
}


@pytest.mark.parametrize(("before", "after"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize(
    "style",
    [EACH_STYLE["as Jupyter writes it"], EACH_STYLE["with sources as one string"]],
    ids=["listed", "in one string"],
)
def test_a_cell_that_loses_a_line_ends_as_it_did_before(style: Style, before: str, after: str) -> None:
    text = style.write([("code", before), ("code", before)])

    fixed = fix_document(Document("day.ipynb", text), Settings(select=("RK702",)), unsafe=True)

    assert [cell.text for cell in read_notebook(fixed.text, "day.ipynb").cells] == [after, after]
