"""Notebooks as code: each cell parsed by itself, pasted indents too; files that cells write; magics and commands."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import NamedTuple

from rulekit.analysis.notebooks.import_outline import import_outline, outline_text
from rulekit.analysis.notebooks.related_cells import has_area, related, shared_by
from rulekit.model.late import dataclass, regex
from rulekit.analysis.project.roles import role_of
from rulekit.analysis.syntax.cell_map import CellMap
from rulekit.analysis.syntax.joined_index import CellIndex, index_cell, joined_index
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Broken, Parsed, Source, parse, question
from rulekit.model.finding import Span
from rulekit.notebook.checkstyle_line import cell_options
from rulekit.notebook.document import Notebook, NotebookCell
from rulekit.notebook.lexical import LINE_END
from rulekit.notebook.magics import MOST_KEPT, Translated, blanked

NOTHING = Parsed(ast.Module([], []))
SKIP_TAG = "rulekit-skip"
_WORD = regex(r"[^\W\d]\w*")


@dataclass(frozen=True)
class CellCode:
    """A code cell with its translation, and the number of joined lines before it.

    `before` and `after` are the lines between it and others: in a notebook one of its own, in a module its markers.
    """

    cell: NotebookCell
    translated: Translated
    offset: int
    before: str = "\n"
    after: str = "\n"

    @property
    def is_judged(self) -> bool:
        """Whether its code is part of the notebook's: no tag takes it out, it is Python, and it runs here."""
        return not (self.is_skipped or self.translated.opaque or self.translated.file)

    @property
    def is_skipped(self) -> bool:
        """Whether a tag takes it out."""
        return SKIP_TAG in self.cell.tags

    @property
    def piece(self) -> str:
        """Its code as a part of the joined code."""
        return f"{self.before}{self.translated.code}{self.after}"

    @property
    def last_line(self) -> int:
        """The last of its lines in the joined code."""
        return self.offset + max(_line_ends(self.translated.code) + _line_ends(self.after), 1)


@dataclass(frozen=True)
class CellPart:
    """What a cell adds to the code of its notebook: statements, text, words around the code, and what is broken."""

    body: list[ast.stmt]
    piece: str
    mentions: frozenset[str] = frozenset()
    broken: tuple[Broken, ...] = ()

    @cached_property
    def index(self) -> CellIndex:
        """What a walk over its statements sees."""
        return index_cell(self.body)


NO_PART = CellPart([], "")


def cell_codes(notebook: Notebook) -> Iterator[CellCode]:
    """Translate the code cells, and put each below the one before; in a module it stands where it is written."""
    end = 0
    for cell in notebook.code_cells:
        if notebook.first_lines:
            offset, code = notebook.first_lines[cell.cell.position] - 1, cell.translated.code
            placed = CellCode(
                cell, cell.translated, offset, "\n" * (offset - end), "" if code.endswith(("\n", "\r")) else "\n"
            )
        else:
            placed = CellCode(cell, cell.translated, end + 1)
        yield placed
        end = placed.last_line


def notebook_sources(notebook: Notebook, path: str | None = None, known: Parsed = NOTHING) -> list[Source]:
    """Return the sources of a notebook: its own code, once for each role that cells ask for, and the files they write.

    Each cell is parsed by itself, so one that is broken hides nothing of the others. `known` holds what a kernel adds.
    """
    codes, parts, known = _looked_at(list(cell_codes(notebook)), known)
    asked = next((at for at, code in enumerate(codes) if code.cell.cell.position == known.asked), None)
    cells = CellMap(notebook, tuple(c.cell for c in codes), tuple(c.offset for c in codes))
    pieces: list[str] = []
    end = 0
    for code, part in zip(codes, parts, strict=True):
        pieces += ("\n" * (code.offset - code.before.count("\n") - end), part.piece)
        end = code.last_line
    tree = ast.Module([statement for part in parts for statement in part.body], [])
    whole = replace(
        known,
        tree=tree,
        index=joined_index(tree, [part.index for part in parts]) if known.partial else None,
        asked_nodes=None if asked is None or has_area(codes[asked].cell.text) else parts[asked].index.nodes,
        broken=tuple(broken for part in parts for broken in part.broken),
        mentions=known.mentions.union(*(part.mentions for part in parts)),
        cells=cells,
    )
    views = [
        Source("".join(pieces), path, role, replace(whole, judged=judged))
        for role, judged in _judged_as(codes, notebook).items()
    ]
    return [*views, *_written_files(codes, path, cells)]


