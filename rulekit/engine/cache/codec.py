"""Answers as JSON and back: plain values, collections, and the frozen values of rulekit's own.

A text begins with the kinds of values that it holds; each value that is not plain is a list of the number of its kind
and its parts. Many values of one kind in a row are written part by part, all first parts, then all second parts, which
is read several times as fast. What is of no known kind is refused when it is written, and nothing is run when it is
read.
"""

import enum
import importlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import islice
from typing import Any, Final, cast

from rulekit.engine.collection import paused_collection

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_HOMES: Final = ("rulekit.model.", "rulekit.analysis.", "rulekit.rules.", "rulekit.engine.")

# Not worth it for fewer; numbers of kinds count from 0.
_MANY: Final = 8
_COLUMNS, _AS_IT_IS, _EACH, _TUPLES, _OPTIONAL = -1, -2, -3, -4, -5
_TWO = 2
# Each of them has as many parts as it likes.
_BARE: Final = (str, int, float, type(None), frozenset, dict)

Parts = Callable[[Any], Iterable[Any]]
Maker = Callable[..., Any]


def encode(value: object) -> str:
    """Write a value.

    Raises:
        TypeError: it holds something that is neither plain nor one of rulekit's own values.
    """
    kinds: dict[type[Any], int] = {}
    body = _written(value, kinds)
    return json.dumps([[_name_of(kind) for kind in kinds], body], separators=(",", ":"))


def _written(part: Any, kinds: dict[type[Any], int]) -> Any:
    kind: Any = type(part)
    if kind in _PLAIN:
        return part
    if kind is tuple and len(part) >= _MANY:
        return [_COLUMNS, *_column(part, kinds)]
    return [kinds.setdefault(kind, len(kinds)), *(_written(one, kinds) for one in _parts_of(kind)(part))]


def _column(values: Sequence[Any], kinds: dict[type[Any], int]) -> list[Any]:
    """Write values that belong together: of one kind part by part, others one by one."""
    found = {*map(type, values)}
    if found <= _PLAIN:
        return [_AS_IT_IS, values]
    kind: Any = found.pop() if len(found) == 1 else None
    if kind is tuple:
        flat = [one for value in values for one in value]
        return [_TUPLES, [*map(len, values)], _column(flat, kinds)]
    if kind and not issubclass(kind, _BARE):
        columns = [*zip(*map(_parts_of(kind), values), strict=True)]
        if columns:
            return [kinds.setdefault(kind, len(kinds)), *(_column(column, kinds) for column in columns)]
    if kind is None and found > {type(None)} and len(found) == _TWO:
        there = [value for value in values if value is not None]
        return [_OPTIONAL, [int(value is not None) for value in values], _column(there, kinds)]
    return [_EACH, *(_written(value, kinds) for value in values)]


def decode(text: str | bytes) -> Any:
    """Read a value.

    Raises:
        ValueError: the text was not written by `encode`, or by a rulekit that knew other kinds.
    """
    try:
        with paused_collection():
            names, body = json.loads(text)
            return _made(body, [_maker_of(name) for name in names])
    except (AttributeError, ImportError, IndexError, KeyError, RecursionError, TypeError) as error:
        raise ValueError(f"no answer of this rulekit: {error}") from error


def _made(part: Any, makers: list[Maker]) -> Any:
    if type(part) is not list:
        return part
    if part[0] == _COLUMNS:
        return tuple(_values(part[1:], makers))
    return makers[part[0]](*[_made(one, makers) if type(one) is list else one for one in part[1:]])


def _values(column: list[Any], makers: list[Maker]) -> Iterable[Any]:
    mode = column[0]
    if mode == _AS_IT_IS:
        return cast("list[Any]", column[1])
    if mode == _EACH:
        return [_made(one, makers) if type(one) is list else one for one in column[1:]]
    if mode >= 0:
        return map(makers[mode], *[_values(one, makers) for one in column[1:]])
    parts = iter(_values(column[2], makers))
    if mode == _TUPLES:
        return [(*islice(parts, size),) if size else () for size in column[1]]
    return [next(parts) if is_there else None for is_there in column[1]]


def _tuple(*parts: Any) -> tuple[Any, ...]:
    return parts


def _frozenset(*parts: Any) -> frozenset[Any]:
    return frozenset(parts)


def _dict(*parts: Any) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _in_order(value: frozenset[Any]) -> Iterable[Any]:
    return sorted(value, key=repr)


def _items(value: Mapping[Any, Any]) -> Iterable[Any]:
    return (part for item in value.items() for part in item)


# How values of a built-in kind are taken apart and made again.
_BUILT_IN: Final[Mapping[type, tuple[Parts, Maker]]] = {
    tuple: (iter, _tuple),
    frozenset: (_in_order, _frozenset),
    dict: (_items, _dict),
    range: (lambda value: (value.start, value.stop, value.step), range),
}
_BY_NAME: Final = {kind.__name__: maker for kind, (_, maker) in _BUILT_IN.items()}


@cache
def _parts_of(kind: Any) -> Parts:
    if kind in _BUILT_IN:
        return _BUILT_IN[kind][0]
    if not _is_own(kind):
        raise TypeError(f"values of {kind.__module__}.{kind.__qualname__} cannot be kept")
    if issubclass(kind, enum.Enum):
        return lambda value: (value.value,)
    if issubclass(kind, tuple):
        return iter
    names = [one.name for one in fields(kind)]
    return lambda value: [getattr(value, name) for name in names]


def _is_own(kind: Any) -> bool:
    """Tell whether a kind is one of rulekit's own enumerations, named tuples or dataclasses that are made at once."""
    is_value = issubclass(kind, enum.Enum) or (issubclass(kind, tuple) and hasattr(kind, "_fields"))
    is_value = is_value or (is_dataclass(kind) and all(one.init and not one.kw_only for one in fields(kind)))
    return is_value and kind.__module__.startswith(_HOMES)


def _name_of(kind: type[Any]) -> str:
    return kind.__name__ if kind in _BUILT_IN else f"{kind.__module__}:{kind.__qualname__}"


@cache
def _maker_of(name: str) -> Maker:
    """Find what makes values of a kind.

    Raises:
        ValueError: the kind is none of rulekit's own.
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    home, _, path = name.partition(":")
    if not home.startswith(_HOMES):
        raise ValueError(f"{name} is none of rulekit's own kinds")
    kind: Any = importlib.import_module(home)
    for word in path.split("."):
        kind = getattr(kind, word)
    if not isinstance(kind, type) or not _is_own(kind):
        raise ValueError(f"{name} is no kind of value")
    return {one.value: one for one in kind}.__getitem__ if issubclass(kind, enum.Enum) else kind
