"""Finding the tests among the names that an answer defines."""

import itertools
import unittest
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rulekit.teach.trial.suite.marking import Fixture, Mark, Param, marks_of, names_of


@dataclass(frozen=True)
class Case:
    """One run of a test: its name, its function, the class around it, and the values of its parameters."""

    name: str
    function: Callable[..., Any]
    kind: type | None = None
    marks: tuple[Mark, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()
    given: tuple[tuple[str, Any], ...] = ()

    @property
    def is_unittest(self) -> bool:
        """Whether it stands in a `TestCase`."""
        return self.kind is not None and issubclass(self.kind, unittest.TestCase)


def cases_in(names: Mapping[str, Any]) -> Iterator[Case]:
    """Give the tests in the order in which they are written, one for each set of parameters."""
    for name, value in names.items():
        if isinstance(value, type):
            if issubclass(value, unittest.TestCase) or name.startswith("Test"):
                yield from _of_class(name, value)
        elif name.startswith("test") and callable(value) and not isinstance(value, Fixture):
            yield from parametrised(Case(name, value, None, tuple(marks_of(value))))


def _of_class(name: str, kind: type) -> Iterator[Case]:
    outer = tuple(marks_of(kind))
    members = {key: value for one in reversed(kind.__mro__[:-1]) for key, value in vars(one).items()}
    for key, value in members.items():
        if key.startswith("test") and callable(value):
            case = Case(f"{name}.{key}", value, kind, (*outer, *marks_of(value)))
            yield from [case] if case.is_unittest else parametrised(case)


def parametrised(case: Case) -> Iterator[Case]:
    """Give a case for each set of parameters."""
    tables = [mark for mark in case.marks if mark.name == "parametrize"]
    if not tables:
        yield case
        return
    for chosen in itertools.product(*(tuple(_sets(table)) for table in reversed(tables))):
        values = tuple(pair for _, pairs, _ in chosen for pair in pairs)
        marks = tuple(mark for _, _, extra in chosen for mark in extra)
        label = "-".join(text for text, _, _ in chosen)
        yield replace(case, name=f"{case.name}[{label}]", values=values, marks=case.marks + marks)


def _sets(table: Mark) -> Iterator[tuple[str, list[tuple[str, Any]], tuple[Mark, ...]]]:
    told = dict(zip(("argnames", "argvalues"), table.arguments, strict=False)) | table.options
    names, ids = names_of(told["argnames"]), told.get("ids")
    for place, row in enumerate(told["argvalues"]):
        one = row if isinstance(row, Param) else Param((row,) if len(names) == 1 else tuple(row))
        label = one.id or (ids[place] if isinstance(ids, (list, tuple)) else "-".join(map(_label, one.values)))
        yield str(label), list(zip(names, one.values, strict=True)), one.marks


def _label(value: Any) -> str:
    return str(value) if isinstance(value, (str, int, float, bool)) or value is None else type(value).__name__
