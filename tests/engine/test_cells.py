"""The cells of a notebook are judged together, and what is wrong with one hides nothing of the others."""

import ast
import json

import pytest

from rulekit.analysis.names.scopes import names
from rulekit.analysis.notebooks.cell_parsing import notebook_sources
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.source import Source
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.settings import Settings
from rulekit.notebook.document import read_notebook
from tests.marked import notebook_of
from tests.shop import BARE

ONLY = Settings(select=("RK301",))

Place = tuple[str, int, int, int]


def found(text: str) -> list[Place]:
    """Give code, cell, line and column of what RK301 and the parser find."""
    findings = check_document(Document("day.ipynb", text), ONLY).findings
    return [(f.code, f.cell.number if f.cell else 0, f.span.line, f.span.column) for f in findings]


def sources(*cells: str) -> list[Source]:
    return notebook_sources(read_notebook(notebook_of(*cells), "day.ipynb"), "day.ipynb")


BROKEN = {
    "an open string over lines": 'text = """',
    "an open bracket": "total = (1,",
    "a wrong indentation": "total = 1\n  tea = 2",
    "a missing colon": "def ship()\n    pass",
    "a block without a body": "if total:",
    "a continued last line": "total = \\",
    "an unknown character": "total = 1 € 2",
    "a null byte": "total = 1\0",
    "half of a surrogate pair": "tea = '\ud83c'",
    "brackets without end": "(" * 5_000,
    "a bracket too many": "total)",
    "words": "Buy tea, and rye.",
}


@pytest.mark.parametrize("cell", BROKEN.values(), ids=BROKEN)
def test_a_broken_cell_is_reported_once_inside_itself_and_hides_nothing(cell: str) -> None:
    places = found(notebook_of(BARE, cell, "%%time\n" + BARE))

    assert [place[:2] for place in places] == [("RK301", 1), ("RK001", 2), ("RK301", 3)]
    assert [places[0], places[2]] == [("RK301", 1, 3, 1), ("RK301", 3, 4, 1)]
    assert 1 <= places[1][2] <= cell.count("\n") + 1


@pytest.mark.parametrize("cell", ['text = """', "it's", "total = ("])
def test_comments_below_a_broken_cell_still_count(cell: str) -> None:
    below = "try:\n    load()\nexcept:  # noqa: RK301\n    stop('#')\n"

    assert [place[:2] for place in found(notebook_of(cell, below))] == [("RK001", 1)]


ENDS = ["\n", "\r\n", "\r"]