def _looked_at(codes: list[CellCode], known: Parsed) -> tuple[list[CellCode], list[CellPart], Parsed]:
    """Give what each cell adds to the code of the notebook, and what is known of all of them.

    Where one cell is asked for, those that are not related to it add their imports, or nothing, and are left out.
    """
    if known.asked is None or any(code.translated.file for code in codes):
        parts = [_part_once(code) if known.partial else _part(code, will_return=False) for code in codes]
        return codes, parts, replace(known, related=frozenset(code.cell.cell.position for code in codes))
    asked = next(at for at, code in enumerate(codes) if code.cell.cell.position == known.asked)
    shared = [shared_by(code.cell.text, code.translated.code) for code in codes]
    near = related(shared, asked)
    added = ((code, _part_once(code) if at in near else _imports(code)) for at, code in enumerate(codes))
    looked_at = [(code, part) for at, (code, part) in enumerate(added) if at in near or part.body]
    known = replace(
        known,
        related=frozenset(codes[at].cell.cell.position for at in near),
        said=frozenset().union(*(one.loud for one in shared if one.loud)),
    )
    return [code for code, _ in looked_at], [part for _, part in looked_at], known


@lru_cache(MOST_KEPT)
def _part_once(code: CellCode) -> CellPart:
    """Give the same, or remember it, while its notebook is being written."""
    return _part(code, will_return=True)


def _part(code: CellCode, *, will_return: bool) -> CellPart:
    """Give what a cell adds."""
    parsed = _parse_cell(code, will_return=will_return) if code.is_judged else NOTHING
    mentions = code.translated.mentions
    if code.is_judged and not parsed.broken:
        return CellPart(parsed.tree.body, code.piece, mentions)
    return CellPart(parsed.tree.body, blanked(code.piece), mentions.union(_words(code)), parsed.broken)


def _imports(code: CellCode) -> CellPart:
    """Give the imports of a cell."""
    if not code.is_judged or "import" not in code.translated.code:
        return NO_PART
    return _imports_once(code.translated.code, code.offset)


@lru_cache(MOST_KEPT)
def _imports_once(text: str, lines_before: int) -> CellPart:
    outline = import_outline(parsed_once(text, lines_before).tree)
    return CellPart(outline, f"\n{outline_text(text, lines_before, outline)}\n")


def _judged_as(codes: list[CellCode], notebook: Notebook) -> dict[str, frozenset[int]]:
    """Tell for each role the positions of the cells that are judged in it."""
    roles: dict[str, set[int]] = defaultdict(set, {notebook.role: set()})
    for code in codes:
        if not code.translated.file:
            options = cell_options(code.cell.text)
            roles[options.role if options and options.role else notebook.role].add(code.cell.cell.position)
    return {role: frozenset(positions) for role, positions in roles.items()}


@lru_cache(MOST_KEPT)
def _line_ends(text: str) -> int:
    return len(LINE_END.findall(text))


def _words(code: CellCode) -> set[str]:
    return set(_WORD.findall(code.cell.text))


def _parse_cell(code: CellCode, *, will_return: bool) -> Parsed:
    text, before = code.translated.code, "\n" * code.offset
    parsed = parsed_once(text, code.offset) if will_return else parse(text, before)
    if parsed.broken and code.offset and all(line[0] in " \t" for line in text.splitlines() if line.strip()):
        block = parse(text, before[1:] + "if 1:\n").tree.body
        if len(block) == 1 and isinstance(block[0], ast.If):
            return Parsed(ast.Module(block[0].body, []))
    return _within(parsed, code)


