"""What is found in a text that another server keeps, as that server sends it."""

from functools import lru_cache
from typing import Any, Final

from lsprotocol import converters, types

from rulekit.notebook.languages import mapping
from rulekit.server.actions import at_place, completed, finding_of, offered
from rulekit.server.changes import Changes, workspace_edit
from rulekit.server.diagnostics import placed, unjudged
from rulekit.server.documents import OpenDocuments, Shown
from rulekit.server.hovers import hover_text
from rulekit.server.judgements import Judged
from rulekit.server.judging import Verdict, judge, mend, silence
from rulekit.server.rule_pages import RulePages

# jupyter-lsp writes what is not saved into this folder, beside which the notebook lies.
_WRITTEN: Final = "/.virtual_documents/"
_KEPT: Final = 8


def diagnostics_in(uri: str, text: str) -> list[dict[str, Any]]:
    """Give the diagnostics of a text, as plain values."""
    judged = _judged(uri, text)
    if judged is None:
        return []
    found = [told for some in placed(judged, RulePages().of).values() for _, told in some]
    unstructure = converters.get_converter().unstructure
    return [unstructure(one, types.Diagnostic) for one in (*found, *unjudged(judged))]


def hover_at(uri: str, text: str, position: dict[str, int]) -> dict[str, Any] | None:
    """Tell of the findings at a place, as plain values; nothing where there is none."""
    judged = _judged(uri, text)
    place = types.Position(position["line"], position["character"])
    some = [one for found in placed(judged, RulePages().of).values() for one in found] if judged else []
    findings = [finding for finding, _ in at_place(some, types.Range(place, place))]
    return {"contents": {"kind": "markdown", "value": hover_text(findings)}} if findings else None


def opened(document: Any, workspace: Any) -> OpenDocuments:
    """Open the text of pylsp, with the notebook around it if it is a cell."""
    documents = OpenDocuments()
    notebook = workspace.get_maybe_document(getattr(document, "notebook_uri", None))
    if notebook is None:
        documents.open_text(types.TextDocumentItem(document.uri, "python", 0, document.source))
        return documents
    cells = [workspace.get_cell_document(cell["document"]) for cell in notebook.cells]
    told = {
        "notebookDocument": {
            "uri": _own(notebook.uri),
            "notebookType": notebook.notebook_type,
            "version": 0,
            "metadata": notebook.metadata,
            "cells": notebook.cells,
        },
        "cellTextDocuments": [
            {"uri": cell.uri, "languageId": cell.language_id, "version": 0, "text": cell.source} for cell in cells
        ],
    }
    params = converters.get_converter().structure(told, types.DidOpenNotebookDocumentParams)
    documents.open_notebook(params.notebook_document, params.cell_text_documents)
    return documents


def actions_at(
    uri: str, documents: OpenDocuments, place: dict[str, Any], context: dict[str, Any]
) -> list[dict[str, Any]]:
    """Give what can be done at a place of an open text, as plain values, with all edits."""
    shown = documents.shown(documents.around(uri))
    if shown is None:
        return []
    converter = converters.get_converter()
    judged = Judged(shown, judge(shown.document))
    found = at_place(placed(judged, RulePages().of)[uri], converter.structure(place, types.Range))
    some = offered(found, judged, converter.structure(context, types.CodeActionContext), _edit)
    return [converter.unstructure(_with_edit(action, judged), types.CodeAction) for action in some]


def _with_edit(action: types.CodeAction, judged: Judged) -> types.CodeAction:
    asked = mapping(action.data)
    if not asked:
        return action
    finding, document = finding_of(asked, judged), judged.shown.document
    text = silence((document, finding)) if finding else mend(document)
    return completed(action, judged, text, _edit, shows=True)


def _edit(changes: Changes, shown: Shown) -> types.WorkspaceEdit:
    return workspace_edit(changes, shown, versioned=False)


def _own(uri: str) -> str:
    return uri.replace(_WRITTEN, "/")


@lru_cache(_KEPT)
def _judged(uri: str, text: str) -> Judged | None:
    """Judge a text; pointing at it asks for the same again."""
    documents = OpenDocuments()
    own = _own(uri)
    documents.open_text(types.TextDocumentItem(uri=own, language_id="python", version=0, text=text))
    shown = documents.shown(own)
    verdict: Verdict | None = judge(shown.document) if shown else None
    return Judged(shown, verdict) if shown and verdict else None
