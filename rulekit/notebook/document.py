"""Reading an `.ipynb` file: its cells, their code, and what the file says of itself."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Cell
from rulekit.notebook.cell_positions import SOURCE_KEYS, Place, source_places
from rulekit.notebook.checkstyle_line import ROLES

PYTHONS = ("python", "ipython", "pypy", "xpython", "pyodide", "sage")
_OUTPUT_KEYS = ("text", "text/plain", "text/html", "html", "text/markdown", "application/json", "evalue", "traceback")
PYTHON_KERNELS = ("py", "sage")


@dataclass(frozen=True)
class NotebookCell:
    """One cell of any type, and the texts of its stored outputs."""

    kind: str
    text: str
    cell: Cell
    tags: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notebook:
    """A notebook file: its JSON text and its cells. nbformat 3 (worksheets, `input`) reads like nbformat 4."""

    json_text: str
    cells: tuple[NotebookCell, ...]
    metadata: dict[str, Any]

    @property
    def code_cells(self) -> tuple[NotebookCell, ...]:
        """The cells that a kernel runs."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @property
    def is_python(self) -> bool:
        """Whether its kernel runs Python; a notebook that names neither language nor kernel is taken for one."""
        kernel, language = _mapping(self.metadata.get("kernelspec")), _mapping(self.metadata.get("language_info"))
        names = [language.get("name"), kernel.get("language"), self.metadata.get("language")]
        if language_name := next((str(name).lower() for name in names if name), None):
            return language_name.startswith(PYTHONS)
        named = f"{kernel.get('name') or ''} {kernel.get('display_name') or ''}".lower()
        return not named.strip() or any(name in named for name in PYTHON_KERNELS)

    @property
    def is_python_2(self) -> bool:
        """Whether its metadata names Python 2."""
        kernel, language = _mapping(self.metadata.get("kernelspec")), _mapping(self.metadata.get("language_info"))
        named = str(kernel.get("name") or kernel.get("display_name") or "").lower().replace(" ", "")
        return str(language.get("version") or "").startswith("2.") or named.startswith("python2")

    @property
    def role(self) -> str:
        """What its code is judged as: `{"rulekit": {"as": "production"}}` in its metadata, or a notebook."""
        role = _mapping(self.metadata.get("rulekit")).get("as")
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
    document = _mapping(document)
    if isinstance(document.get("cells"), list):
        raw = document["cells"]
    elif isinstance(document.get("worksheets"), list):
        raw = [cell for sheet in document["worksheets"] for cell in _listed(_mapping(sheet).get("cells"))]
    else:
        raise UnreadableError(f"{path}: not a notebook: it has no list of cells; restore the file")
    return Notebook(text, _cells(raw), _mapping(document.get("metadata")))


def _cells(raw: list[Any]) -> tuple[NotebookCell, ...]:
    cells, number = [], 0
    for index, item in enumerate(map(_mapping, raw)):
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
        tags = tuple(map(str, _listed(_mapping(item.get("metadata")).get("tags"))))
        outputs = tuple(_output_texts(_listed(item.get("outputs"))))
        cells.append(NotebookCell(str(item.get("cell_type", "raw")), text, place, tags, outputs))
    return tuple(cells)


def _output_texts(outputs: list[Any]) -> Iterator[str]:
    """Yield what outputs say in words: streams, results, errors; nbformat 3 keeps results beside their type."""
    for output in map(_mapping, outputs):
        data = {**output, **_mapping(output.get("data"))}
        yield from (text for key in _OUTPUT_KEYS if (text := _joined(data.get(key))))


def _joined(lines: object) -> str:
    """Read a text that is kept as one, or as a list of its lines."""
    return lines if isinstance(lines, str) else "".join(map(str, _listed(lines)))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