@lru_cache(MOST_KEPT)
def parsed_once(text: str, lines_before: int) -> Parsed:
    """Parse the code of a cell, or remember it, while its notebook is being written: nobody changes a tree."""
    return parse(text, "\n" * lines_before)


def _within(parsed: Parsed, code: CellCode) -> Parsed:
    """Keep a parser's positions inside the cell: at the end of the text they may point one line further."""
    first, last = code.offset + 1, code.last_line
    broken: list[Broken] = []
    for problem in parsed.broken:
        line = min(max(problem.span.line, first), last)
        span = problem.span._replace(line=line, end_line=min(max(problem.span.end_line, line), last))
        broken.append(replace(problem, span=span))
    return replace(parsed, broken=tuple(broken))


def _written_files(codes: list[CellCode], path: str | None, cells: CellMap) -> Iterator[Source]:
    """Yield the file that each cell writes.

    What it binds may be used in another piece of the same file, and in all cells where one runs or imports it.
    """
    words = {code: _words(code) for code in codes} if any(code.translated.file for code in codes) else {}
    for code in (code for code in codes if code.translated.file and not code.is_skipped):
        file, text = code.translated.file or "", "\n" * code.offset + code.translated.code + "\n"
        others = [other for other in codes if other is not code]
        is_taken = any(PurePath(file).stem in words[other] for other in others if other.translated.file != file)
        users = [words[other] for other in others if is_taken or other.translated.file == file]
        parsed = replace(_within(parse(text), code), mentions=frozenset().union(*users), cells=cells, file=file)
        parsed = replace(parsed, judged=frozenset({code.cell.cell.position}))
        yield Source(text, path, role_of(file), parsed)


_HAS_COMMANDS = regex(r"^[^\S\r\n]*(?:[\w.,\[\]\"' \t]+=[ \t]*)?[!%][^%\r\n]", re.MULTILINE)


_MAY_HAVE_FOREIGN = regex(r"[!%]|^[a-z]\w*[ \t]", re.MULTILINE)


class CommandLine(NamedTuple):
    """A line for IPython: where it stands in the joined code, and what it says with its sign (`!ls`, `%env X=1`)."""

    span: Span
    text: str


@question
def foreign_lines(source: Source) -> tuple[CommandLine, ...]:
    """Which lines of the notebook are no Python: those for IPython and for shells, and cells in other languages?"""
    lines: list[CommandLine] = []
    for cell, offset in zip(source.cells.cells, source.cells.offsets, strict=True) if source.cells else ():
        if SKIP_TAG in cell.tags or not _MAY_HAVE_FOREIGN.search(cell.text):
            continue
        translated = cell.translated
        written = split_lines(cell.text)
        numbers = {
            number
            for command in translated.commands
            for number in range(command.line, command.line + len(split_lines(command.text)))
        }
        for number in range(1, len(written) + 1) if translated.opaque else sorted(numbers):
            text = written[number - 1]
            lines.append(CommandLine(Span(offset + number, 1, offset + number, len(text) + 1), text))
    return tuple(lines)


@question
def command_lines(source: Source) -> tuple[CommandLine, ...]:
    """Which lines of the notebook are for IPython or for a shell?"""
    commands: list[CommandLine] = []
    if source.cells is None:
        return ()
    for cell, offset in zip(source.cells.cells, source.cells.offsets, strict=True):
        if SKIP_TAG in cell.tags or not _HAS_COMMANDS.search(cell.text):
            continue
        for command in cell.translated.commands:
            line, column = offset + command.line, command.column + 1
            width = len(command.text.splitlines()[0]) if command.text else 1
            commands.append(CommandLine(Span(line, column, line, column + width), command.text))
    return tuple(commands)
