"""Pairs of bad and good code that a repository tells itself: findings that a commit mended.

A pair is a function, method, small class or cell before and after one commit. Commits and their authors are not part
of it, and secrets are masked.
"""

import ast
import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from rulekit.analysis.project.roles import role_of
from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.syntax.lines import split_lines
from rulekit.api import report_on
from rulekit.engine.check_document import subjects_in
from rulekit.engine.excerpts import secrets_of
from rulekit.engine.file_discovery import is_found
from rulekit.engine.files import NOTEBOOKS, Document, decode
from rulekit.engine.git_history import Change, History
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding, Severity
from rulekit.notebook.document import NotebookCell, read_notebook
from rulekit.notebook.grammar import syntax_tree
from rulekit.teach.practice.lateness import first
from rulekit.teach.practice.snippets import LONGEST, SHORTEST, Snippet, snippets_of
from rulekit.teach.preconditions import suppressions

# What has less in common was written anew, and a new name that has as much is that of the old piece.
ALIKE = 0.5
# Of one rule there are no more pairs, unless it is asked for alone.
OF_ONE_RULE = 3


class Pair(NamedTuple):
    """A piece before and after; `findings` are those that went, by their lines in `bad`.

    `name` is that of the function or class now, and `was` the one before; of a cell, `cell` is the number.
    `is_plain` says that nothing is masked.
    """

    findings: tuple[Finding, ...]
    path: str
    name: str
    was: str
    cell: int | None
    role: str
    bad: str
    good: str
    is_plain: bool

    @property
    def code(self) -> str:
        """The rule that it is about most of all."""
        return self.findings[0].code


class Piece(NamedTuple):
    """A piece of a file at one time: what is compared, what is shown, and what the rules say of it."""

    name: str
    body: str
    text: str
    findings: tuple[Finding, ...]
    lines: tuple[int, ...] = ()
    cell: NotebookCell | None = None


def mended_in(
    folder: Path, history: History, settings: Settings, asked: frozenset[str], *, spread: bool = True
) -> Iterator[Pair]:
    """Give pairs from the history of what lies in a folder, the newest first, each once.

    Only rules that are asked for count; spread over them, there are few of each.
    """
    here = folder.resolve()
    told, seen = Counter[str](), set[tuple[str, str, str]]()

    def lies_there(name: str) -> bool:
        path = str(history.top / name)
        return path == str(here) or is_found(path, [str(here)], None)

    for change in history.changes(lies_there):
        with suppress(UnreadableError, SyntaxError, ValueError, RecursionError):
            for pair in _File(change, str(history.top / change.name), settings).pairs(asked):
                key = (pair.path, pair.code, pair.bad)
                if key not in seen and not (spread and told[pair.code] >= OF_ONE_RULE):
                    seen.add(key)
                    told[pair.code] += 1
                    yield pair


