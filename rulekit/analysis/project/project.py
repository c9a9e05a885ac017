"""A whole project: what each of its files answered to the questions that rules ask across files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol, TypeVar, cast

from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Span

Answer = TypeVar("Answer")
Question = Callable[[Source], object]

_SOURCES = frozenset({"src", "lib", "python"})


class Placed(Protocol):
    """Part of an answer that a finding can point at."""

    @property
    def span(self) -> Span:
        """Where it stands in its file."""
        ...


@dataclass(frozen=True, eq=False)
class Member:
    """One file of a project; `module` is the dotted name under which the others import it."""

    path: str
    module: str
    role: str
    answers: Mapping[str, object]

    def span(self, part: Placed) -> Span:
        """Tell where a part of an answer stands."""
        return part.span

    def absolute(self, name: str) -> str:
        """Turn a name as this file imports it, such as `..db.Base`, into a qualified name."""
        rest = name.lstrip(".")
        level = len(name) - len(rest)
        if not level:
            return name
        parts = self.module.split(".")
        up = level - 1 if PurePath(self.path).stem == "__init__" else level
        return ".".join([*parts[: len(parts) - up], rest])


@dataclass(frozen=True, eq=False)
class Project:
    """The files of a project that are judged together, whether these are all it has, and which lines its tests ran.

    `everybody` holds the files of all projects of the run, each of which may use what another offers.
    """

    members: tuple[Member, ...]
    everybody: tuple[Member, ...] = ()
    whole: bool = True
    ran: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def collected(self, question: Callable[[Source], Answer]) -> Iterator[tuple[Member, Answer]]:
        """Return each file's answer to a question that a rule collects."""
        return _answers(self.members, question)

    def asked(self, question: Callable[[Source], Answer]) -> Iterator[tuple[Member, Answer]]:
        """The same of all files of the run, whichever project they belong to."""
        return _answers(self.everybody, question)


def _answers(members: Iterable[Member], question: Callable[[Source], Answer]) -> Iterator[tuple[Member, Answer]]:
    key = key_of(question)
    for member in members:
        if key in member.answers:
            yield member, cast("Answer", member.answers[key])


def key_of(question: Question) -> str:
    """Name a question, so that answers can travel between processes."""
    return f"{question.__module__}.{question.__qualname__}"


def module_of(path: str) -> str:
    """Return the dotted name of a module from its path within the project: `src/shop/prices.py` is `shop.prices`."""
    parts = [*PurePath(path).with_suffix("").parts]
    if len(parts) > 1 and parts[0] in _SOURCES:
        del parts[0]
    if len(parts) > 1 and parts[-1] == "__init__":
        del parts[-1]
    return ".".join(parts)
