"""A stand-in of `sqlite3` over the real one, in memory."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType, TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.ledger import Ending, Ledger, Opened, Statement
from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.store import Store

HANDED_ON = frozenset({"row_factory", "text_factory", "isolation_level", "autocommit"})
TOLD = frozenset({"detect_types", "isolation_level", "autocommit"})
ENDS = {"COMMIT": "commit", "END": "commit", "ROLLBACK": "rollback"}


class Connection:
    """A connection that is written down."""

    def __init__(self, store: Store, ledger: Ledger, opened: Opened, options: dict[str, Any]) -> None:
        own = {"_store": store, "_ledger": ledger, "_opened": opened, "_real": store.connect(opened.path, **options)}
        vars(self).update(own)

    def __getattr__(self, name: str) -> Any:
        return getattr(vars(self)["_real"], name)

    def __setattr__(self, name: str, value: object) -> None:
        if name in HANDED_ON:
            setattr(self._real, name, value)
        else:
            vars(self)[name] = value

    def cursor(self, *_: object) -> "Cursor":
        """Open a cursor."""
        return Cursor(self, self._real.cursor())

    def execute(self, sql: str, parameters: object = ()) -> "Cursor":
        """Run a statement."""
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Any]) -> "Cursor":
        """Run a statement for each row."""
        return self.cursor().executemany(sql, rows)

    def executescript(self, script: str) -> "Cursor":
        """Run several statements."""
        return self.cursor().executescript(script)

    def commit(self) -> None:
        """Make what was done last."""
        self.end("commit", by_hand=True)

    def rollback(self) -> None:
        """Undo what was done."""
        self.end("rollback", by_hand=True)

    def close(self) -> None:
        """Close it; what was not committed is lost."""
        self._real.close()
        self._store.forget(self._real)
        self._opened.is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end("commit" if error is None else "rollback", by_hand=False)

    def end(self, kind: str, *, by_hand: bool) -> None:
        """End the transaction and write it down."""
        ending = Ending(kind, self._opened.number, by_hand, self._real.in_transaction)
        (self._real.commit if kind == "commit" else self._real.rollback)()
        self._ledger.endings.append(ending)

    def recorded(self, sql: str, parameters: object, run: Callable[[], object]) -> None:
        """Write a statement down and run it."""
        self._ledger.state(Statement(sql, parameters, self._opened.number))
        self._store.remember(self._opened.path)
        had_changes = self._real.in_transaction
        try:
            run()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise sqlite3.OperationalError("database is locked") from error
            raise
        kind = ENDS.get(sql.strip().partition(" ")[0].rstrip(";").upper())
        if kind and had_changes:
            self._ledger.endings.append(Ending(kind, self._opened.number))


class Cursor:
    """A cursor that is written down."""

    def __init__(self, connection: Connection, real: sqlite3.Cursor) -> None:
        vars(self).update({"connection": connection, "_real": real})

    def __getattr__(self, name: str) -> Any:
        return getattr(vars(self)["_real"], name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._real, name, value)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._real)

    def __next__(self) -> Any:
        return next(self._real)

    def execute(self, sql: str, parameters: Any = ()) -> Self:
        """Run a statement."""
        self.connection.recorded(sql, parameters, lambda: self._real.execute(sql, parameters))
        return self

    def executemany(self, sql: str, rows: Iterable[Any]) -> Self:
        """Run a statement for each row."""
        listed = list(rows)
        self.connection.recorded(sql, listed, lambda: self._real.executemany(sql, listed))
        return self

    def executescript(self, script: str) -> Self:
        """Run several statements."""
        self.connection.recorded(script, (), lambda: self._real.executescript(script))
        return self


def sqlite_modules(store: Store, ledger: Ledger) -> dict[str, ModuleType]:
    """Make what takes the place of `sqlite3.connect`."""

    def connect(database: object, timeout: float = 5.0, **options: Any) -> Connection:  # noqa: ARG001 - nobody waits
        opened = ledger.open("sqlite3", store.path_of(database))
        told = {name: value for name, value in options.items() if name in TOLD}
        return Connection(store, ledger, opened, told)

    return {"sqlite3": module_of("sqlite3", {"connect": connect, "Connection": Connection, "Cursor": Cursor})}
