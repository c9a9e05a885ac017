"""Notebooks as code under check: one source for all cells, and one for each file that a cell writes."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rulekit.analysis.cellmap import CellMap
from rulekit.analysis.roles import role_of
from rulekit.analysis.source import Broken, Parsed, Source, parse
from rulekit.model.finding import Span
from rulekit.notebook.document import Notebook, NotebookCell
from rulekit.notebook.magics import Translated, translate

SKIP_TAG = "rulekit-skip"
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class CellCode:
    """A code cell with its translation, and the number of joined lines before it."""

    cell: NotebookCell
    translated: Translated
    offset: int

    @property
    def skipped(self) -> bool:
        """Whether a tag takes it out."""
        return SKIP_TAG in self.cell.tags


def cell_codes(notebook: Notebook) -> Iterator[CellCode]:
    """Translate the code cells; a line of its own separates each from the one before."""
    offset = 1
    for cell in notebook.code_cells:
        translated = translate(cell.text)
        yield CellCode(cell, translated, offset)
        offset += translated.code.count("\n") + 2


def notebook_sources(notebook: Notebook, path: str | None = None) -> list[Source]:
    """Give the sources of a notebook: its own code first, then the files that its cells write.

    Each cell is parsed by itself, so one that is broken hides nothing of the others.
    """
    codes = list(cell_codes(notebook))
    cells = CellMap(notebook, tuple(c.cell for c in codes), tuple(c.offset for c in codes))
    body: list[ast.stmt] = []
    broken: list[Broken] = []
    mentions: set[str] = set()
    for code in codes:
        mentions |= code.translated.mentions
        if code.skipped or code.translated.opaque or code.translated.file:
            mentions.update(_WORD.findall(code.cell.text))
            continue
        parsed = _parse_cell(code)
        body += parsed.tree.body
        broken += parsed.broken
        if parsed.broken:
            mentions.update(_WORD.findall(code.cell.text))
    text = "".join("\n" + code.translated.code + "\n" for code in codes)
    parsed = Parsed(ast.Module(body, []), tuple(broken), frozenset(mentions), cells)
    whole = Source(text, path, "notebook", parsed)
    return [whole, *(_written_file(code, path, cells) for code in codes if code.translated.file and not code.skipped)]


def _parse_cell(code: CellCode) -> Parsed:
    text, before = code.translated.code, "\n" * code.offset
    parsed = parse(text, before)
    if parsed.broken and re.match(r"\s*\n?[ \t]+\S", text):
        block = parse(text, before[1:] + "if 1:\n").tree.body
        if len(block) == 1 and isinstance(block[0], ast.If):
            return Parsed(ast.Module(block[0].body, []))
    last = code.offset + text.count("\n") + 1
    return replace(parsed, broken=tuple(replace(p, span=_within(p, code.offset + 1, last)) for p in parsed.broken))


def _within(problem: Broken, first: int, last: int) -> Span:
    """Keep a parser's position inside the cell: at the end of the text it may point one line further."""
    line = min(max(problem.span.line, first), last)
    return problem.span._replace(line=line, end_line=min(max(problem.span.end_line, line), last))


def _written_file(code: CellCode, path: str | None, cells: CellMap) -> Source:
    text = "\n" * code.offset + code.translated.code + "\n"
    return Source(text, path, role_of(code.translated.file), replace(parse(text), cells=cells))
