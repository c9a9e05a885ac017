"""Writing changed cells into a notebook's JSON: only sources change, non-ASCII escaped where the file does so."""

import json
from collections.abc import Mapping
from difflib import SequenceMatcher

from rulekit.model.late import regex
from rulekit.notebook.cell_positions import Place
from rulekit.notebook.document import Notebook

_ESCAPED = regex(r"(?<!\\)(?:\\\\)*\\u(?!00[0-7])[0-9a-fA-F]{4}")
_LINE = regex(r"[^\n]*\n|[^\n]+")


def replace_sources(notebook: Notebook, texts: Mapping[int, str]) -> str:
    """Replace the source of cells, named by their index among all cells; every other byte stays."""
    document = notebook.json_text
    escaped = document.isascii() and bool(_ESCAPED.search(document))
    for index in sorted(texts, reverse=True):
        place = notebook.places[index]
        if document.startswith("[", place.start):
            changed = _as_list(document, place, texts[index], escaped=escaped)
        else:
            changed = json.dumps(texts[index], ensure_ascii=escaped)
        document = document[: place.start] + changed + document[place.end :]
    return document


def _as_list(document: str, place: Place, text: str, *, escaped: bool) -> str:
    """Write the lines of a cell as the list they were, and keep the literals of lines that did not change."""
    old = [document[start:end] for start, end in place.literals]
    values = [str(json.loads(literal)) for literal in old]
    lines = _lines_like(values, text)
    literals: list[str] = []
    for kind, first, last, begin, end in SequenceMatcher(None, values, lines, autojunk=False).get_opcodes():
        new = (json.dumps(line, ensure_ascii=escaped) for line in lines[begin:end])
        literals += old[first:last] if kind == "equal" else new
    if not old or not literals:
        return "[" + ", ".join(literals) + "]"
    opening = document[place.start : place.literals[0][0]]
    closing = document[place.literals[-1][1] : place.end]
    return opening + _separator(document, place).join(literals) + closing


def _lines_like(values: list[str], text: str) -> list[str]:
    """Split a text as its writer did: at every line end that Python knows, as nbformat does, or at LF alone."""
    if "".join(values).splitlines(keepends=True) == values:
        return text.splitlines(keepends=True)
    return _LINE.findall(text)


def _separator(document: str, place: Place) -> str:
    if len(place.literals) > 1:
        return document[place.literals[0][1] : place.literals[1][0]]
    return "," + (document[place.start + 1 : place.literals[0][0]] or " ")
