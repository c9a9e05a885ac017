"""Answers in one file that several processes may use at once. What is wrong with it costs time, and nothing else."""

import os
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    import sqlite3

Answer = TypeVar("Answer")

VARIABLE: Final = "RULEKIT_CACHE_DIR"
FILE: Final = "answers.sqlite3"
MARK: Final = "CACHEDIR.TAG"
# What https://bford.info/cachedir/ asks for, so that backups leave the folder out.
_MARK_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Answers of rulekit, which may be deleted at any time.\n"
_SHAPE = 1
_SECONDS_A_DAY = 86_400
_WAIT_SECONDS = 5.0
_MEGABYTE = 1_000_000
LARGEST: Final = 200 * _MEGABYTE
_KEPT = 0.8
# SQLite takes so many values in one statement everywhere.
_AT_ONCE = 500
_LEVEL = 1
# The low byte of SQLite's extended codes says what kind of error it is.
_ERROR = 0xFF


def users_folder() -> Path | None:
    """Give the folder for caches of the user; nothing where there is none."""
    given = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    usual = home / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return (Path(given) if given else usual) / "rulekit"


class Store:
    """The answers in a folder, by key. They are read at once and written at once; all that fails is let be."""

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        """Know the folder, which need not be there yet, and how many bytes its answers may take."""
        self.folder = folder
        self.largest = largest

    @property
    def file(self) -> Path:
        """The file that holds the answers."""
        return self.folder / FILE

    def read(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Give the answers to some keys, as far as there are any."""
        return self._asked(lambda data: _answers(data, keys)) or {}

    def write(self, answers: Mapping[str, str], used: Sequence[str] = ()) -> None:
        """Add answers, note which of the others were used today, and drop those that were not used for longest."""
        is_new_day = self._asked(lambda data: _is_of_another_day(data, used[0])) if used else False
        if not answers and not is_new_day:
            return
        today = _today()
        rows = [(key, today, zlib.compress(value.encode(), _LEVEL)) for key, value in answers.items()]

        def write(data: "sqlite3.Connection") -> None:
            data.execute("PRAGMA auto_vacuum = FULL")
            with data:
                data.execute("BEGIN IMMEDIATE")
                _make_table(data)
                data.executemany("UPDATE answers SET used = ? WHERE key = ?", ((today, key) for key in used))
                data.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)
                _drop_oldest(data, self.largest)

        with suppress(OSError):
            _prepare(self.folder)
            self._attempt("rwc", write)

    def clean(self) -> bool:
        """Delete the answers, and tell whether there were any.

        Raises:
            OSError: they cannot be deleted.
        """
        there = self.file.is_file()
        for name in (FILE, f"{FILE}-journal"):
            (self.folder / name).unlink(missing_ok=True)
        return there

    def _asked(self, ask: "Callable[[sqlite3.Connection], Answer]") -> Answer | None:
        """Ask the answers that there are, and change nothing; on a disk that cannot be written that works too."""
        if not self.file.is_file():
            return None
        return self._attempt("ro", lambda data: ask(data) if _has_shape(data) else None)

    def _attempt(self, mode: str, work: "Callable[[sqlite3.Connection], Answer]") -> Answer | None:
        """Do some work with the file; one that is damaged goes, if the folder is ours."""
        try:
            import sqlite3
        except ImportError:  # some browsers' Python has none
            return None
        place = f"{self.file.absolute().as_uri()}?mode={mode}"
        try:
            with closing(sqlite3.connect(place, timeout=_WAIT_SECONDS, isolation_level=None, uri=True)) as data:
                return work(data)
        except sqlite3.Error as error:
            is_damaged = getattr(error, "sqlite_errorcode", 0) & _ERROR in {
                sqlite3.SQLITE_NOTADB,
                sqlite3.SQLITE_CORRUPT,
            }
            if is_damaged and (self.folder / MARK).is_file():
                with suppress(OSError):
                    self.clean()
        return None


def _prepare(folder: Path) -> None:
    """Make the folder, for its user alone, and let version control and backups leave it out."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in ((MARK, _MARK_TEXT), (".gitignore", "*\n")):
        if not (folder / name).exists():
            (folder / name).write_text(text, "utf-8")


def _today() -> int:
    return int(time.time() // _SECONDS_A_DAY)


def _has_shape(data: "sqlite3.Connection") -> bool:
    return bool(data.execute("PRAGMA user_version").fetchone()[0] == _SHAPE)


def _make_table(data: "sqlite3.Connection") -> None:
    """Make the table, in place of one that a rulekit with other ideas made."""
    if not _has_shape(data):
        data.execute("DROP TABLE IF EXISTS answers")
        data.execute("CREATE TABLE answers (key TEXT PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL)")
        data.execute("CREATE INDEX by_use ON answers (used)")
        data.execute(f"PRAGMA user_version = {_SHAPE}")


def _answers(data: "sqlite3.Connection", keys: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for some in _in_parts(keys):
        marks = ",".join("?" * len(some))
        for key, value in data.execute(f"SELECT key, value FROM answers WHERE key IN ({marks})", some):  # noqa: S608, RK402 - only marks
            with suppress(zlib.error, TypeError):
                found[key] = zlib.decompress(value)
    return found


def _in_parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))


def _is_of_another_day(data: "sqlite3.Connection", key: str) -> bool:
    return data.execute("SELECT 1 FROM answers WHERE key = ? AND used < ?", (key, _today())).fetchone() is not None


def _drop_oldest(data: "sqlite3.Connection", largest: int) -> None:
    """Drop what was not used for longest, where all together takes more room than it may."""
    sizes: Iterable[tuple[int, int]] = data.execute("SELECT rowid, length(value) FROM answers ORDER BY used, rowid")
    listed = list(sizes)
    left = sum(size for _, size in listed)
    if left <= largest:
        return
    for row, size in listed:
        if left <= largest * _KEPT:
            break
        data.execute("DELETE FROM answers WHERE rowid = ?", (row,))
        left -= size
