"""Notebooks while they are typed: cells are judged together, and each finding is told in its cell."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from rulekit.cli.main import main
from rulekit.model.finding import Severity
from tests.server.editor import PLAIN, Editor, at, editing, typed
from tests.shop import REPOSITORY

BARE = "try:\n    load()\nexcept:\n    stop()"
PULLING = types.ClientCapabilities(
    notebook_document=PLAIN.notebook_document,
    text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    workspace=types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    ),
)
LEVELS = {Severity.ERROR.value: 1, Severity.WARNING.value: 2, Severity.ADVICE.value: 4}


@pytest.fixture(scope="module")
def pulling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Start an editor that asks for diagnostics."""
    with editing(tmp_path_factory.mktemp("pulling"), PULLING) as started:
        yield started


def cell_item(notebook: str, number: int, text: str, language: str = "python") -> types.TextDocumentItem:
    return types.TextDocumentItem(uri=f"{notebook}#cell{number}", language_id=language, version=1, text=text)


def opened(
    editor: Editor, name: str, cells: Sequence[tuple[str, str]], metadata: Any = None, own: Sequence[Any] = ()
) -> list[str]:
    """Open a notebook of cells, each a language and a text, with its `own` metadata or none; name their texts."""
    uri = (editor.folder / name).as_uri()
    items = [cell_item(uri, number, text, language) for number, (language, text) in enumerate(cells)]
    kinds = [types.NotebookCellKind.Markup if one == "markdown" else types.NotebookCellKind.Code for one, _ in cells]
    told = own or [None] * len(cells)
    listed = [types.NotebookCell(kind, item.uri, of) for kind, item, of in zip(kinds, items, told, strict=True)]
    notebook = types.NotebookDocument(uri, "jupyter-notebook", 1, listed, metadata)
    editor.send(types.NOTEBOOK_DOCUMENT_DID_OPEN, types.DidOpenNotebookDocumentParams(notebook, items))
    return [item.uri for item in items]


def changed(editor: Editor, name: str, version: int, cells: types.NotebookDocumentCellChanges) -> None:
    identifier = types.VersionedNotebookDocumentIdentifier(version=version, uri=(editor.folder / name).as_uri())
    change = types.NotebookDocumentChangeEvent(cells=cells)
    editor.send(types.NOTEBOOK_DOCUMENT_DID_CHANGE, types.DidChangeNotebookDocumentParams(identifier, change))


def codes(found: Sequence[types.Diagnostic]) -> list[object]:
    return [one.code for one in found]


def pull(editor: Editor, uri: str, previous: str | None = None) -> Any:
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
    return editor.ask(types.TEXT_DOCUMENT_DIAGNOSTIC, params)


def test_cells_are_judged_together(editor: Editor) -> None:
    cells = opened(editor, "together.ipynb", [("python", "import os\nimport re"), ("python", "os.getcwd()")])
    assert [one.message.partition(" is")[0] for one in editor.diagnostics(cells[0])] == ["`re`"]
    assert editor.diagnostics(cells[1]) == []


def test_magics_and_other_languages_are_no_mistakes(editor: Editor) -> None:
    listed = [
        ("markdown", "# try:\nexcept:"),
        ("python", "import pandas\n%timeit pandas.DataFrame()\n!ls"),
        ("sql", "SELECT * FROM orders WHERE"),
        ("python", f"%%time\n{BARE}"),
    ]
    cells = opened(editor, "magics.ipynb", listed)
    [found] = editor.diagnostics(cells[3])
    assert (found.code, found.range.start) == ("RK301", types.Position(3, 0))
    assert [editor.diagnostics(cell) for cell in cells[:3]] == [[], [], []]


def test_typing_in_one_cell_changes_what_is_told_of_another(editor: Editor) -> None:
    cells = opened(editor, "other.ipynb", [("python", "import os"), ("python", "total = 1")])
    assert codes(editor.diagnostics(cells[0])) == ["RK702"]
    identifier = types.VersionedTextDocumentIdentifier(version=2, uri=cells[1])
    content = types.NotebookDocumentCellContentChanges(identifier, [typed(0, 8, "os.getpid()", (0, 9))])
    changed(editor, "other.ipynb", 2, types.NotebookDocumentCellChanges(text_content=[content]))
    assert editor.diagnostics(cells[1], 2) == []
    editor.until(lambda: [one for one in editor.told if one.uri == cells[0]][-1].diagnostics == ())


def test_cells_come_and_go(editor: Editor) -> None:
    cells = opened(editor, "coming.ipynb", [("python", BARE)])
    assert codes(editor.diagnostics(cells[0])) == ["RK301"]
    uri = (editor.folder / "coming.ipynb").as_uri()
    new = cell_item(uri, 7, f"x = 1\n{BARE}")
    structure = types.NotebookDocumentCellChangeStructure(
        types.NotebookCellArrayChange(0, 1, [types.NotebookCell(types.NotebookCellKind.Code, new.uri)]),
        did_open=[new],
        did_close=[types.TextDocumentIdentifier(cells[0])],
    )
    changed(editor, "coming.ipynb", 2, types.NotebookDocumentCellChanges(structure=structure))
    [found] = editor.diagnostics(new.uri)
    assert found.range.start.line == 3
    editor.until(lambda: [one for one in editor.told if one.uri == cells[0]][-1].diagnostics == ())


