"""How objects become rows: defaults, inserts, changes."""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rulekit.teach.trial.standins.alchemy.columns import Column, SqlFunction, TextSql
from rulekit.teach.trial.standins.alchemy.engine import Link
from rulekit.teach.trial.standins.alchemy.models import columns_of, primary_key_of, table_of
from rulekit.teach.trial.standins.alchemy.values import loaded, stored


def insert(link: Link, row: Any) -> None:
    """Put an object into its table, with the defaults of what was not set."""
    values = vars(row)
    columns = columns_of(type(row))
    for name, column in columns.items():
        given = column.default if column.default is not None else column.server_default
        if name not in values and given is not None:
            values[name] = _value(link, given)
    told = {columns[name].name: stored(values[name]) for name in columns if values.get(name) is not None}
    names, marks = ", ".join(told), ", ".join("?" for _ in told)
    into = f"({names}) VALUES ({marks})" if told else "DEFAULT VALUES"  # noqa: RK402 - columns of a model
    cursor = link.run(f"INSERT INTO {table_of(type(row))} {into}", tuple(told.values()))  # noqa: RK402 - the table of a model
    key = primary_key_of(type(row))
    if values.get(key.attribute) is None:
        values[key.attribute] = cursor.lastrowid
    for name in columns:
        values.setdefault(name, None)


def update(link: Link, row: Any, before: dict[str, object]) -> None:
    """Write what has changed, and renew what is renewed with every change."""
    columns = columns_of(type(row))
    changed = [name for name in columns if vars(row).get(name) != before.get(name)]
    for name, column in columns.items():
        if column.onupdate is not None and name not in changed:
            vars(row)[name] = _value(link, column.onupdate)
            changed.append(name)
    key = primary_key_of(type(row))
    setting = ", ".join(f"{columns[name].name}=?" for name in changed)  # noqa: RK402 - columns of a model
    values = tuple(stored(vars(row).get(name)) for name in changed)
    sql = f"UPDATE {table_of(type(row))} SET {setting} WHERE {key.name}=?"  # noqa: S608 - names of columns of a model
    link.run(sql, (*values, stored(before.get(key.attribute))))


def delete(link: Link, row: Any) -> None:
    """Take an object out of its table."""
    key = primary_key_of(type(row))
    sql = f"DELETE FROM {table_of(type(row))} WHERE {key.name}=?"  # noqa: S608 - names of columns of a model
    link.run(sql, (stored(vars(row)[key.attribute]),))


def has_changed(row: Any, before: dict[str, object]) -> bool:
    """Tell whether an object is not as its row is."""
    return any(vars(row).get(name) != before.get(name) for name in columns_of(type(row)))


def snapshot(row: Any) -> dict[str, object]:
    """Give the values of an object."""
    return {name: vars(row).get(name) for name in columns_of(type(row))}


def take(row: Any, values: tuple[Any, ...]) -> None:
    """Give an object the values of its row."""
    for (name, column), value in zip(columns_of(type(row)).items(), values, strict=True):
        vars(row)[name] = loaded(column.kind, value)


def row_in(link: Link, row: Any) -> tuple[Any, ...] | None:
    """Give the committed row of an object."""
    columns: list[Column] = list(columns_of(type(row)).values())
    key = primary_key_of(type(row))
    names = ", ".join(column.name for column in columns)
    sql = f"SELECT {names} FROM {table_of(type(row))} WHERE {key.name}=?"  # noqa: S608 - names of columns of a model
    seen = link.engine.store.committed(link.engine.path)
    found: tuple[Any, ...] | None = seen.execute(sql, (stored(vars(row)[key.attribute]),)).fetchone()
    return found


def _value(link: Link, given: Any) -> object:
    if isinstance(given, (SqlFunction, TextSql)):
        if given.is_now:
            moment: datetime = link.engine.store.now()
            return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment
        return link.run(f"SELECT {given.sql}").fetchone()[0]
    return _called(given) if callable(given) else given


def _called(given: Callable[..., object]) -> object:
    try:
        needs_one = any(
            one.default is one.empty and one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}
            for one in inspect.signature(given).parameters.values()
        )
    except (TypeError, ValueError):
        needs_one = False
    return given(None) if needs_one else given()
