"""Databases of an exercise: real files of SQLite in the working folder, under the real `sqlite3` and SQLAlchemy.

What is run is written down, statements fail where a check wants it, and what was opened is held, so that no garbage
collector closes it for the answer.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.dialects.sqlite  # noqa: F401 - an engine loads it late, and so each check would anew
from sqlalchemy import event
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import Pool, PoolProxiedConnection

from rulekit.teach.judge.seams.heard_sqlite import SECONDS, Connection, Cursor, Ear, connect, plain, real_connect

FILE_HEAD, CHANGE_COUNTER = b"SQLite format 3\0", slice(24, 28)
PATH = "shop.db"


class Database:
    """What happened in the databases of a folder; a check that names no path means `shop.db`.

    `late_reads` counts what was read from a connection that had been given back.
    """

    def __init__(self, folder: Path) -> None:
        self.late_reads = 0
        self.ear = Ear(self._read)
        self._folder = folder
        self._pooled: list[Any] = []
        self._checked_out: list[PoolProxiedConnection] = []
        self._given_back: list[Any] = []
        self._begun: list[Session] = []
        self._others = self._written()

    @property
    def statements(self) -> list[str]:
        """Every statement, as it was given to the library."""
        return self.ear.statements

    @property
    def opened(self) -> int:
        """How many connections were opened."""
        return len(self.ear.connections)

    @property
    def still_open(self) -> int:
        """How many connections and sessions nobody has closed; what waits in a pool for its next use is closed."""
        alone = [one for one in self.ear.connections if one not in self._pooled and _is_open(one)]
        return len(alone) + len([one for one in self._in_use() if _is_open(one)]) + len(self._begun)

    @property
    def commits(self) -> int:
        """How often the answer changed what others read."""
        return self._written() - self._others

    @contextmanager
    def failing(self, sql: str) -> Iterator[None]:
        """Let every statement fail that holds some words, whatever its case, quotes and spaces."""
        self.ear.failing.append(plain(sql))
        try:
            yield
        finally:
            self.ear.failing.pop()

    def run(self, sql: str, parameters: Any = (), *, path: str = PATH) -> None:
        """Run a statement for the check, and commit it."""
        before = self._written()
        with self._open(path) as connection, connection:
            connection.execute(sql, parameters)
        self._others += self._written() - before

    def fill(self, table: str, *rows: Mapping[str, object], path: str = PATH) -> None:
        """Put rows into a table, which is made where it is missing."""
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)  # noqa: RK402 - the check's own names
            marks = ", ".join("?" for _ in row)
            made = f'CREATE TABLE IF NOT EXISTS "{table}" ({names})'  # noqa: RK402 - the check's own names
            self.run(made, path=path)
            self.run(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()), path=path)  # noqa: S608

    def table(self, name: str, *, path: str = PATH) -> list[dict[str, Any]]:
        """Give the committed rows of a table, each by its columns, in the order in which they came."""
        with self._open(path) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone()
            assert found, f"the database `{path}` has no table `{name}`"
            return [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]  # noqa: S608

    def listen(self) -> Iterator[tuple[type, str, Any]]:
        """Give what SQLAlchemy tells: the class, the event, and what is done when it happens."""
        yield Pool, "connect", lambda connection, _: self._pooled.append(connection)
        yield Pool, "checkout", lambda _connection, _record, proxy: self._checked_out.append(proxy)
        yield Pool, "checkin", lambda connection, _: self._given_back.append(connection)
        yield Session, "after_transaction_create", self._begin
        yield Session, "after_begin", lambda session, *_: self._end(session)
        yield Session, "after_transaction_end", self._end

    def close(self) -> None:
        """Close what the answer left open."""
        for proxy in self._checked_out:
            proxy.close()
        for connection in self.ear.connections:
            with suppress(sqlite3.ProgrammingError):  # another thread opened it
                connection.close()

    def _begin(self, session: Session, transaction: SessionTransaction) -> None:
        """Hold a session that has begun; when it gets a connection, that is held in its place."""
        if transaction.parent is None:
            self._begun.append(session)

    def _end(self, session: Session, transaction: SessionTransaction | None = None) -> None:
        if session in self._begun and (transaction is None or transaction.parent is None):
            self._begun.remove(session)

    def _read(self, connection: sqlite3.Connection) -> None:
        """Count a row that comes too late: whoever takes the connection from the pool next may spoil it."""
        self.late_reads += connection in self._given_back and connection not in self._in_use()

    def _in_use(self) -> list[Any]:
        """Give the connections that are out of their pool, each as often as it was taken."""
        return [one.dbapi_connection for one in self._checked_out if one.is_valid]

    def _written(self) -> int:
        """Add up how often the files were changed, which each of them counts itself."""
        heads = [path.read_bytes()[: CHANGE_COUNTER.stop] for path in self._folder.rglob("*") if path.is_file()]
        return sum(int.from_bytes(head[CHANGE_COUNTER]) for head in heads if head.startswith(FILE_HEAD))

    @contextmanager
    def _open(self, path: str) -> Iterator[sqlite3.Connection]:
        """Open a connection for the check."""
        with closing(real_connect(self._folder / path, SECONDS)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            try:
                yield connection
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise AssertionError(f"`{path}` is locked: a transaction of the code has not ended") from None
                raise


@contextmanager
def heard_in(folder: Path) -> Iterator[Database]:
    """Hear what happens with databases, until the block ends; then nothing of it stays open."""
    made = Database(folder)
    with pytest.MonkeyPatch.context() as patch, _without_listeners(patch):
        patch.setattr(Cursor, "heard_by", made.ear, raising=False)
        for module in (sqlite3, sqlite3.dbapi2):
            for heard in (connect, Connection, Cursor):
                patch.setattr(module, heard.__name__, heard)
        for listener in made.listen():
            event.listen(*listener)
        yield made
        made.close()


@contextmanager
def _without_listeners(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away what was made to listen to classes of the library, ours and that of the answer."""
    listeners: list[tuple[Any, str, Any]] = []
    listen = event.listen

    def noted(target: Any, name: str, function: Any, *given: Any, **named: Any) -> None:
        listen(target, name, function, *given, **named)
        if isinstance(target, type) and _is_of_library(target) and not _is_of_library(function):
            listeners.append((target, name, function))

    for module in (event, event.api):
        patch.setattr(module, "listen", noted)
    try:
        yield
    finally:
        for target, name, function in reversed(listeners):
            with suppress(InvalidRequestError):  # the answer has taken it away itself
                event.remove(target, name, function)


@pytest.fixture
def database() -> Iterator[Database]:
    """Hear what an answer does with databases in the working folder."""
    with heard_in(Path.cwd()) as made:
        yield made


def _is_of_library(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).startswith("sqlalchemy.")


def _is_open(connection: Any) -> bool:
    """Ask a connection itself."""
    try:
        connection.total_changes  # noqa: B018 - a closed one refuses
    except sqlite3.ProgrammingError:
        return False
    return True
