"""Queries in the older way: `session.query(Order).filter_by(number=3).first()`."""

from collections.abc import Callable, Iterator
from typing import Any

from rulekit.teach.trial.standins.alchemy.results import Result
from rulekit.teach.trial.standins.alchemy.selects import Select


class Query:
    """A select that knows its session."""

    def __init__(self, execute: Callable[[Select], Result], statement: Select) -> None:
        self._execute = execute
        self._statement = statement

    def __getattr__(self, name: str) -> Callable[..., "Query"]:
        if name not in {"filter", "filter_by", "order_by", "limit", "where", "select_from"}:
            raise AttributeError(f"'Query' object has no attribute '{name}'")
        longer = getattr(self._statement, name)
        return lambda *words, **values: Query(self._execute, longer(*words, **values))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def all(self) -> list[Any]:
        """Give everything that is found."""
        result = self._execute(self._statement)
        is_model = len(self._statement.wanted) == 1 and isinstance(self._statement.wanted[0], type)
        return result.scalars().all() if is_model else result.all()

    def first(self) -> Any:
        """Give the first, or nothing."""
        return next(iter(self.all()), None)

    def one(self) -> Any:
        """Give the only one."""
        return self._execute(self._statement).scalar_one()

    def one_or_none(self) -> Any:
        """Give the only one, or nothing."""
        return self._execute(self._statement).scalar_one_or_none()

    def count(self) -> int:
        """Tell how many there are."""
        return len(self.all())
