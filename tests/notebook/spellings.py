"""Notebook files in every spelling: indented or not, with any line ends, escaped or not, of nbformat 3 and 4."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

LINES = st.sampled_from(
    [
        "total = 1",
        "name = 'café'",
        "tea = '🍵'",
        'text = "a\\nb\\\\"',
        "# \u2028 \x0c",
        "",
        "    ship(order)",
        "\\u00e9",
    ]
)
SOURCES = st.builds(
    lambda lines, ends, last: "".join(line + end for line, end in zip(lines, ends, strict=False)) + last,
    st.lists(LINES, max_size=5),
    st.lists(st.sampled_from(["\n", "\n", "\r\n"]), min_size=5, max_size=5),
    LINES,
)


@dataclass(frozen=True)
class Style:
    """How a notebook is spelled."""

    indent: int | None = 1
    escaped: bool = False
    windows: bool = False
    listed: bool = True
    version: int = 4
    spaced: bool = False

    def write(self, cells: Sequence[tuple[str, str]]) -> str:
        """Write cells, given as pairs of type and text."""
        document: dict[str, Any] = {"metadata": {"title": "Café 🍵", "kernelspec": {"language": "python"}}}
        written = [self._cell(kind, text) for kind, text in cells]
        if self.version == 4:
            document |= {"cells": written, "nbformat": 4, "nbformat_minor": 5}
        else:
            document |= {"worksheets": [{"cells": written[:1]}, {"cells": written[1:]}], "nbformat": 3}
        separators = (" , ", " : ") if self.spaced else None
        text = json.dumps(document, indent=self.indent, ensure_ascii=self.escaped, separators=separators) + "\n"
        return text.replace("\n", "\r\n") if self.windows else text

    def _cell(self, kind: str, text: str) -> dict[str, Any]:
        source = text.splitlines(keepends=True) if self.listed else text
        outputs = {"outputs": [{"text": ['"source": ["no"]'], "data": {"source": "é"}}], "prompt_number": 1}
        key = "input" if self.version == 3 and kind == "code" else "source"
        return {"cell_type": kind, "metadata": {"source": ["no"]}, key: source, **(outputs if kind == "code" else {})}


STYLES = st.builds(
    Style,
    indent=st.sampled_from([None, 0, 1, 2, 4]),
    escaped=st.booleans(),
    windows=st.booleans(),
    listed=st.booleans(),
    version=st.sampled_from([3, 4]),
    spaced=st.booleans(),
)
CELLS = st.lists(st.tuples(st.sampled_from(["code", "code", "markdown", "raw"]), SOURCES), min_size=1, max_size=4)
EACH_STYLE = {
    "as Jupyter writes it": Style(),
    "without line breaks": Style(indent=None),
    "indented by two": Style(indent=2),
    "indented by four": Style(indent=4),
    "indented by none": Style(indent=0),
    "all escaped": Style(escaped=True),
    "with line ends of Windows": Style(windows=True),
    "with sources as one string": Style(listed=False),
    "of nbformat 3": Style(version=3),
    "of nbformat 3 with sources as one string": Style(version=3, listed=False, indent=2),
    "with spaces before commas": Style(spaced=True, indent=None),
}
