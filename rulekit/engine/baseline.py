"""The baseline: findings that a project has known for long, in a file that people review."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from rulekit.engine.anchors import parts_of
from rulekit.engine.engine_rules import SYNTAX_ERROR
from rulekit.engine.files import absolute, read_document
from rulekit.engine.project_root import project_root, repository_root, working_folder
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding
from rulekit.model.late import dataclass
from rulekit.notebook.nbqa import notebook_name

FILE = ".rulekit-baseline.json"
_VERSION, _KNOWN = "rulekit-baseline", "known"
_REMEDY = "restore it, or write it anew with `rulekit baseline write`"


class Entry(NamedTuple):
    """What is known of a finding: its file relative to the baseline, rule, the name around it, and code."""

    path: str
    rule: str
    place: str
    code: str

    @property
    def words(self) -> str:
        """What stands in the file for it, below its path."""
        return f"{self.rule} {self.place}: {self.code}"


@dataclass(frozen=True)
class Baseline:
    """A file of known findings, and how often each is known."""

    file: Path
    entries: Mapping[Entry, int]

    def entry_of(self, finding: Finding) -> Entry:
        """Give the entry by which a finding is known."""
        return Entry(self.name_of(finding.path or ""), finding.code, *parts_of(finding.anchor))

    def name_of(self, path: str) -> str:
        """Name a file as entries do: relative to the baseline, a notebook in place of what nbqa made of it."""
        return Path(os.path.relpath(absolute(notebook_name(path) or path), self.file.parent)).as_posix()

    def has(self, name: str) -> bool:
        """Tell whether the file of an entry is still there."""
        return (self.file.parent / name).exists()


def may_be_known(finding: Finding) -> bool:
    """Tell whether a baseline may hold a finding: of broken code no other rule can speak, so it is always told."""
    return finding.code != SYNTAX_ERROR.code


def counted(baseline: Baseline, findings: Iterable[Finding]) -> Counter[Entry]:
    """Count the entries of findings."""
    return Counter(baseline.entry_of(finding) for finding in findings if may_be_known(finding))


def nearest_baseline(folder: Path) -> Path | None:
    """Find the baseline of a folder: in it, or upward to the root of its repository."""
    top = repository_root(folder) or working_folder() or folder
    around = (one for one in (folder, *folder.parents) if one.is_relative_to(top) or one == folder)
    return next((one / FILE for one in around if (one / FILE).is_file()), None)


def new_baseline(folder: Path) -> Path:
    """Name the baseline that a folder gets: it lies at the root of its project."""
    return (project_root(folder) or folder) / FILE


def read_baseline(file: Path) -> Baseline:
    """Read a baseline.

    Raises:
        UnreadableError: it cannot be read, or is none.
    """
    try:
        document = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UnreadableError(f"{file}: cannot be read ({error.strerror}): {_REMEDY}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{file}: no baseline ({error}): {_REMEDY}") from error
    if not isinstance(document, dict) or not isinstance(document.get(_KNOWN), dict):
        raise UnreadableError(f"{file}: no baseline (`{_KNOWN}` is missing): {_REMEDY}")
    if document.get(_VERSION) != 1:
        raise UnreadableError(f"{file}: written by another rulekit (`{_VERSION}` is not 1): {_REMEDY}")
    return Baseline(file, {_entry(file, *one): one[2] for one in _listed(file, document[_KNOWN])})


def _listed(file: Path, known: Mapping[str, Any]) -> Iterable[tuple[str, str, int]]:
    for path, entries in known.items():
        if not isinstance(entries, dict):
            raise UnreadableError(f"{file}: no baseline ({path!r} holds no entries): {_REMEDY}")
        yield from ((path, words, number) for words, number in entries.items())


def _entry(file: Path, path: str, words: str, number: object) -> Entry:
    rule, has_rule, anchor = words.partition(" ")
    if not has_rule or ": " not in anchor:
        raise UnreadableError(f"{file}: no baseline ({words!r} is no entry): {_REMEDY}")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise UnreadableError(f"{file}: no baseline ({words!r} is known {number!r} times): {_REMEDY}")
    return Entry(path, rule, *parts_of(anchor))


def write_baseline(baseline: Baseline) -> None:
    """Write a baseline, an entry a line, in an order that does not change.

    Raises:
        UnreadableError: it cannot be written.
    """
    from rulekit.engine.writing import write_document

    files = groupby(sorted(baseline.entries.items()), key=lambda one: one[0].path)
    known = {path: {entry.words: number for entry, number in one} for path, one in files}
    text = json.dumps({_VERSION: 1, _KNOWN: known}, indent=1) + "\n"
    path = str(baseline.file)
    if baseline.file.exists():
        write_document(read_document(path), text)
        return
    try:
        with baseline.file.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be written ({error.strerror}): name another place") from error
