"""The databases of an exercise: real SQLite in memory, one for each path."""

import os
import sqlite3
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

MEMORY = (":memory:", "")
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
            self._before[number] = self._keeper(number).serialize()

    def committed(self, path: str | None = None) -> sqlite3.Connection:
        """Give a connection that sees what is committed."""
        number = 0 if path is None else self._number(path)
        if not self._is_busy(number):
            return self._keeper(number)
        seen = sqlite3.connect(":memory:")
        self._real.append((-1, seen))
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
        real = sqlite3.connect(address, uri=True, timeout=0, check_same_thread=False, **options)
        self._real.append((number, real))
        real.create_function("current_timestamp", 0, lambda: f"{self._utc():%Y-%m-%d %H:%M:%S}")
        real.create_function("current_date", 0, lambda: f"{self._utc():%Y-%m-%d}")
        real.create_function("current_time", 0, lambda: f"{self._utc():%H:%M:%S}")
        real.create_function("now", 0, lambda: f"{self._utc():%Y-%m-%d %H:%M:%S}")
        return real

    def _utc(self) -> datetime:
        moment = self.now()
        return moment.astimezone(UTC) if moment.tzinfo is not None else moment


def _close_all(real: list[tuple[int, sqlite3.Connection]]) -> None:
    for _, one in real:
        one.close()
