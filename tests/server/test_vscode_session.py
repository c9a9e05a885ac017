"""What VS Code sends while somebody writes a notebook, recorded, and what it is told."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.protocol import default_converter

from tests.server.editor import Editor, at

RECORDED = json.loads(Path(__file__).with_name("vscode_notebook.json").read_text("utf-8"))
LAST = "CELLS#W3sZmlsZQ%3D%3D"
READ = {"open": types.DidOpenNotebookDocumentParams, "change": types.DidChangeNotebookDocumentParams}
METHODS = {"open": types.NOTEBOOK_DOCUMENT_DID_OPEN, "change": types.NOTEBOOK_DOCUMENT_DID_CHANGE}


@pytest.fixture
def here(editor: Editor) -> dict[str, str]:
    """Tell how the recorded places are called in the editor's folder."""
    folder = editor.folder.as_uri()
    return {"FOLDER": folder, "CELLS": f"{folder.replace('file:', 'vscode-notebook-cell:')}/day.ipynb"}


def placed(value: object, here: dict[str, str]) -> str:
    text = json.dumps(value)
    for name, place in here.items():
        text = text.replace(name, place)
    return text


def test_a_recorded_session_is_followed_cell_by_cell(editor: Editor, here: dict[str, str]) -> None:
    make: Any = default_converter
    structure = make().structure
    for kind, message, told in RECORDED:
        editor.send(METHODS[kind], structure(json.loads(placed(message, here)), READ[kind]))
        for uri, codes in json.loads(placed(told, here)).items():
            editor.until(partial(_is_told, editor, uri, codes))

    last = placed(LAST, here).strip('"')
    hover = editor.hover(last, types.Position(2, 1))
    assert hover is not None
    assert "RK301" in str(hover.contents)
    titles = [action.title for action in editor.actions(last, at(2, 1))]
    assert "Silence RK301 here, with a reason" in titles

    uri = f"{here['FOLDER']}/day.ipynb"
    cells = [types.TextDocumentIdentifier(last)]
    closing = types.DidCloseNotebookDocumentParams(types.NotebookDocumentIdentifier(uri), cells)
    editor.send(types.NOTEBOOK_DOCUMENT_DID_CLOSE, closing)
    editor.until(partial(_is_told, editor, last, []))


def _is_told(editor: Editor, uri: str, codes: list[str]) -> bool:
    """Tell whether the last that was told of a cell are these codes."""
    told = [one.diagnostics for one in editor.told if one.uri == uri]
    return bool(told) and [one.code for one in told[-1]] == codes
