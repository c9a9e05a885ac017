"""Columns, their types, and what can be said of them in SQL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from rulekit.teach.trial.standins.alchemy.values import stored

AFFINITIES = {
    "Integer": "INTEGER",
    "BigInteger": "INTEGER",
    "SmallInteger": "INTEGER",
    "String": "TEXT",
    "Text": "TEXT",
    "Unicode": "TEXT",
    "DateTime": "DATETIME",
    "Date": "DATE",
    "Boolean": "BOOLEAN",
    "Float": "REAL",
    "Numeric": "NUMERIC",
}


class ColumnType:
    """The type of a column; lengths and other options are taken and not used."""

    affinity = "TEXT"

    def __init__(self, *_: object, **__: object) -> None:
        """Take the options."""


TYPES: dict[str, type] = {name: type(name, (ColumnType,), {"affinity": word}) for name, word in AFFINITIES.items()}


@dataclass(frozen=True)
class Clause:
    """A piece of SQL with its parameters."""

    sql: str
    parameters: tuple[object, ...] = ()

    def __and__(self, other: "Clause") -> "Clause":
        return Clause(f"({self.sql} AND {other.sql})", self.parameters + other.parameters)

    def __or__(self, other: "Clause") -> "Clause":
        return Clause(f"({self.sql} OR {other.sql})", self.parameters + other.parameters)

    def __invert__(self) -> "Clause":
        return Clause(f"NOT ({self.sql})", self.parameters)


@dataclass(frozen=True)
class SqlFunction:
    """A call of a function of the database, such as `func.now()`."""

    name: str
    arguments: tuple[object, ...] = ()

    @property
    def sql(self) -> str:
        """The call as SQL."""
        return f"{self.name}({', '.join(getattr(one, 'name', str(one)) for one in self.arguments) or self._star})"

    @property
    def is_now(self) -> bool:
        """Whether it tells the time."""
        return self.name.lower() in {"now", "current_timestamp"}

    @property
    def _star(self) -> str:
        return "*" if self.name == "count" else ""


class Functions:
    """What `func` is: any attribute is a function of the database."""

    def __getattr__(self, name: str) -> Callable[..., SqlFunction]:
        return lambda *arguments: SqlFunction(name, arguments)


@dataclass(frozen=True)
class TextSql:
    """SQL that was written by hand, with parameters named `:so`."""

    text: str

    @property
    def sql(self) -> str:
        """The text."""
        return self.text

    @property
    def is_now(self) -> bool:
        """Whether it tells the time."""
        return self.text.strip().strip("()").lower().replace("'", "") in {"current_timestamp", "now(", "datetimenow"}


@dataclass(eq=False)
class Column:
    """One column of a model; it reads and writes the values of rows."""

    kind: str | None = None
    primary_key: bool = False
    nullable: bool | None = None
    default: object = None
    onupdate: object = None
    server_default: object = None
    unique: bool = False
    name: str = ""
    attribute: str = ""
    owner: type | None = field(default=None, repr=False)

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.owner = owner
        self.attribute = attribute
        self.name = self.name or attribute

    def __get__(self, row: object, owner: type) -> Any:
        return self if row is None else vars(row).get(self.attribute)

    def __set__(self, row: object, value: object) -> None:
        vars(row)[self.attribute] = value

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> Clause:  # type: ignore[override]
        return self.is_(None) if other is None else self._compared("=", other)

    def __ne__(self, other: object) -> Clause:  # type: ignore[override]
        return self.is_not(None) if other is None else self._compared("!=", other)

    def __lt__(self, other: object) -> Clause:
        return self._compared("<", other)

    def __le__(self, other: object) -> Clause:
        return self._compared("<=", other)

    def __gt__(self, other: object) -> Clause:
        return self._compared(">", other)

    def __ge__(self, other: object) -> Clause:
        return self._compared(">=", other)

    def like(self, pattern: str) -> Clause:
        """Compare with a pattern."""
        return self._compared("LIKE", pattern)

    def in_(self, values: Iterable[object]) -> Clause:
        """Be one of several values."""
        listed = tuple(stored(value) for value in values)
        return Clause(f"{self.name} IN ({', '.join('?' for _ in listed)})", listed)

    def is_(self, _: None) -> Clause:
        """Be empty."""
        return Clause(f"{self.name} IS NULL")

    def is_not(self, _: None) -> Clause:
        """Be something."""
        return Clause(f"{self.name} IS NOT NULL")

    def asc(self) -> Clause:
        """Order by it."""
        return Clause(self.name)

    def desc(self) -> Clause:
        """Order by it, the largest first."""
        return Clause(f"{self.name} DESC")

    def _compared(self, sign: str, other: object) -> Clause:
        if isinstance(other, Column):
            return Clause(f"{self.name} {sign} {other.name}")
        return Clause(f"{self.name} {sign} ?", (stored(other),))


def column(*words: object, **options: Any) -> Column:
    """Make a column from what `Column` and `mapped_column` are given: a name, a type, and options."""
    made = Column()
    for word in words:
        if isinstance(word, str):
            made.name = word
        elif affinity := getattr(word, "affinity", None):
            made.kind = affinity
    if "type_" in options:
        made.kind = options["type_"].affinity
    if "insert_default" in options:
        options["default"] = options["insert_default"]
    for name in ("primary_key", "nullable", "default", "onupdate", "server_default", "unique", "name"):
        if options.get(name) is not None:
            setattr(made, name, options[name])
    return made
