"""The databases of an exercise: real SQLite in memory, one for each path."""

import os
import sqlite3
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

MEMORY = (":memory:", "")
NOBODY = -1
MOMENTS = {
    "current_timestamp": "%Y-%m-%d %H:%M:%S",
    "now": "%Y-%m-%d %H:%M:%S",
    "current_date": "%Y-%m-%d",
    "current_time": "%H:%M:%S",
}
Clock = Callable[[], datetime]


class Store:
    """One database for a path; the first path that is named is the main one.

    What was committed can be looked at while transactions are open. Times come from the world's clock.
    """

    def __init__(self, now: Clock) -> None:
        self.now = now
        self._numbers: dict[str, int] = {}
        self._keepers: dict[int, sqlite3.Connection] = {}
        self._real: list[tuple[int, sqlite3.Connection]] = []
        self._before: dict[int, bytes] = {}
        self._plain: sqlite3.Connection | None = None
        weakref.finalize(self, _close_all, self._real)

    def path_of(self, path: object) -> str:
        """Give the name of a database; each one in memory has its own."""
        name = os.fspath(path) if isinstance(path, (str, os.PathLike)) else str(path)
        name = str(name).removeprefix("file:").partition("?")[0]
        return f":memory: {len(self._numbers) + 1}" if name in MEMORY else name

    def connect(self, path: str, **options: Any) -> sqlite3.Connection:
        """Open a connection to a database."""
        number = self._number(path)
        self._keeper(number)
        return self._open(number, **options)

    def remember(self, path: str) -> None:
        """Keep what is committed, since a statement is about to begin a transaction."""
        number = self._number(path)
        if not self._is_busy(number):
            self._before[number] = self._copy(number)

    def committed(self, path: str | None = None) -> sqlite3.Connection:
        """Give a connection that sees what is committed."""
        number = 0 if path is None else self._number(path)
        if not self._is_busy(number):
            return self._keeper(number)
        seen = self._timed(sqlite3.connect(":memory:"))
        self._real.append((NOBODY, seen))
        if self._before[number]:
            seen.deserialize(self._before[number])
        return seen

    def keeper(self, path: str | None = None) -> sqlite3.Connection:
        """Give the connection by which a check fills a database."""
        return self._keeper(0 if path is None else self._number(path))

    def forget(self, real: sqlite3.Connection) -> None:
        """Take note that a connection is closed."""
        self._real[:] = [pair for pair in self._real if pair[1] is not real]

    def _number(self, path: str) -> int:
        return self._numbers.setdefault(path, len(self._numbers))

    def _is_busy(self, number: int) -> bool:
        return any(real.in_transaction for one, real in self._real if one == number)

    def _keeper(self, number: int) -> sqlite3.Connection:
        if number not in self._keepers:
            self._keepers[number] = self._open(number, isolation_level=None)
        return self._keepers[number]

    def _open(self, number: int, **options: Any) -> sqlite3.Connection:
        address = f"file:shop-{id(self)}-{number}?mode=memory&cache=shared"
        real: sqlite3.Connection = sqlite3.connect(address, uri=True, timeout=0, check_same_thread=False, **options)
        self._real.append((number, real))
        return self._timed(real)

    def _copy(self, number: int) -> bytes:
        keeper = self._keeper(number)
        has_anything = keeper.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return keeper.serialize() if has_anything else b""

    def _timed(self, real: sqlite3.Connection) -> sqlite3.Connection:
        """Let the functions of SQL tell the world's time."""
        for name, form in MOMENTS.items():
            real.create_function(name, 0, lambda form=form: self._utc().strftime(form))
        for name in ("datetime", "date", "time", "strftime", "julianday", "unixepoch"):
            real.create_function(name, -1, partial(self._told, name))
        return real

    def _told(self, name: str, *words: object) -> Any:
        if self._plain is None:
            self._plain = sqlite3.connect(":memory:", check_same_thread=False)
            self._real.append((NOBODY, self._plain))
        now = self._utc().strftime(MOMENTS["now"])
        given = [now if word == "now" else word for word in words]
        marks = ", ".join("?" for _ in given)
        return self._plain.execute(f"SELECT {name}({marks})", given).fetchone()[0]  # noqa: RK402 - the names are listed above

    def _utc(self) -> datetime:
        moment = self.now()
        return moment.astimezone(UTC) if moment.tzinfo is not None else moment


def _close_all(real: list[tuple[int, sqlite3.Connection]]) -> None:
    for _, one in real:
        one.close()
