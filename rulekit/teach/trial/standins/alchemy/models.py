"""Models: classes whose instances are rows."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rulekit.teach.trial.standins.alchemy.columns import Column, SqlFunction, TextSql, column
from rulekit.teach.trial.standins.alchemy.errors import ArgumentError
from rulekit.teach.trial.standins.alchemy.values import kind_of_hint


class Mapped:
    """The annotation of an attribute that is a column: `Mapped[int]`."""

    def __init__(self, inner: object) -> None:
        self.inner = inner

    def __class_getitem__(cls, inner: object) -> "Mapped":
        return cls(inner)


class MetaData:
    """All models of one base."""

    def __init__(self) -> None:
        self.models: list[type] = []

    @property
    def tables(self) -> Mapping[str, type]:
        """The models by the names of their tables."""
        return {table_of(model): model for model in self.models}

    def create_all(self, bind: Any, **_: object) -> None:
        """Make the tables that are missing."""
        for model in self.models:
            bind.run_quietly(_definition(model))

    def drop_all(self, bind: Any, **_: object) -> None:
        """Take all tables away."""
        for model in self.models:
            bind.run_quietly(f'DROP TABLE IF EXISTS "{table_of(model)}"')


class DeclarativeBase:
    """What the base of all models derives from."""

    metadata: MetaData
    __columns__: Mapping[str, Column]

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if "metadata" not in vars(cls) and not hasattr(cls, "metadata"):
            cls.metadata = MetaData()
        _add_annotated(cls)
        cls.__columns__ = dict(_columns(cls))
        if "__tablename__" in vars(cls):
            _own_all(cls)
            if not any(one.primary_key for one in cls.__columns__.values()):
                raise ArgumentError(f"Mapper {cls.__name__} could not assemble any primary key columns")
            cls.metadata.models.append(cls)

    def __init__(self, **values: object) -> None:
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"'{name}' is an invalid keyword argument for {type(self).__name__}")
            setattr(self, name, value)


def declarative_base(**_: object) -> type[DeclarativeBase]:
    """Make a base for models."""
    return type("Base", (DeclarativeBase,), {})


def table_of(model: type) -> str:
    """Give the name of a model's table."""
    return str(getattr(model, "__tablename__", model.__name__.lower()))


def columns_of(model: type) -> dict[str, Column]:
    """Give the columns of a model by their attributes."""
    return dict(getattr(model, "__columns__", {}))


def primary_key_of(model: type) -> Column:
    """Give the first column of the primary key."""
    return next(one for one in columns_of(model).values() if one.primary_key)


def _columns(model: type) -> Iterator[tuple[str, Column]]:
    for kind in reversed(model.__mro__):
        for name, value in vars(kind).items():
            if isinstance(value, Column):
                yield name, value


def _own_all(model: type[DeclarativeBase]) -> None:
    """Give a model columns of its own in the place of those that it shares with others."""
    for name, one in model.__columns__.items():
        if name not in vars(model):
            own = replace(one)
            setattr(model, name, own)
            own.__set_name__(model, name)
    model.__columns__ = {name: vars(model)[name] for name in model.__columns__}


def _add_annotated(model: type) -> None:
    """Make the columns that only an annotation tells, and take types from annotations."""
    for kind in model.__mro__:
        for name, hint in inspect.get_annotations(kind).items():
            known = vars(kind).get(name)
            is_mapped = isinstance(hint, Mapped) or (isinstance(hint, str) and "Mapped[" in hint)
            if known is None and is_mapped and kind is not DeclarativeBase:
                known = column()
                setattr(kind, name, known)
                known.__set_name__(kind, name)
            if isinstance(known, Column) and is_mapped:
                inner = hint.inner if isinstance(hint, Mapped) else hint
                known.kind = known.kind or kind_of_hint(inner)
                known.nullable = "None" in str(inner) if known.nullable is None else known.nullable


def _definition(model: type) -> str:
    lines = ", ".join(_line(one) for one in columns_of(model).values())
    return f'CREATE TABLE IF NOT EXISTS "{table_of(model)}" ({lines})'


def _line(one: Column) -> str:
    words = [f'"{one.name}"', one.kind or "TEXT"]
    words += ["PRIMARY KEY"] if one.primary_key else []
    words += ["UNIQUE"] if one.unique else []
    words += ["NOT NULL"] if one.nullable is False and not one.primary_key else []
    given = one.server_default
    if isinstance(given, (SqlFunction, TextSql)):
        words.append(f"DEFAULT ({'CURRENT_TIMESTAMP' if given.is_now else given.sql})")
    elif given is not None:
        words.append(f"DEFAULT '{given}'")
    return " ".join(words)
