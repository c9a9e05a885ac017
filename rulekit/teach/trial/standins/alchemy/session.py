"""Sessions: objects that become rows when the session says so."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.alchemy import rows
from rulekit.teach.trial.standins.alchemy.engine import Engine, Link, ending_well, run_statement
from rulekit.teach.trial.standins.alchemy.errors import InvalidRequestError, PendingRollbackError
from rulekit.teach.trial.standins.alchemy.models import columns_of, primary_key_of
from rulekit.teach.trial.standins.alchemy.query import Query
from rulekit.teach.trial.standins.alchemy.results import Result, Scalars
from rulekit.teach.trial.standins.alchemy.selects import Select, select


class Session:
    """Objects of one transaction after the other."""

    def __init__(self, bind: Engine | None = None, **options: Any) -> None:
        engine = bind if bind is not None else options.get("engine")
        if engine is None:
            raise InvalidRequestError("This session has no engine: hand one over, `Session(engine)`")
        self.bind = engine
        self.new: list[Any] = []
        self.deleted: list[Any] = []
        self._expires = options.get("expire_on_commit", True)
        self._link = Link(engine)
        self._kept: dict[tuple[type, object], Any] = {}
        self._before: dict[int, dict[str, object]] = {}
        self._inserted: list[Any] = []
        self._has_failed = False
        self.has_begun = False

    @property
    def dirty(self) -> list[Any]:
        """The objects that are not as their rows are."""
        return [one for one in self._kept.values() if rows.has_changed(one, self._before[id(one)])]

    def in_transaction(self) -> bool:
        """Tell whether a transaction is under way."""
        return self.has_begun

    def add(self, row: Any) -> None:
        """Take an object that shall become a row."""
        self.has_begun = True
        if row not in self.new and id(row) not in self._before:
            self.new.append(row)

    def add_all(self, several: Iterable[Any]) -> None:
        """Take several objects."""
        for row in several:
            self.add(row)

    def delete(self, row: Any) -> None:
        """Take an object whose row shall go."""
        self.has_begun = True
        self.deleted.append(row)

    def flush(self) -> None:
        """Write what is new, changed or gone into the transaction."""
        if self._has_failed:
            raise PendingRollbackError("This Session's transaction has been rolled back due to a previous exception")
        try:
            self._write()
        except BaseException:
            self._has_failed = True
            raise

    def execute(self, statement: Any, parameters: Any = None) -> Result:
        """Run a statement."""
        self.has_begun = True
        self.flush()
        if isinstance(statement, Select) and any(isinstance(one, type) for one in statement.wanted):
            return Result([statement.model.__name__], [(one,) for one in self._objects(statement)])
        return run_statement(self._link, statement, parameters)

    def scalars(self, statement: Any, parameters: Any = None) -> Scalars:
        """Give the first value of each row."""
        return self.execute(statement, parameters).scalars()

    def scalar(self, statement: Any, parameters: Any = None) -> Any:
        """Give the first value of the first row."""
        return self.execute(statement, parameters).scalar()

    def get(self, model: type, key: object) -> Any:
        """Give the object with a primary key, or nothing."""
        known = self._kept.get((model, key))
        return known if known is not None else self.scalar(select(model).where(primary_key_of(model) == key))

    def query(self, *wanted: Any) -> Query:
        """Begin a query in the older way."""
        return Query(self.execute, select(*wanted))

    def refresh(self, row: Any) -> None:
        """Read an object anew."""
        self.flush()
        key = primary_key_of(type(row))
        for _ in self._objects(select(type(row)).where(key == vars(row)[key.attribute])):
            pass

    def commit(self) -> None:
        """Write everything and make it last."""
        self.end("commit", by_hand=True)

    def rollback(self) -> None:
        """Undo everything since the last commit."""
        self.end("rollback", by_hand=True)

    def end(self, kind: str, *, by_hand: bool) -> None:
        """End the transaction."""
        if kind == "commit":
            self.flush()
        self._link.end(kind, by_hand=by_hand)
        self.has_begun = False
        self._has_failed = False
        if kind == "rollback":
            self._forget_new()
        self._inserted.clear()
        if self._expires or kind == "rollback":
            self._reload()

    @contextmanager
    def begin(self) -> Iterator[Self]:
        """Commit at the end of a block, and roll back when it raises."""
        with ending_well(self):
            yield self

    def close(self) -> None:
        """Give the connection back; what was not committed is lost."""
        self._link.close()
        self.has_begun = False
        self.new.clear()
        self._kept.clear()
        self._before.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __contains__(self, row: object) -> bool:
        return id(row) in self._before or any(row is one for one in self.new)

    def _write(self) -> None:
        while self.new:
            row = self.new[0]
            rows.insert(self._link, row)
            self.new.remove(row)
            self._inserted.append(row)
            self._keep(row)
        for row in self.dirty:
            rows.update(self._link, row, self._before[id(row)])
            self._keep(row)
        while self.deleted:
            row = self.deleted.pop(0)
            rows.delete(self._link, row)
            self._drop(row)

    def _objects(self, statement: Select) -> list[Any]:
        model = statement.model
        place = [one.name for one in columns_of(model).values()].index(primary_key_of(model).name)
        found = []
        for values in self._link.run(statement.clause.sql, statement.clause.parameters).fetchall():
            row = self._kept.get((model, values[place])) or object.__new__(model)
            rows.take(row, values)
            self._keep(row)
            found.append(row)
        return found

    def _keep(self, row: Any) -> None:
        self._kept[type(row), vars(row)[primary_key_of(type(row)).attribute]] = row
        self._before[id(row)] = rows.snapshot(row)

    def _drop(self, row: Any) -> None:
        self._before.pop(id(row), None)
        self._kept = {key: one for key, one in self._kept.items() if one is not row}

    def _forget_new(self) -> None:
        self.new.clear()
        self.deleted.clear()
        for row in self._inserted:
            self._drop(row)

    def _reload(self) -> None:
        for row in list(self._kept.values()):
            values = rows.row_in(self._link, row)
            if values is not None:
                rows.take(row, values)
                self._before[id(row)] = rows.snapshot(row)
