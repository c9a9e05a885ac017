"""Answers as JSON and back: plain values, collections, and the frozen values of rulekit's own.

A text begins with the kinds of values that it holds; each value that is not plain is a list of the number of its kind
and its parts. What is of no known kind is refused when it is written, and nothing is run when it is read.
"""

import enum
import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_HOMES: Final = ("rulekit.model.", "rulekit.analysis.", "rulekit.rules.", "rulekit.engine.")

Parts = Callable[[Any], Iterable[Any]]
Maker = Callable[..., Any]


def encode(value: object) -> str:
    """Write a value.

    Raises:
        TypeError: it holds something that is neither plain nor one of rulekit's own values.
    """
    kinds: dict[type[Any], int] = {}

    def written(part: Any) -> Any:
        kind: Any = type(part)
        if kind in _PLAIN:
            return part
        return [kinds.setdefault(kind, len(kinds)), *map(written, _parts_of(kind)(part))]

    body = written(value)
    return json.dumps([[_name_of(kind) for kind in kinds], body], separators=(",", ":"))


def decode(text: str | bytes) -> Any:
    """Read a value.

    Raises:
        ValueError: the text was not written by `encode`, or by a rulekit that knew other kinds.
    """
    try:
        names, body = json.loads(text)
        makers = [_maker_of(name) for name in names]
        return _made(body, makers)
    except (AttributeError, ImportError, IndexError, KeyError, RecursionError, TypeError) as error:
        raise ValueError(f"no answer of this rulekit: {error}") from error


def _made(part: Any, makers: list[Maker]) -> Any:
    if type(part) is not list:
        return part
    return makers[part[0]](*[_made(one, makers) if type(one) is list else one for one in part[1:]])


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
    return kind
