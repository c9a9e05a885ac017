"""Telling known findings from new ones, also where code has moved, has another name, or its file has."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

from rulekit.engine.anchors import OUTSIDE
from rulekit.engine.baseline import Baseline, Entry, may_be_known
from rulekit.model.finding import Finding
from rulekit.model.late import dataclass

Pair = tuple[Finding, Entry]
Key = Callable[[Entry], Hashable]


@dataclass(frozen=True)
class Sorted:
    """Findings that are known, those that are new, and the entries that nothing meets any more, as often as not."""

    known: tuple[Finding, ...]
    new: tuple[Finding, ...]
    unmet: Counter[Entry]


def sort_out(baseline: Baseline, findings: Iterable[Finding], files: Iterable[str]) -> Sorted:
    """Sort what was found in some files; an entry about another file counts only where that file is gone.

    Code that moved keeps its name or its file. It has left a place where nothing is found any more, and come to one
    of which nothing was known: elsewhere it would hide what is new.
    """
    listed = tuple(findings)
    new = [(finding, baseline.entry_of(finding)) for finding in listed if may_be_known(finding)]
    moves = _Moves(baseline, new, files)
    left = Counter(baseline.entries)
    new = _unmatched(new, left, lambda entry: entry, lambda entry: entry)
    left = Counter({entry: number for entry, number in left.items() if entry.path in moves.looked_at})
    moved = Counter({entry: number for entry, number in left.items() if moves.has_left(entry)})
    left -= moved
    new = _unmatched(new, moved, moves.old_name, moves.new_name)
    new = _unmatched(new, moved, moves.old_file, moves.new_file)
    fresh = {id(finding) for finding, _ in new}
    known = tuple(one for one in listed if may_be_known(one) and id(one) not in fresh)
    hidden = set(map(id, known))
    return Sorted(known, tuple(one for one in listed if id(one) not in hidden), left + moved)


class _Moves:
    """Where code may have come from, and where it may have gone."""

    def __init__(self, baseline: Baseline, found: Sequence[Pair], files: Iterable[str]) -> None:
        self._known_files = {entry.path for entry in baseline.entries}
        self._known_places = {(entry.path, entry.place) for entry in baseline.entries}
        self._places = {(entry.path, entry.place) for _, entry in found}
        judged = set(map(baseline.name_of, files))
        self._gone = {path for path in self._known_files if not baseline.has(path)}
        self.looked_at = judged | self._gone

    def has_left(self, entry: Entry) -> bool:
        """Tell whether nothing is found any more where an entry was met."""
        return (entry.path, entry.place) not in self._places

    def old_name(self, entry: Entry) -> Hashable:
        """Give what code is known by that went to another file; outside of functions only a whole file moves."""
        return entry[1:] if entry.place != OUTSIDE or entry.path in self._gone else None

    def new_name(self, entry: Entry) -> Hashable:
        """Give what such code is known by where it came to."""
        is_new = self._is_new(entry) if entry.place != OUTSIDE else entry.path not in self._known_files
        return entry[1:] if is_new else None

    def old_file(self, entry: Entry) -> Hashable:
        """Give what code is known by whose name or cell was changed."""
        return entry.path, entry.rule, entry.code

    def new_file(self, entry: Entry) -> Hashable:
        """Give what such code is known by under its new name."""
        return self.old_file(entry) if self._is_new(entry) else None

    def _is_new(self, entry: Entry) -> bool:
        return (entry.path, entry.place) not in self._known_places


def _unmatched(new: Iterable[Pair], entries: Counter[Entry], old_key: Key, new_key: Key) -> list[Pair]:
    """Take from the entries what findings match, each as often as it is known, and give the findings that are left."""
    there: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        there.setdefault(old_key(entry), []).append(entry)
    left = []
    for finding, entry in new:
        key = new_key(entry)
        match = next((one for one in there.get(key, ()) if entries[one]), None) if key is not None else None
        if match is None:
            left.append((finding, entry))
        else:
            entries[match] -= 1
    return left
