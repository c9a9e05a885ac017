"""The databases of an exercise: what was run in them, and what is in them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from rulekit.teach.trial.standins.alchemy.library import sqlalchemy_modules
from rulekit.teach.trial.standins.ledger import Ending, Failure, Ledger, Opened, Statement
from rulekit.teach.trial.standins.psycopg2 import psycopg2_modules
from rulekit.teach.trial.standins.sqlite import sqlite_modules
from rulekit.teach.trial.standins.store import Store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Database:
    """Everything that goes through `sqlite3`, `psycopg2` and `sqlalchemy`, over databases in memory.

    A path is a database of its own; a check that names no path means the first that was used.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: NOON) -> None:
        self._ledger = Ledger()
        self._store = Store(now)

    @property
    def statements(self) -> list[Statement]:
        """Every statement in order: `.sql`, `.parameters`, `.connection`."""
        return self._ledger.statements

    @property
    def last(self) -> Statement:
        """The latest statement."""
        return self._ledger.statements[-1]

    @property
    def endings(self) -> list[Ending]:
        """Every commit and rollback in order: `.kind`, `.by_hand`, `.had_changes`, `.connection`."""
        return self._ledger.endings

    @property
    def commits(self) -> int:
        """How many commits there were that had something to commit."""
        return sum(one.kind == "commit" and one.had_changes for one in self._ledger.endings)

    @property
    def rollbacks(self) -> int:
        """How many rollbacks there were that had something to undo."""
        return sum(one.kind == "rollback" and one.had_changes for one in self._ledger.endings)

    @property
    def by_hand(self) -> list[Ending]:
        """The commits and rollbacks that the answer called itself."""
        return [one for one in self._ledger.endings if one.by_hand]

    @property
    def connections(self) -> list[Opened]:
        """Every connection and session that was opened: `.library`, `.path`, `.is_open`, `.number`."""
        return self._ledger.opened

    @property
    def opened(self) -> int:
        """How many connections and sessions were opened."""
        return len(self._ledger.opened)

    @property
    def closed(self) -> int:
        """How many of them are closed."""
        return sum(not one.is_open for one in self._ledger.opened)

    @property
    def still_open(self) -> int:
        """How many of them are open."""
        return self.opened - self.closed

    def fails(self, containing: str = "", error: BaseException | None = None) -> None:
        """Let the next statement fail whose SQL contains a text; without an error, with the library's own."""
        self._ledger.failures.append(Failure(containing, error))

    def run(self, sql: str, parameters: Any = (), *, path: str | None = None) -> None:
        """Run a statement for the check; it is not written down."""
        self._store.keeper(path).execute(sql, parameters)

    def script(self, sql: str, *, path: str | None = None) -> None:
        """Run several statements for the check."""
        self._store.keeper(path).executescript(sql)

    def fill(self, table: str, *rows: Mapping[str, object], path: str | None = None) -> None:
        """Put rows into a table, which is made where it is missing."""
        keeper = self._store.keeper(path)
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)  # noqa: RK402 - the check's own names, in memory
            marks = ", ".join("?" for _ in row)
            made = f'CREATE TABLE IF NOT EXISTS "{table}" ({names})'  # noqa: RK402 - the check's own names, in memory
            keeper.execute(made)
            keeper.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))  # noqa: S608

    def rows(self, sql: str, parameters: Any = (), *, path: str | None = None) -> list[tuple[Any, ...]]:
        """Give what a query finds among what is committed."""
        return self._store.committed(path).execute(sql, parameters).fetchall()

    def table(self, name: str, *, path: str | None = None) -> list[dict[str, Any]]:
        """Give the committed rows of a table, each by its columns."""
        cursor = self._store.committed(path).execute(f'SELECT * FROM "{name}"')  # noqa: S608
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]

    def modules(self) -> Mapping[str, ModuleType]:
        """Give the stand-ins."""
        makers = (sqlite_modules, psycopg2_modules, sqlalchemy_modules)
        return {name: module for make in makers for name, module in make(self._store, self._ledger).items()}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function reaches a database."""
        return {}
