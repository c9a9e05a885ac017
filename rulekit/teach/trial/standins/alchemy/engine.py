"""Engines and the connections that they open."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.alchemy.columns import TextSql
from rulekit.teach.trial.standins.alchemy.errors import (
    ArgumentError,
    IntegrityError,
    InvalidRequestError,
    OperationalError,
)
from rulekit.teach.trial.standins.alchemy.results import Result
from rulekit.teach.trial.standins.alchemy.values import stored
from rulekit.teach.trial.standins.ledger import Ending, Ledger, Statement
from rulekit.teach.trial.standins.store import Store


class Engine:
    """The way to one database."""

    def __init__(self, store: Store, ledger: Ledger, url: str) -> None:
        self.store = store
        self.ledger = ledger
        self.url = url
        place = url.partition(":///")[2] if url.startswith("sqlite") else url.rpartition("/")[2]
        self.path = store.path_of(place)

    def connect(self) -> "Connection":
        """Open a connection."""
        return Connection(Link(self))

    @contextmanager
    def begin(self) -> Iterator["Connection"]:
        """Open a connection whose work is committed at the end of the block."""
        with self.connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Let go of all connections."""

    def run_quietly(self, sql: str) -> None:
        """Run a statement that is not written down."""
        self.store.keeper(self.path).execute(sql)


class Link:
    """One real connection, opened when it is first used, with what is written down of it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.opened = engine.ledger.open("sqlalchemy", engine.path)
        self._real: sqlite3.Connection | None = None
        self._changes = 0

    @property
    def has_begun(self) -> bool:
        """Whether a transaction is under way."""
        return self._real is not None and self._real.in_transaction

    def run(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Run a statement in the transaction, which begins with it."""
        ledger, store = self.engine.ledger, self.engine.store
        ledger.state(Statement(sql, parameters, self.opened.number), OperationalError)
        store.remember(self.engine.path)
        self._real = self._real or store.connect(self.engine.path, isolation_level=None)
        self.opened.is_open = True
        if not self._real.in_transaction:
            self._changes = self._real.total_changes
            self._real.execute("BEGIN")
        try:
            return self._real.execute(sql, parameters)
        except sqlite3.IntegrityError as error:
            raise IntegrityError(f"(sqlite3.IntegrityError) {error} [SQL: {sql}]") from error
        except sqlite3.Error as error:
            raise OperationalError(f"(sqlite3.OperationalError) {error} [SQL: {sql}]") from error

    def end(self, kind: str, *, by_hand: bool) -> None:
        """End the transaction."""
        had_changes = self._real is not None and self._real.total_changes > self._changes
        self.engine.ledger.endings.append(Ending(kind, self.opened.number, by_hand, had_changes and self.has_begun))
        if self._real is not None:
            (self._real.commit if kind == "commit" else self._real.rollback)()

    def close(self) -> None:
        """Give the connection back; what was not committed is lost."""
        if self.has_begun:
            self.end("rollback", by_hand=False)
        if self._real is not None:
            self._real.close()
            self.engine.store.forget(self._real)
        self._real = None
        self.opened.is_open = False


class Connection:
    """A connection of an engine."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def execute(self, statement: Any, parameters: Any = None) -> Result:
        """Run a statement."""
        return run_statement(self._link, statement, parameters)

    def scalar(self, statement: Any, parameters: Any = None) -> Any:
        """Give the first value of the first row."""
        return self.execute(statement, parameters).scalar()

    def commit(self) -> None:
        """Make what was done last."""
        self._link.end("commit", by_hand=True)

    def rollback(self) -> None:
        """Undo what was done."""
        self._link.end("rollback", by_hand=True)

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Commit at the end of a block, and roll back when it raises."""
        with ending_well(self._link):
            yield

    def close(self) -> None:
        """Give it back."""
        self._link.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def ending_well(link: Any) -> Iterator[None]:
    """Commit when a block is through, and roll back when it raises."""
    if link.has_begun:
        raise InvalidRequestError("A transaction is already begun on this Session.")
    try:
        yield
    except BaseException:
        link.end("rollback", by_hand=False)
        raise
    link.end("commit", by_hand=False)


def run_statement(link: Link, statement: Any, parameters: Any) -> Result:
    """Run SQL that was written as `text(...)`, or a select of columns."""
    if isinstance(statement, str) or (not hasattr(statement, "clause") and not isinstance(statement, TextSql)):
        raise ArgumentError(
            f"Textual SQL expression {statement!r} should be explicitly declared as text({statement!r})"
        )
    if isinstance(statement, TextSql):
        many = parameters if isinstance(parameters, (list, tuple)) else [parameters or {}]
        for one in many:
            cursor = link.run(statement.text, {name: stored(value) for name, value in one.items()})
    else:
        cursor = link.run(statement.clause.sql, statement.clause.parameters)
    names = [column[0] for column in cursor.description or ()]
    return Result(names, cursor.fetchall(), cursor.rowcount)