@pytest.mark.parametrize("end", ENDS, ids=["of Unix", "of Windows", "of old Macs"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n"], ids=["no last line end", "a last line end", "two last line ends"])
def test_lines_are_right_below_cells_of_any_line_ends(end: str, last: str) -> None:
    cell = ("%time 1\n" + BARE.removesuffix("\n") + last).replace("\n", end)

    assert found(notebook_of(cell, "", cell, "\n", cell)) == [("RK301", n, 4, 1) for n in (1, 3, 5)]


def test_a_finding_shows_the_lines_of_its_own_cell() -> None:
    text = notebook_of("!ls", "%%time\n# café 🍵\n" + BARE)
    (finding,) = check_document(Document("day.ipynb", text), ONLY).findings

    assert finding.excerpt == ("except:\n",)
    assert text.splitlines()[finding.physical_line - 1].strip() == '"except:\\n",'
    assert (finding.cell.id, finding.cell.position) == ("cell-2", 1) if finding.cell else ()


INDENTED = {
    "by spaces": "    try:\n        a\n    except:\n        b",
    "by a tab": "\ttry:\n\t\ta\n\texcept:\n\t\tb",
    "with empty lines": "\n    try:\n        a\n\n    except:\n        b\n",
    "below a cell magic": "%%time\n    try:\n        a\n    except:\n        b",
}


@pytest.mark.parametrize("cell", INDENTED.values(), ids=INDENTED)
def test_an_indented_cell_is_judged_like_any_other(cell: str) -> None:
    line = next(number for number, text in enumerate(cell.splitlines(), 1) if "except" in text)
    column = cell.splitlines()[line - 1].index("except") + 1

    assert found(notebook_of("a = 1", cell)) == [("RK301", 2, line, column)]


def test_a_cell_with_one_line_left_of_the_others_is_broken() -> None:
    assert [place[:2] for place in found(notebook_of("    a = 1\n# b\n    c = 2"))] == [("RK001", 1)]


def test_names_of_one_cell_are_known_in_the_next() -> None:
    (whole,) = sources("from subprocess import run", "!ls", "run(['tea'])")
    (call,) = whole.nodes(ast.Call)

    assert names(whole).resolve(call.func) == "subprocess.run"


UNJUDGED = {
    "a page": "%%html\n<b>tea</b>",
    "a skipped cell": "tea = 1",
    "a broken cell": "tea = (",
    "a written file": "%%writefile shop.py\nrye = tea",
}


@pytest.mark.parametrize("cell", UNJUDGED.values(), ids=UNJUDGED)
def test_words_of_a_cell_that_is_not_judged_count_as_mentioned(cell: str) -> None:
    document = json.loads(notebook_of("import tea", cell))
    if cell == UNJUDGED["a skipped cell"]:
        document["cells"][1]["metadata"]["tags"] = ["rulekit-skip"]
    whole = notebook_sources(read_notebook(json.dumps(document), "day.ipynb"))[0]

    assert "tea" in whole.mentions
    assert len(whole.tree.body) == 1


def test_a_tag_takes_a_cell_out() -> None:
    document = json.loads(notebook_of(BARE, BARE, "total = ("))
    for index in (0, 2):
        document["cells"][index]["metadata"]["tags"] = ["slow", "rulekit-skip"]

    assert found(json.dumps(document)) == [("RK301", 2, 3, 1)]


def test_comments_of_cells_that_are_not_judged_are_nobodys() -> None:
    (whole, _) = sources("# one", "%%html\n<a>#</a>", "%%writefile shop.py\n# no\n", "a = ( # no", "# two")

    assert [comment.text for comment in comments(whole).values()] == ["# one", "# two"]


def test_a_written_module_is_judged_by_itself_on_its_own_lines() -> None:
    whole, module = sources("import tea", "%%writefile test_shop.py\n" + BARE)

    assert (len(whole.tree.body), len(module.tree.body), module.role) == (1, 1, "test")
    assert found(notebook_of("import tea", "%%writefile shop.py\n" + BARE)) == [("RK301", 2, 4, 1)]


def test_a_written_module_with_a_command_is_broken_code() -> None:
    assert found(notebook_of("a = 1", "%%writefile shop.py\na = 1\n!ls\n")) == [("RK001", 2, 3, 1)]


def test_a_written_module_that_ends_too_early_is_reported_in_its_cell() -> None:
    assert [place[:3] for place in found(notebook_of("%%writefile shop.py\nif a:", "b = 1"))] == [("RK001", 1, 2)]


def test_pieces_of_one_module_know_each_others_names() -> None:
    _, first, second, other = sources(
        "%%writefile shop.py\nimport tea", "%%writefile -a shop.py\ntea.brew()", "%%writefile till.py\nrye = 1"
    )

    assert ["brew" in source.mentions for source in (first, second, other)] == [True, False, False]


def test_a_notebook_of_nothing_is_clean() -> None:
    assert (found(notebook_of()), found(notebook_of("", "\n", "%%time"))) == ([], [])


def test_what_sage_rewrites_is_no_mistake_and_the_other_cells_are_judged() -> None:
    document = json.loads(notebook_of("R.<x> = QQ[]", BARE))
    document["metadata"] = {"kernelspec": {"name": "sagemath", "display_name": "SageMath 10"}}

    assert [code for code, *_ in found(json.dumps(document))] == ["RK301"]
