"""Reading an `.ipynb` file: its cells, their code, and what the file says of itself."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Cell
from rulekit.model.late import dataclass
from rulekit.notebook.cell_positions import SOURCE_KEYS, Place, source_places
from rulekit.notebook.checkstyle_line import ROLES
from rulekit.notebook.languages import cell_is_python, mapping, runs_python, runs_sage
from rulekit.notebook.magics import Translated, in_another_language, translate

_OUTPUT_KEYS = ("text", "text/plain", "text/html", "html", "text/markdown", "application/json", "evalue", "traceback")


@dataclass(frozen=True)
class NotebookCell:
    """One cell of any type, and the texts of its stored outputs; a foreign one is in another language than Python."""

    kind: str
    text: str
    cell: Cell
    tags: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    is_foreign: bool = False

    @cached_property
    def translated(self) -> Translated:
        """Its text as Python."""
        return in_another_language(self.text) if self.is_foreign else translate(self.text)


@dataclass(frozen=True)
class Notebook:
    """A notebook file: its JSON text and its cells. nbformat 3 (worksheets, `input`) reads like nbformat 4.

    One that is stored as a module has no JSON; `first_lines` holds the line of the module on which each cell begins.
    """

    json_text: str
    cells: tuple[NotebookCell, ...]
    metadata: dict[str, Any]
    first_lines: tuple[int, ...] = ()

    @property
    def code_cells(self) -> tuple[NotebookCell, ...]:
        """The cells that a kernel runs."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @property
    def is_python(self) -> bool:
        """Whether any of its cells is Python; where it has none, its kernel tells."""
        cells = self.code_cells
        return any(not cell.is_foreign for cell in cells) if cells else runs_python(self.metadata)

    @property
    def is_sage(self) -> bool:
        """Whether its kernel is Sage."""
        return runs_sage(self.metadata)

    @property
    def is_python_2(self) -> bool:
        """Whether its metadata names Python 2."""
        kernel, language = mapping(self.metadata.get("kernelspec")), mapping(self.metadata.get("language_info"))
        named = str(kernel.get("name") or kernel.get("display_name") or "").lower().replace(" ", "")
        return str(language.get("version") or "").startswith("2.") or named.startswith("python2")

    @property
    def role(self) -> str:
        """What its code is judged as: `{"rulekit": {"as": "production"}}` in its metadata, or a notebook."""
        role = mapping(self.metadata.get("rulekit")).get("as")
        return role if role in ROLES else "notebook"

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where the source of each cell stands in the JSON text."""
        return source_places(self.json_text)

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.json_text)]

    def physical_line(self, cell: Cell, line: int) -> int:
        """Tell the line of the JSON text on which a line of a cell is written; both count from 1."""
        if self.first_lines:
            return self.first_lines[cell.position] + line - 1
        if not self.json_text:
            return line
        place = self.places[cell.position]
        return bisect_left(self._breaks, place.literal_of(line)) + 1


def read_notebook(text: str, path: str) -> Notebook:
    """Read a notebook's JSON text.

    Raises:
        UnreadableError: the text is not JSON, or not a notebook.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{path}: the notebook's JSON is broken: {error}; restore the file") from error
    document = mapping(document)
    if isinstance(document.get("cells"), list):
        raw = document["cells"]
    elif isinstance(document.get("worksheets"), list):
        raw = [cell for sheet in document["worksheets"] for cell in _listed(mapping(sheet).get("cells"))]
    else:
        raise UnreadableError(f"{path}: not a notebook: it has no list of cells; restore the file")
    metadata = mapping(document.get("metadata"))
    return Notebook(text, _cells(raw, runs_python(metadata)), metadata)


def _cells(raw: list[Any], are_python: bool) -> tuple[NotebookCell, ...]:
    cells, number = [], 0
    for index, item in enumerate(map(mapping, raw)):
        code = item.get("cell_type") == "code"
        number += code
        count = item.get("execution_count", item.get("prompt_number"))
        place = Cell(
            number if code else 0,
            index,
            str(item["id"]) if item.get("id") is not None else None,
            count if isinstance(count, int) else None,
        )
        text = _joined(next((item[key] for key in SOURCE_KEYS if key in item), ""))
        metadata = mapping(item.get("metadata"))
        tags = tuple(map(str, _listed(metadata.get("tags"))))
        outputs = tuple(_output_texts(_listed(item.get("outputs"))))
        own = cell_is_python(metadata)
        is_foreign = not (are_python if own is None else own)
        cells.append(NotebookCell(str(item.get("cell_type", "raw")), text, place, tags, outputs, is_foreign))
    return tuple(cells)


def _output_texts(outputs: list[Any]) -> Iterator[str]:
    """Yield what outputs say in words: streams, results, errors; nbformat 3 keeps results beside their type."""
    for output in map(mapping, outputs):
        data = {**output, **mapping(output.get("data"))}
        yield from (text for key in _OUTPUT_KEYS if (text := _joined(data.get(key))))


def _joined(lines: object) -> str:
    """Read a text that is kept as one, or as a list of its lines."""
    return lines if isinstance(lines, str) else "".join(map(str, _listed(lines)))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
