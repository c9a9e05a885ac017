"""Selects: what is asked of the tables."""

from dataclasses import dataclass, replace
from typing import Any

from rulekit.teach.trial.standins.alchemy.columns import Clause, Column
from rulekit.teach.trial.standins.alchemy.models import columns_of, table_of


@dataclass(frozen=True)
class Select:
    """One select; each method gives a longer one."""

    wanted: tuple[Any, ...]
    source: Any = None
    conditions: tuple[Clause, ...] = ()
    order: tuple[str, ...] = ()
    most: int | None = None

    def where(self, *conditions: Clause) -> "Select":
        """Take rows for which something is true."""
        return replace(self, conditions=(*self.conditions, *conditions))

    filter = where

    def filter_by(self, **values: object) -> "Select":
        """Take rows with these values."""
        columns = columns_of(self.model)
        return self.where(*(columns[name] == value for name, value in values.items()))

    def order_by(self, *columns: Any) -> "Select":
        """Sort."""
        names = tuple(one.name if isinstance(one, Column) else getattr(one, "sql", str(one)) for one in columns)
        return replace(self, order=(*self.order, *names))

    def limit(self, most: int) -> "Select":
        """Take the first ones."""
        return replace(self, most=most)

    def select_from(self, source: Any) -> "Select":
        """Name the model."""
        return replace(self, source=source)

    @property
    def model(self) -> Any:
        """The model whose table is asked."""
        if self.source is not None:
            return self.source
        inner = (part for one in self.wanted for part in (one, *getattr(one, "arguments", ())))
        models = (one.owner if isinstance(one, Column) else one for one in inner)
        return next((one for one in models if isinstance(one, type)), None)

    @property
    def clause(self) -> Clause:
        """The select as SQL with its parameters."""
        sql = f"SELECT {', '.join(self._names())}"
        sql += f" FROM {table_of(self.model)}" if self.model is not None else ""
        if self.conditions:
            sql += f" WHERE {' AND '.join(one.sql for one in self.conditions)}"
        sql += f" ORDER BY {', '.join(self.order)}" if self.order else ""
        sql += f" LIMIT {self.most}" if self.most is not None else ""
        return Clause(sql, tuple(value for one in self.conditions for value in one.parameters))

    def _names(self) -> list[str]:
        names: list[str] = []
        for one in self.wanted:
            if isinstance(one, type):
                names += [column.name for column in columns_of(one).values()]
            else:
                names.append(one.name if isinstance(one, Column) else one.sql)
        return names


def select(*wanted: Any) -> Select:
    """Begin a select of models, columns or functions."""
    return Select(wanted)
