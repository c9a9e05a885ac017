"""What the commits of a repository made of its files, newest first; who made them, and why, is not asked."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from os import fsdecode
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from rulekit.engine.git import commit_of, run_git
from rulekit.model.errors import SettingsError
from rulekit.model.late import regex

ASKER: Final = "history"
# So many are looked at where nobody says since when.
COMMITS: Final = 1000
# Commits that are compared by one run of git, and files whose texts one run gives.
_COMMITS, _FILES = 50, 40
_COMPARING: Final = ("diff-tree", "--stdin", "--no-commit-id", "-r", "-M", "--diff-filter=MR", "--raw", "-z")
_READABLE: Final = ("*.py", "*.ipynb")
_REGULAR: Final = "100"
_AGO = regex(r"(\d{1,5})[ .](day|week|month|year)s?(?:[ .]ago)?")


_Row = TypeVar("_Row")


class Change(NamedTuple):
    """What a commit made of a file: its name of today, and its bytes before and after."""

    name: str
    before: bytes
    after: bytes


class History:
    """The commits of the branch that a folder is on, without merges, which bring what others hold already."""

    def __init__(self, folder: Path, since: str = "", most: int | None = None) -> None:
        """Find them, since a day or a commit, and at most so many.

        Raises:
            SettingsError: there is no git, no repository, no commit, or no such day or commit.
        """
        status, out, error = _ask(folder, "rev-parse", "--show-toplevel")
        if status:
            raise SettingsError(f"{folder} lies in no working tree of git ({error}): name a folder of a repository")
        self.top = Path(fsdecode(out.removesuffix(b"\n")))
        if not commit_of(self.top, "HEAD"):
            raise SettingsError(f"{folder}: the repository has no commit yet: commit, and ask again")
        bounds = [*_bounds(self.top, since), *([f"--max-count={most}"] if most else [])]
        status, out, error = _ask(self.top, "rev-list", "--no-merges", *bounds, "HEAD", "--")
        if status:
            raise SettingsError(f"history: git failed: {error}")
        self.commits = tuple(out.decode().split())

    def changes(self, is_wanted: Callable[[str], bool]) -> Iterator[Change]:
        """Give what became of modules and notebooks, from the newest commit on, where their name of today is wanted."""
        today: dict[str, str] = {}
        for some in _parts(self.commits, _COMMITS):
            rows = []
            for old, new, *blobs in self._compared(some):
                today[old] = today.get(new, new)
                is_new = len(set(blobs)) > 1 and is_wanted(today[old])
                rows += [(today[old], *blobs)] if is_new else []
            for few in _parts(rows, _FILES):
                texts = iter(self._texts([blob for _, *blobs in few for blob in blobs]))
                for name, *_ in few:
                    before, after = next(texts), next(texts)
                    if before is not None and after is not None:
                        yield Change(name, before, after)

    def _compared(self, commits: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
        """Give the names and texts of a file, each before and after."""
        given = "".join(f"{commit}\n" for commit in commits).encode()
        status, out, error = _ask(self.top, *_COMPARING, "--", *_READABLE, given=given)
        if status:
            raise SettingsError(f"history: git failed: {error}")
        words = iter(out.split(b"\0")[:-1])
        for word in words:
            old_mode, new_mode, before, after, kind = word.decode().removeprefix(":").split()
            old = fsdecode(next(words))
            new = fsdecode(next(words)) if kind.startswith("R") else old
            if old_mode.startswith(_REGULAR) and new_mode.startswith(_REGULAR):
                yield old, new, before, after

    def _texts(self, blobs: Sequence[str]) -> Iterator[bytes | None]:
        """Give what is stored by some names, or nothing where a clone does not hold it."""
        given = "".join(f"{blob}\n" for blob in blobs).encode()
        _, out, _ = _ask(self.top, "cat-file", "--batch", given=given)
        at = 0
        for _ in blobs:
            end = out.find(b"\n", at)
            size = out[at:end].rpartition(b" ")[2] if end >= 0 else b""
            if not size.isdigit():
                yield None
                at = end + 1 if end >= 0 else len(out)
                continue
            yield out[end + 1 : end + 1 + int(size)]
            at = end + int(size) + 2


def _ask(folder: Path, *words: str, given: bytes = b"") -> tuple[int, bytes, str]:
    return run_git(folder, *words, given=given, asker=ASKER)


def _parts(rows: Sequence[_Row], size: int) -> Iterator[Sequence[_Row]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))


def _bounds(top: Path, since: str) -> list[str]:
    """Read since when: git itself takes any word for a day, and most of them for today."""
    if not since:
        return []
    if found := _AGO.fullmatch(since):
        return [f"--since={found[1]} {found[2]}s ago"]
    try:
        return [f"--since={dt.date.fromisoformat(since).isoformat()}T00:00:00"]
    except ValueError as error:
        commit = commit_of(top, since)
        if not commit:
            raise SettingsError(
                f"--since: `{since}` is no day and names no commit: write 2026-01-31, `6 months`, or a tag"
            ) from error
        return [f"^{commit}"]
