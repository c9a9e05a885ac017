"""What is open in the client: texts and notebooks, kept in step with what is typed."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlparse

from lsprotocol import types
from pygls.uris import to_fs_path

from rulekit.engine.files import NOTEBOOKS, Document, is_manifest
from rulekit.model.finding import Cell
from rulekit.notebook.languages import mapping, names_python
from rulekit.server.lab_text import cells_in
from rulekit.server.positions import Places, changed

_SUFFIXES = {True: ".ipynb", False: ".py"}


@dataclass(frozen=True)
class Part:
    """A text of the client: a whole document, or one cell of a notebook."""

    uri: str
    version: int | None
    language: str
    places: Places


@dataclass(frozen=True)
class Shown:
    """One version of a document: the text that stands for its file, and the parts in which the client shows it.

    Parts of a notebook stand in the order of its cells. `state` is another one after each change. What is `retold` was
    made of another text than the client shows, so that there are no edits of it.
    """

    uri: str
    document: Document
    parts: tuple[Part, ...]
    state: int = 0
    retold: bool = False

    def part_of(self, cell: Cell | None) -> Part:
        """Give the part that holds a cell, or the only one."""
        return self.parts[cell.position if cell else 0]


@dataclass
class _Notebook:
    """A notebook that is open."""

    uri: str
    metadata: Mapping[str, Any]
    cells: list[types.NotebookCell]


@dataclass
class OpenDocuments:
    """All that is open; `root` is the folder for what is saved nowhere."""

    encoding: str = "utf-16"
    root: Path = field(default_factory=Path)
    _parts: dict[str, Part] = field(default_factory=dict)
    _notebooks: dict[str, _Notebook] = field(default_factory=dict)
    _around: dict[str, str] = field(default_factory=dict)
    _changes: Counter[str] = field(default_factory=Counter)

    def open_text(self, item: types.TextDocumentItem) -> None:
        """Note a text that the client opened."""
        places = Places(item.text, self.encoding)
        self._parts[item.uri] = Part(item.uri, item.version, item.language_id, places)
        self._changes[item.uri] += 1

    def change_text(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Apply what was typed."""
        part = self._parts[identifier.uri]
        for change in changes:
            part = replace(part, places=changed(part.places, change))
        self._parts[identifier.uri] = replace(part, version=identifier.version)
        self._changes[self.around(identifier.uri)] += 1

    def close_text(self, uri: str) -> None:
        """Forget a text."""
        self._parts.pop(uri, None)
        if self._around.pop(uri, None):
            # Changes of cells are counted for their notebook.
            self._changes.pop(uri, None)

    def open_notebook(self, notebook: types.NotebookDocument, texts: Sequence[types.TextDocumentItem]) -> None:
        """Note a notebook that the client opened, with the texts of its cells."""
        self._notebooks[notebook.uri] = _Notebook(notebook.uri, mapping(notebook.metadata), list(notebook.cells))
        self._changes[notebook.uri] += 1
        self._open_cells(notebook.uri, texts)

    def _open_cells(self, uri: str, texts: Sequence[types.TextDocumentItem]) -> None:
        for item in texts:
            self.open_text(item)
            self._around[item.uri] = uri

    def change_notebook(self, uri: str, change: types.NotebookDocumentChangeEvent) -> list[str]:
        """Apply what became of a notebook and its cells, and name the cells that are gone."""
        notebook = self._notebooks[uri]
        self._changes[uri] += 1
        if change.metadata is not None:
            notebook.metadata = mapping(change.metadata)
        cells = change.cells or types.NotebookDocumentCellChanges()
        known = {cell.document: at for at, cell in enumerate(notebook.cells)}
        for cell in cells.data or ():
            if cell.document in known:
                notebook.cells[known[cell.document]] = cell
        closed = self._rearrange(notebook, cells.structure) if cells.structure else []
        for content in cells.text_content or ():
            self.change_text(content.document, content.changes)
        return closed

    def _rearrange(self, notebook: _Notebook, structure: types.NotebookDocumentCellChangeStructure) -> list[str]:
        start, count = structure.array.start, structure.array.delete_count
        notebook.cells[start : start + count] = structure.array.cells or ()
        self._open_cells(notebook.uri, structure.did_open or ())
        closed = [one.uri for one in structure.did_close or ()]
        for uri in closed:
            self.close_text(uri)
        return closed

    def close_notebook(self, uri: str) -> list[str]:
        """Forget a notebook, and name its cells."""
        self._notebooks.pop(uri, None)
        cells = [cell for cell, around in self._around.items() if around == uri]
        for cell in cells:
            self.close_text(cell)
        return cells

    def around(self, uri: str) -> str:
        """Name the document that a text belongs to: the notebook of a cell, or the text itself."""
        return self._around.get(uri, uri)

    @property
    def all(self) -> Sequence[str]:
        """The documents that are open."""
        return [*self._notebooks, *(uri for uri in self._parts if uri not in self._around)]

    @property
    def texts(self) -> Iterator[types.TextDocumentItem]:
        """The texts that are open, and no cells."""
        for uri, part in self._parts.items():
            if uri not in self._around:
                yield types.TextDocumentItem(uri, part.language, part.version or 0, part.places.text)

    def shown(self, uri: str) -> Shown | None:
        """Give a document as it is now; nothing where it is none that is checked, or is not open."""
        if uri in self._notebooks:
            return self._shown_notebook(self._notebooks[uri])
        part = self._parts.get(uri)
        if part is None or uri in self._around:
            return None
        path = self._path_of(uri, is_notebook=False)
        if path.endswith(NOTEBOOKS):
            return self._sent_by_lab(path, part)
        if not (names_python(part.language) or is_manifest(path)):
            return None
        return Shown(uri, Document(path, part.places.text), (part,), self._changes[uri])

    def _sent_by_lab(self, path: str, part: Part) -> Shown:
        cells = [*cells_in(part.places.text)]
        places = [Places(cell.text, self.encoding, cell.first, cell.lines) for cell in cells]
        document = Document(path, _notebook_text([{"cell_type": "code", "source": cell.text} for cell in cells], {}))
        parts = tuple(replace(part, places=one) for one in places)
        return Shown(part.uri, document, parts, self._changes[part.uri], retold=True)

    def _shown_notebook(self, notebook: _Notebook) -> Shown:
        parts = [self._parts[cell.document] for cell in notebook.cells if cell.document in self._parts]
        texts = {part.uri: part for part in parts}
        cells = [_cell_values(cell, texts[cell.document]) for cell in notebook.cells if cell.document in texts]
        text = _notebook_text(cells, _own_metadata(notebook.metadata))
        document = Document(self._path_of(notebook.uri, is_notebook=True), text)
        return Shown(notebook.uri, document, tuple(parts), self._changes[notebook.uri])

    def _path_of(self, uri: str, *, is_notebook: bool) -> str:
        """Name the file of a document; what is saved nowhere gets a name in the folder that is open."""
        if urlparse(uri).scheme == "file":
            return to_fs_path(uri) or unquote(urlparse(uri).path)
        name = PurePosixPath(unquote(urlparse(uri).path)).name or "untitled"
        suffix = _SUFFIXES[is_notebook]
        return str(
            self.root / (name if name.endswith(suffix) or (not is_notebook and is_manifest(name)) else name + suffix)
        )


def _notebook_text(cells: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]) -> str:
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _cell_values(cell: types.NotebookCell, part: Part) -> dict[str, Any]:
    """Write a cell as a notebook's file has it; what is no Python says so there."""
    values = {"cell_type": "code" if cell.kind is types.NotebookCellKind.Code else "markdown"}
    metadata = dict(_own_metadata(cell.metadata or {}))
    if values["cell_type"] == "code" and not names_python(part.language):
        metadata["vscode"] = {"languageId": part.language}
    count = cell.execution_summary.execution_order if cell.execution_summary else None
    identifier = mapping(cell.metadata).get("id")
    named = {"id": identifier} if isinstance(identifier, str) else {}
    return {**values, **named, "metadata": metadata, "source": part.places.text, "execution_count": count}


def _own_metadata(told: Any) -> dict[str, Any]:
    """Give the metadata as the file has them: VS Code wraps them into its own."""
    inner = mapping(mapping(told).get("custom", told))
    return mapping(inner.get("metadata", inner))