def test_a_fix_in_a_cell_edits_the_cell(editor: Editor) -> None:
    cells = opened(editor, "fix.ipynb", [("python", "x = 1"), ("python", "import os\nx")])
    [action] = [one for one in editor.actions(cells[1], at(0, 8)) if one.is_preferred]
    assert action.edit
    assert action.edit.changes
    assert [*action.edit.changes] == [cells[1]]
    [everything] = editor.actions(cells[0], at(0, 0), ["source.fixAll.rulekit"])
    assert everything.edit
    assert [*(everything.edit.changes or ())] == [cells[1]]


def test_who_asks_gets_what_is_true_now_and_once(pulling: Editor) -> None:
    uri = pulling.open("asked.py", f"{BARE}\n")
    report = pull(pulling, uri)
    assert (report.kind, codes(report.items)) == ("full", ["RK301"])
    assert pull(pulling, uri, report.result_id).kind == "unchanged"
    pulling.change(uri, 2, typed(2, 6, " ValueError"))
    assert pull(pulling, uri, report.result_id).items == ()
    assert pulling.told == []


def test_who_asks_is_told_to_when_another_cell_or_the_settings_change(pulling: Editor) -> None:
    assert "**/pyproject.toml" in pulling.until(lambda: pulling.watched)
    cells = opened(pulling, "asked.ipynb", [("python", BARE), ("python", "x = 1")])
    assert codes(pull(pulling, cells[0]).items) == ["RK301"]
    before = pulling.refreshed
    settings = pulling.folder / "rulekit.toml"
    settings.write_text('ignore = ["RK301"]\n', "utf-8")
    event = types.FileEvent(settings.as_uri(), types.FileChangeType.Created)
    pulling.send(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, types.DidChangeWatchedFilesParams([event]))
    pulling.until(lambda: pulling.refreshed > before)
    assert pull(pulling, cells[0]).items == ()
    settings.unlink()


def test_a_baseline_hides_what_is_known(editor: Editor, capsys: pytest.CaptureFixture[str]) -> None:
    folder = editor.folder / "known"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("", "utf-8")
    (folder / "old.py").write_text(f"{BARE}\n", "utf-8")
    assert main(["baseline", "write", str(folder)]) == 0
    capsys.readouterr()
    assert editor.diagnostics(editor.open("known/old.py", f"{BARE}\n")) == []
    assert codes(editor.diagnostics(editor.open("known/new.py", f"{BARE}\n"))) == ["RK301"]


def samples() -> list[Path]:
    files = [*(REPOSITORY / "examples").rglob("*.py"), *(REPOSITORY / "rulekit" / "cli").glob("*.py")]
    notebooks = [*(REPOSITORY / "examples").rglob("*.ipynb"), *(REPOSITORY / "notebooks").glob("*.ipynb")]
    return [*sorted(files)[::4], *sorted(notebooks)]


def saved(file: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[Any, ...]]:
    """Give what the command finds in a file, by cell, place, rule and weight."""
    here = folder / file.name
    here.write_bytes(file.read_bytes())
    main(["check", str(here), "--no-cache", "--all", "--output-format", "json", "--exit-zero"])
    found = [one for one in json.loads(capsys.readouterr().out) if one["code"]]
    keys = ("cell_index", "line", "column", "end_line", "code", "message")
    return sorted((*(one[key] or 0 for key in keys), LEVELS[one["severity"]]) for one in found)


def shown(file: Path, editor: Editor) -> list[tuple[Any, ...]]:
    """Give what the editor shows of its text, in the same words."""
    text = file.read_text("utf-8")
    if file.suffix == ".py":
        parts = [editor.open(file.name, text)]
    else:
        book = json.loads(text)
        kinds = {"code": "python", "markdown": "markdown", "raw": "raw"}
        cells = [(kinds[cell["cell_type"]], "".join(cell["source"])) for cell in book["cells"]]
        own = [{"metadata": cell["metadata"]} for cell in book["cells"]]
        parts = opened(editor, file.name, cells, {"metadata": book["metadata"]}, own)
    rows = []
    for position, part in enumerate(parts):
        for one in editor.diagnostics(part):
            start, end = one.range.start, one.range.end
            place = (start.line + 1, start.character + 1, end.line + 1)
            rows.append((position, *place, one.code, one.message, one.severity))
    return sorted(rows)


@pytest.mark.parametrize("file", samples(), ids=lambda file: file.name)
def test_what_is_shown_is_what_the_command_finds_in_the_saved_file(
    file: Path, capsys: pytest.CaptureFixture[str], same: Editor
) -> None:
    assert shown(file, same) == saved(file, same.folder, capsys)


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Start an editor that counts as Python does."""
    counting = types.ClientCapabilities(
        notebook_document=PLAIN.notebook_document,
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf32]),
    )
    with editing(tmp_path_factory.mktemp("same"), counting) as started:
        yield started
