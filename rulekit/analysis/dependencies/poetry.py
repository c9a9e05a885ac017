"""Poetry's tables of dependencies, and how Poetry writes versions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rulekit.analysis.dependencies.requirement import COMMIT, Pin, Requirement, span_between
from rulekit.analysis.dependencies.toml_places import key_places
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.model.late import regex

_EXACT = regex(r"={0,3}\s*v?\d+(?!\d)([-_.]?(?:[a-z]+(?![a-z])|\d+(?!\d)))*(\+[\w.]+)?", re.IGNORECASE)
_LOCAL = frozenset({"path", "file", "develop"})

Place = tuple[str, ...]


def read_poetry(text: str, document: Mapping[str, Any], *, is_library: bool) -> Iterator[Requirement]:
    """Read the main dependencies, those of groups, and those of the old table for developers."""
    tables = dict(_tables(document))
    starts = line_starts(split_lines(text))
    places = key_places(text) if tables else {}
    for path, table in tables.items():
        for name, value in table.items():
            place = places.get((*path, name)) or places.get(path)
            if name != "python" and place is not None:
                span = span_between(starts, *place)
                for one in value if isinstance(value, list) else [value]:
                    wanted = one if isinstance(one, dict) else {"version": one}
                    varies = is_library and path == ("tool", "poetry", "dependencies")
                    yield Requirement(_written(name, wanted), span, name, _pin(wanted), may_vary=varies)


def _tables(document: Mapping[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield the tables of dependencies, each by its place in the document."""
    poetry = ("tool", "poetry")
    groups = (("group", group, "dependencies") for group in _at(document, (*poetry, "group")))
    for place in (("dependencies",), ("dev-dependencies",), *groups):
        yield (*poetry, *place), _at(document, (*poetry, *place))


def _at(document: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    found: Any = document
    for part in place:
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _written(name: str, wanted: Mapping[str, Any]) -> str:
    """Write a dependency as pip would, with the condition that a table names."""
    version = wanted.get("version", "")
    marker = wanted.get("markers") or (f"python_version {wanted['python']}" if "python" in wanted else "")
    return f"{name} {version}".strip() + (f"; {marker}" if marker else "")


def _pin(wanted: Mapping[str, Any]) -> Pin:
    if "git" in wanted:
        return Pin.EXACT if COMMIT.fullmatch(str(wanted.get("rev", ""))) else Pin.MOVING
    if "url" in wanted or not _LOCAL.isdisjoint(wanted):
        return Pin.UNKNOWN
    version = wanted.get("version")
    if not isinstance(version, str):
        return Pin.UNKNOWN
    if version.strip() == "*":
        return Pin.NONE
    return Pin.EXACT if _EXACT.fullmatch(version.strip()) else Pin.RANGE