class _File:
    """A file before and after a commit."""

    def __init__(self, change: Change, place: str, settings: Settings) -> None:
        self.path = change.name
        self.place = place
        self.settings = settings
        self.before = decode(change.before, change.name)
        self.after = decode(change.after, change.name)
        self.role = role_of(self.path, self.after.text)

    def pairs(self, asked: frozenset[str]) -> Iterator[Pair]:
        """Compare the pieces that changed."""
        both = self._cells() if self.path.endswith(NOTEBOOKS) else self._snippets(asked)
        for old, new in both:
            gone = self._told_in_file(old, new, _mended(old, new, asked))
            if gone:
                bad, good = mask(old.text, self._secrets), mask(new.text, self._secrets)
                is_plain = (bad, good) == (old.text, new.text)
                number = new.cell.cell.number if new.cell else None
                told = tuple(one._replace(message=mask(one.message, self._secrets)) for one in gone)
                yield Pair(told, self.path, new.name, old.name, number, self.role, bad, good, is_plain)

    def _told_in_file(self, old: Piece, new: Piece, gone: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Give the findings of a piece that the whole file shows too, and not any more after it changed."""
        if not gone or old.cell:
            return gone
        before, after = self._places
        left = {code for line, code in after if line in new.lines}
        return tuple(one for one in gone if (old.lines[one.span.line - 1], one.code) in before and one.code not in left)

    @cached_property
    def _places(self) -> tuple[frozenset[tuple[int, str]], ...]:
        """The lines and rules of what is found before and after."""
        reports = [report_on(one.text, self.place, self.role, self.settings) for one in (self.before, self.after)]
        return tuple(frozenset((one.span.line, one.code) for one in report.findings) for report in reports)

    @cached_property
    def _secrets(self) -> frozenset[str]:
        return frozenset().union(*(secrets_of([*subjects_in(one)]) for one in (self.before, self.after)))

    def _snippets(self, asked: frozenset[str]) -> Iterator[tuple[Piece, Piece]]:
        """Give the pieces of a module that changed."""
        before, after = self.before.text, self.after.text
        old, new = _by_name(before, after), _by_name(after, before)
        for name, was in old.items():
            now = new.get(name) or _renamed(was, old, new)
            if now is None:
                continue
            piece = self._piece(was)
            if not asked.isdisjoint(map(_code, _firm(piece))):
                yield piece, self._piece(now)

    def _piece(self, snippet: Snippet) -> Piece:
        report = report_on(snippet.text, self.place, self.role, self.settings)
        return Piece(snippet.name, _body(snippet), snippet.text, report.findings, snippet.lines)

    def _cells(self) -> Iterator[tuple[Piece, Piece]]:
        """Give the cells of a notebook that changed."""
        old, new = self._read(self.before), self._read(self.after)
        same = Counter(piece.body for piece in old) & Counter(piece.body for piece in new)
        left = [piece for piece in new if not same[piece.body]]
        for was in old:
            if not same[was.body] and (now := _same_cell(was, left)):
                left.remove(now)
                yield was, now

    def _read(self, document: Document) -> list[Piece]:
        findings = report_on(document.text, self.place, None, self.settings).findings
        cells = read_notebook(document.text, self.path).code_cells
        return [_cell(one, findings) for one in cells if SHORTEST <= len(split_lines(one.text)) <= LONGEST]


def _by_name(text: str, other: str) -> Mapping[str, Snippet]:
    """Give the pieces of a module that another version does not hold, and whose name stands for one of them only."""
    found = list(snippets_of(text, other))
    times = Counter(one.name for one in found)
    return {one.name: one for one in found if times[one.name] == 1}


def _renamed(was: Snippet, old: Mapping[str, Snippet], new: Mapping[str, Snippet]) -> Snippet | None:
    """Give what a piece is called now that has lost its name: what is new there, and most like it."""
    there = [one for name, one in new.items() if name not in old and _kin(name) == _kin(was.name)]
    best = max(there, key=lambda one: _likeness(was.text, one.text), default=None)
    return best if best and _likeness(was.text, best.text) >= ALIKE else None


def _kin(name: str) -> tuple[str, bool]:
    """Give what stays when a piece is renamed: its class, and whether it is public, of which more is asked."""
    owner, _, own = name.rpartition(".")
    return owner, own.startswith("_")


def _same_cell(was: Piece, left: list[Piece]) -> Piece | None:
    """Give the cell that one has become: by its id, else what is most like it."""
    known = was.cell.cell.id if was.cell else None
    by_id = next((one for one in left if known is not None and one.cell and one.cell.cell.id == known), None)
    return by_id or max(left, key=lambda one: _likeness(was.text, one.text), default=None)


def _cell(cell: NotebookCell, findings: Iterable[Finding]) -> Piece:
    position = cell.cell.position
    within = tuple(one for one in findings if one.cell is not None and one.cell.position == position)
    text = cell.text if cell.text.endswith("\n") else cell.text + "\n"
    return Piece(f"cell {cell.cell.number}", cell.text.rstrip(), text, within, cell=cell)


def _mended(old: Piece, new: Piece, asked: frozenset[str]) -> tuple[Finding, ...]:
    """Give the findings of rules that have nothing to say any more, where no other rule has more to say."""
    was, now = Counter(map(_code, _firm(old))), Counter(map(_code, _firm(new)))
    gone = (asked & was.keys()) - set(map(_code, new.findings))
    if not gone or now - was or len(suppressions(new.text)) > len(suppressions(old.text)):
        return ()
    if _likeness(old.text, new.text) < ALIKE or 2 * _statements(new.text) < _statements(old.text):
        return ()
    return tuple(sorted((one for one in _firm(old) if one.code in gone), key=lambda one: (first(one.code), one.span)))


def _firm(piece: Piece) -> Iterator[Finding]:
    return (one for one in piece.findings if one.severity is not Severity.ADVICE)


def _code(finding: Finding) -> str:
    return finding.code


def _body(snippet: Snippet) -> str:
    return "".join(split_lines(snippet.text)[-(snippet.end - snippet.start + 1) :])


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.splitlines(), other.splitlines(), autojunk=False).ratio()


def _statements(text: str) -> int:
    try:
        return sum(isinstance(one, ast.stmt) for one in ast.walk(syntax_tree(text)))
    except SyntaxError:
        # A cell with magics, of which the rules have seen the Python.
        return len(text.splitlines())
