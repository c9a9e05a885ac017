"""What statements give back."""

from collections import namedtuple
from collections.abc import Iterator, Sequence
from typing import Any

from rulekit.teach.trial.standins.alchemy.errors import MultipleResultsFound, NoResultFound


class Result:
    """The rows of a statement, which can be read once or as often as wanted."""

    def __init__(self, names: Sequence[str], rows: Sequence[Sequence[Any]], rowcount: int = -1) -> None:
        kind = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - known at run time
        row = type("Row", (kind,), {"__repr__": lambda one: repr(tuple(one))})
        self.rowcount = rowcount
        self._names = names
        self._rows: list[Any] = [row(*one) for one in rows]
        self._place = 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Give all rows."""
        return self._rows

    def fetchall(self) -> "list[Any]":
        """Give all rows."""
        return self._rows

    def first(self) -> Any:
        """Give the first row, or nothing."""
        return self._rows[0] if self._rows else None

    def fetchone(self) -> Any:
        """Give the next row, or nothing."""
        self._place += 1
        return self._rows[self._place - 1] if self._place <= len(self._rows) else None

    def one_or_none(self) -> Any:
        """Give the only row, or nothing; raise when there are several."""
        return _only(self._rows) if self._rows else None

    def one(self) -> Any:
        """Give the only row; raise when there is none, or several."""
        return _only(self._rows)

    def scalars(self) -> "Scalars":
        """Give the first value of each row."""
        return Scalars([row[0] for row in self._rows])

    def scalar(self) -> Any:
        """Give the first value of the first row."""
        return self.first()[0] if self._rows else None

    def scalar_one(self) -> Any:
        """Give the first value of the only row."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """Give the first value of the only row, or nothing."""
        row = self.one_or_none()
        return None if row is None else row[0]

    def mappings(self) -> "Scalars":
        """Give each row by its names."""
        return Scalars([dict(zip(self._names, row, strict=True)) for row in self._rows])


class Scalars:
    """One value of each row: the first, or all by their names."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = list(values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def all(self) -> list[Any]:
        """Give all of them."""
        return self._values

    def first(self) -> Any:
        """Give the first, or nothing."""
        return next(iter(self._values), None)

    def one(self) -> Any:
        """Give the only one; raise when there is none, or several."""
        return _only(self._values)

    def one_or_none(self) -> Any:
        """Give the only one, or nothing; raise when there are several."""
        return _only(self._values) if self._values else None


def _only(values: Sequence[Any]) -> Any:
    if not values:
        raise NoResultFound("No row was found when one was required")
    if len(values) > 1:
        raise MultipleResultsFound("Multiple rows were found when exactly one was required")
    return values[0]
