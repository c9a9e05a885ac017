"""The text in which JupyterLab sends a notebook becomes cells again, and each finding is told on its true line."""

from lsprotocol import types

from rulekit.server.documents import OpenDocuments
from rulekit.server.lab import specifications
from rulekit.server.lab_text import cells_in
from rulekit.server.pylsp_answers import actions_at, diagnostics_in, hover_at
from tests.server.editor import Editor

# As JupyterLab 4.6 with jupyterlab-lsp 5.3 sent it.
SENT = (
    'import os\nx = get_ipython().run_line_magic("pwd", "")\nget_ipython().getoutput("ls -l")\n'
    'get_ipython().run_line_magic("matplotlib", " inline")\n\n\n'
    'get_ipython().run_cell_magic("timeit", "", """import re\ntry:\n    pass\nexcept:\n    pass""")\n\n\n'
    '# START_CELL_MAGIC("time", "")\nimport re2\ny = 1\n# END_CELL_MAGIC\n\n\n'
    'get_ipython().run_cell_magic("bash", "", """ls""")\n\n\n'
    "def a():\n    pass\n\n\n\n\ndef b():\n    return '\N{GRINNING FACE}', os\n\n\n\n"
    "try:\n    load()\nexcept:\n    stop()\n"
)


def test_magics_are_brought_back() -> None:
    texts = [cell.text for cell in cells_in(SENT)]
    assert texts[0] == "import os\nx = %pwd\n!ls -l\n%matplotlib inline"
    assert texts[1] == "%%timeit\nimport re\ntry:\n    pass\nexcept:\n    pass"
    assert texts[2] == "%%time\nimport re2\ny = 1\n"
    assert texts[3] == "%%bash\nls"


def test_lines_of_cells_are_those_of_the_text() -> None:
    lines = SENT.split("\n")
    for cell in cells_in(SENT):
        first = cell.text.split("\n")[0]
        assert first.startswith("%%") or lines[cell.first] == first


def test_a_text_with_gaps_stays_in_its_cell() -> None:
    sent = 'menu = """\ntea\n\n\n\ncake\n"""\n\n\ntotal = 1\n'
    assert [cell.text for cell in cells_in(sent)] == ['menu = """\ntea\n\n\n\ncake\n"""', "total = 1"]


def test_a_broken_cell_hides_nothing_of_the_others(editor: Editor) -> None:
    uri = editor.open("broken.ipynb", "total = (1 +\n\n\ntry:\n    load()\nexcept:\n    stop()\n")
    lines = {one.code: one.range.start.line for one in editor.diagnostics(uri)}
    assert lines["RK301"] == 5


def test_findings_are_told_where_the_cells_are_shown(editor: Editor) -> None:
    uri = editor.open("day.ipynb", SENT)
    [found] = [one for one in editor.diagnostics(uri) if one.code == "RK301" and one.range.start.line > 20]
    assert SENT.split("\n")[found.range.start.line] == "except:"
    assert "RK702" not in {one.code for one in editor.diagnostics(uri) if one.range.start.line == 0}


def test_what_was_told_in_other_words_is_not_edited(editor: Editor) -> None:
    uri = editor.open("edits.ipynb", "try:\n    load()\nexcept:\n    stop()\n")
    [found] = editor.diagnostics(uri)
    assert editor.actions(uri, found.range) == []
    hover = editor.hover(uri, types.Position(2, 1))
    assert hover


def test_another_server_gives_the_same_answers() -> None:
    uri = "file:///day/.virtual_documents/day.ipynb"
    told = [one for one in diagnostics_in(uri, SENT) if one["code"] == "RK301"]
    place = told[-1]["range"]["start"]
    assert SENT.split("\n")[place["line"]] == "except:"
    hover = hover_at(uri, SENT, place)
    assert hover
    assert "Never use bare `except:` clauses" in hover["contents"]["value"]
    assert hover_at(uri, SENT, {"line": 1, "character": 0}) is None


def test_another_server_offers_what_can_be_done_in_a_cell_with_all_edits() -> None:
    uri = "file:///day/.virtual_documents/day.ipynb?copy=1"
    cells = ["%pwd\n", "try:\n    load()\nexcept:\n    raise"]
    items = [types.TextDocumentItem(f"{uri}#{at}", "python", 1, text) for at, text in enumerate(cells)]
    listed = [types.NotebookCell(types.NotebookCellKind.Code, item.uri) for item in items]
    documents = OpenDocuments()
    documents.open_notebook(types.NotebookDocument(uri, "jupyter-notebook", 1, listed), items)
    place = {"start": {"line": 2, "character": 3}, "end": {"line": 2, "character": 3}}
    fix, everything, silence, explain = actions_at(items[1].uri, documents, place, {"diagnostics": []})

    assert [*fix["edit"]["changes"]] == [*everything["edit"]["changes"]] == [items[1].uri]
    [edit] = silence["edit"]["changes"][items[1].uri]
    assert edit["newText"] == "except:  # noqa: RK301 - \n"
    assert silence["command"]["arguments"] == [items[1].uri, 2, len("except:  # noqa: RK301 - ")]
    assert explain["command"]["command"] == "rulekit.explain"


def test_jupyterlab_is_told_how_to_start_the_server() -> None:
    told = specifications()["rulekit"]
    assert told["argv"][1:] == ["-m", "rulekit", "server"]
    assert told["languages"] == ["python"]
