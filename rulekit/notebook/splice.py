"""Writing changed cells back into the JSON text of a notebook: only their source values change."""

import json
import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from rulekit.notebook.document import Notebook
from rulekit.notebook.places import Place

_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")


def splice(notebook: Notebook, texts: Mapping[int, str]) -> str:
    """Replace the source of cells, named by their index among all cells; every other byte stays."""
    document = notebook.json_text
    for index in sorted(texts, reverse=True):
        place = notebook.places[index]
        value = document[place.start : place.end]
        changed = _listed(document, place, texts[index]) if value.startswith("[") else _literal(texts[index], value)
        document = document[: place.start] + changed + document[place.end :]
    return document


def _listed(document: str, place: Place, text: str) -> str:
    """Write the lines of a cell as the list they were, and keep the literals of lines that did not change."""
    old = [document[start:end] for start, end in place.literals]
    values = [json.loads(literal) for literal in old]
    lines = text.splitlines(keepends=True)
    sample = document[place.start : place.end]
    literals: list[str] = []
    for kind, first, last, begin, end in SequenceMatcher(None, values, lines, autojunk=False).get_opcodes():
        literals += old[first:last] if kind == "equal" else (_literal(line, sample) for line in lines[begin:end])
    if not old or not literals:
        return "[" + ", ".join(literals) + "]"
    opening = document[place.start : place.literals[0][0]]
    closing = document[place.literals[-1][1] : place.end]
    return opening + _separator(document, place).join(literals) + closing


def _separator(document: str, place: Place) -> str:
    if len(place.literals) > 1:
        return document[place.literals[0][1] : place.literals[1][0]]
    return "," + (document[place.start + 1 : place.literals[0][0]] or " ")


def _literal(text: str, sample: str) -> str:
    """Spell a JSON string; characters beyond ASCII are escaped where the text around does so."""
    return json.dumps(text, ensure_ascii=bool(_ESCAPED.search(sample)) and sample.isascii())
