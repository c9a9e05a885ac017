"""Edits in the client's terms: those of fixes, and what lies between two versions of a document."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from lsprotocol import types

from rulekit.model.finding import Edit
from rulekit.server.documents import Part, Shown
from rulekit.server.positions import Places

Changes = dict[str, list[types.TextEdit]]


def changes_of(edits: Iterable[Edit], shown: Shown) -> Changes:
    """Give the edits of fixes by the texts that they change."""
    changes: Changes = defaultdict(list)
    for edit in edits:
        part = shown.part_of(edit.span.cell)
        changes[part.uri].append(types.TextEdit(part.places.range(edit.span), edit.text))
    return dict(changes)


def changes_to(text: str, shown: Shown) -> Changes:
    """Give what leads from what is shown to a new text of its file."""
    texts = _texts_in(text) if shown.document.is_notebook else [text]
    between = {part.uri: [*_between(part, new)] for part, new in zip(shown.parts, texts, strict=True)}
    return {uri: edits for uri, edits in between.items() if edits}


def _texts_in(text: str) -> list[str]:
    """Read the texts of cells; a text that is written again may be cut into lines."""
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def _between(part: Part, text: str) -> Iterator[types.TextEdit]:
    old, new = part.places, Places(text)
    for kind, begin, end, new_begin, new_end in SequenceMatcher(None, old.lines, new.lines).get_opcodes():
        if kind != "equal":
            place = types.Range(old.position(begin + 1, 1), old.position(end + 1, 1))
            yield types.TextEdit(place, "".join(new.lines[new_begin:new_end]))


def workspace_edit(changes: Changes, shown: Shown, *, versioned: bool) -> types.WorkspaceEdit:
    """Give changes as the client takes them: with the versions that they were made for, where it can compare them."""
    if not versioned:
        return types.WorkspaceEdit(changes=changes)
    versions = {part.uri: part.version for part in shown.parts}
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=versions[uri]), list(edits)
            )
            for uri, edits in changes.items()
        ]
    )
