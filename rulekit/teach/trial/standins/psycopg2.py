"""A small stand-in of `psycopg2` over SQLite in memory."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType, TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.ledger import Ending, Ledger, Opened, Statement
from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.store import Store

NAMED = re.compile(r"%\((\w+)\)s")
SERIAL = re.compile(r"\b(?:BIG)?SERIAL\s+PRIMARY\s+KEY", re.IGNORECASE)
DATABASE = re.compile(r"(?:dbname|database)\s*=\s*'?([^\s']+)")


class Error(Exception):
    """Anything that went wrong."""


class InterfaceError(Error):
    """The library was used wrongly."""


class DatabaseError(Error):
    """The database complains."""


class OperationalError(DatabaseError):
    """The database does not work."""


class ProgrammingError(DatabaseError):
    """The SQL is wrong."""


class IntegrityError(DatabaseError):
    """A row breaks a promise of its table."""


ERRORS = (Error, InterfaceError, DatabaseError, OperationalError, ProgrammingError, IntegrityError)


class Connection:
    """A connection: every statement is part of a transaction, and `with` ends the transaction alone."""

    def __init__(self, store: Store, ledger: Ledger, opened: Opened) -> None:
        self.autocommit = False
        self.closed = 0
        self.changes = 0
        self.ledger = ledger
        self.opened = opened
        self.store = store
        self.real = store.connect(opened.path, isolation_level=None)

    def cursor(self, *_: object, **__: object) -> "Cursor":
        """Open a cursor."""
        if self.closed:
            raise InterfaceError("connection already closed")
        return Cursor(self)

    def commit(self) -> None:
        """Make what was done last."""
        self._end("commit", by_hand=True)

    def rollback(self) -> None:
        """Undo what was done."""
        self._end("rollback", by_hand=True)

    def close(self) -> None:
        """Close it; what was not committed is lost."""
        self.real.close()
        self.store.forget(self.real)
        self.closed = 1
        self.opened.is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end("commit" if error is None else "rollback", by_hand=False)

    def _end(self, kind: str, *, by_hand: bool) -> None:
        if self.closed:
            raise InterfaceError("connection already closed")
        had_changes = self.real.in_transaction and self.real.total_changes > self.changes
        self.ledger.endings.append(Ending(kind, self.opened.number, by_hand, had_changes))
        (self.real.commit if kind == "commit" else self.real.rollback)()


class Cursor:
    """A cursor; parameters are `%s` and `%(name)s`."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.closed = False
        self._real = connection.real.cursor()

    def execute(self, sql: str, parameters: Any = None) -> None:
        """Run a statement."""
        self._state(sql, parameters or (), lambda text: self._real.execute(text, parameters or ()))

    def executemany(self, sql: str, rows: Iterable[Any]) -> None:
        """Run a statement for each row."""
        listed = list(rows)
        self._state(sql, listed, lambda text: self._real.executemany(text, listed))

    def __getattr__(self, name: str) -> Any:
        if name in {"fetchone", "fetchall", "fetchmany", "rowcount", "description", "lastrowid"}:
            return getattr(self._real, name)
        raise AttributeError(f"'cursor' object has no attribute '{name}'")

    def __iter__(self) -> Iterator[Any]:
        return iter(self._real)

    def close(self) -> None:
        """End the work with it."""
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _state(self, sql: str, parameters: object, run: Callable[[str], object]) -> None:
        if self.closed:
            raise InterfaceError("cursor already closed")
        connection = self.connection
        connection.ledger.state(Statement(sql, parameters, connection.opened.number), OperationalError)
        connection.store.remember(connection.opened.path)
        if not connection.autocommit and not connection.real.in_transaction:
            connection.changes = connection.real.total_changes
            connection.real.execute("BEGIN")
        try:
            run(_for_sqlite(sql, parameters))
        except sqlite3.Error as error:
            known = {"IntegrityError": IntegrityError, "ProgrammingError": ProgrammingError}
            raise known.get(type(error).__name__, OperationalError)(str(error)) from error


def _for_sqlite(sql: str, parameters: object) -> str:
    text = SERIAL.sub("INTEGER PRIMARY KEY", sql)
    if isinstance(parameters, Mapping):
        return NAMED.sub(r":\1", text).replace("%%", "%")
    return text.replace("%s", "?").replace("%%", "%") if parameters else text


def psycopg2_modules(store: Store, ledger: Ledger) -> dict[str, ModuleType]:
    """Make the module."""

    def connect(dsn: str = "", **options: object) -> Connection:
        named = DATABASE.search(dsn)
        path = named[1] if named else dsn.rpartition("/")[2] if "://" in dsn else ""
        chosen = options.get("dbname") or options.get("database") or path or "postgres"
        return Connection(store, ledger, ledger.open("psycopg2", str(chosen)))

    errors: dict[str, object] = {one.__name__: one for one in ERRORS}
    parts = module_of("psycopg2.extensions", {"connection": Connection, "cursor": Cursor})
    module = module_of("psycopg2", {**errors, "connect": connect, "extensions": parts})
    return {"psycopg2": module, "psycopg2.extensions": parts}
