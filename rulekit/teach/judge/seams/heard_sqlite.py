"""The real `sqlite3` with an ear: what is opened is held, and what is run is written down, or fails on demand."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from typing import Any, ClassVar, Self

SECONDS = 0.5
UNQUOTED = str.maketrans("", "", "\"'`[]")
real_connect = sqlite3.connect


class Ear:
    """What was heard; `reads` is told of each connection whose rows are read."""

    def __init__(self, reads: Callable[[sqlite3.Connection], None]) -> None:
        self.statements: list[str] = []
        self.connections: list[sqlite3.Connection] = []
        self.failing: list[str] = []
        self.reads = reads

    def hear(self, sql: object) -> None:
        """Write a statement down, or let it fail."""
        self.statements.append(str(sql))
        if any(words in plain(str(sql)) for words in self.failing):
            raise sqlite3.OperationalError("disk I/O error")


class Cursor(sqlite3.Cursor):
    """A cursor whose statements are heard."""

    heard_by: ClassVar[Ear]

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        """Run a statement."""
        self.heard_by.hear(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Self:
        """Run a statement with each of some parameters."""
        self.heard_by.hear(sql)
        return super().executemany(sql, parameters)

    def executescript(self, script: str, /) -> sqlite3.Cursor:
        """Run several statements."""
        self.heard_by.hear(script)
        return super().executescript(script)

    def fetchone(self) -> Any:
        """Give the next row."""
        self.heard_by.reads(self.connection)
        return super().fetchone()

    def fetchmany(self, *size: Any, **named: Any) -> list[Any]:
        """Give the next rows."""
        self.heard_by.reads(self.connection)
        return super().fetchmany(*size, **named)

    def fetchall(self) -> list[Any]:
        """Give all rows that are left."""
        self.heard_by.reads(self.connection)
        return super().fetchall()

    def __next__(self) -> Any:
        self.heard_by.reads(self.connection)
        return super().__next__()


class Connection(sqlite3.Connection):
    """A connection that is held, and whose cursors are heard."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        Cursor.heard_by.connections.append(self)
        with suppress(sqlite3.DatabaseError):  # what is no database, or locked, tells it when the answer uses it
            super().execute("PRAGMA synchronous = OFF")

    def cursor(self, factory: Any = None) -> Any:
        """Give a cursor."""
        return super().cursor(Cursor if factory is None else factory)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement with a cursor of its own."""
        return super().cursor(Cursor).execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Run a statement with each of some parameters."""
        return super().cursor(Cursor).executemany(sql, parameters)

    def executescript(self, script: str, /) -> sqlite3.Cursor:
        """Run several statements."""
        return super().cursor(Cursor).executescript(script)


@wraps(real_connect)
def connect(*given: Any, **named: Any) -> Any:
    """Open a connection that is held; nobody waits long for a lock."""
    timeout, factory = 1, 5
    if len(given) <= timeout:
        named.setdefault("timeout", SECONDS)
    if len(given) <= factory:
        named.setdefault("factory", Connection)
    return real_connect(*given, **named)


def plain(sql: str) -> str:
    """Write SQL without quotes, in small letters, with single spaces."""
    return " ".join(sql.translate(UNQUOTED).casefold().split())
