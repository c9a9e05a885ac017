"""A whole project: what each of its files answered to the questions of rules, and names across its files."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import PurePath
from typing import Generic, Protocol, TypeVar, cast

from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Span
from rulekit.model.late import dataclass

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

    @cached_property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a folder."""
        return PurePath(self.path).stem == "__init__"

    def absolute(self, name: str) -> str:
        """Turn a name as this file imports it, such as `..db.Base`, into a qualified name."""
        rest = name.lstrip(".")
        level = len(name) - len(rest)
        if not level:
            return name
        parts = self.module.split(".")
        up = level - 1 if self.is_package else level
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
        return answers(self.members, question)

    def asked(self, question: Callable[[Source], Answer]) -> Iterator[tuple[Member, Answer]]:
        """The same of all files of the run, whichever project they belong to."""
        return answers(self.everybody, question)


def answers(members: Iterable[Member], question: Callable[[Source], Answer]) -> Iterator[tuple[Member, Answer]]:
    """Return the answers of files to a question, as far as they were asked."""
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


Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Offer(Generic[Thing]):
    """What a file has for others: its own things by name, and what it imports, name to qualified name."""

    own: Mapping[str, Thing]
    imports: Mapping[str, str]


def offer(source: Source, own: Mapping[str, Thing]) -> Offer[Thing]:
    """Put what a file has for others beside what it imports."""
    return Offer(own, {imported.name: imported.target for imported in names(source).imports.values()})


class Neighbours(Generic[Thing]):
    """The files of a project by their modules; a module that stands for two files is left out."""

    def __init__(self, offers: Iterable[tuple[Member, Offer[Thing]]]) -> None:
        """Sort offers by module, and modules by their last word."""
        listed = list(offers)
        counts = Counter(member.module for member, _ in listed)
        self.offers = {member.module: (member, offer) for member, offer in listed if counts[member.module] == 1}
        self._by_last: dict[str, list[str]] = defaultdict(list)
        for module in self.offers:
            self._by_last[module.rpartition(".")[2]].append(module)

    def find(self, module: str, name: str, depth: int = DEPTH) -> tuple[str, Thing] | None:
        """Return the module and the thing that a name stands for in a module; `:Order` is one of its own names."""
        if name[0] == ":":
            return self._named(module, name[1:], depth)
        path, _, last = self.offers[module][0].absolute(name).rpartition(".")
        if module_path := self._module(path):
            return self._named(module_path, last, depth)
        path, _, first = path.rpartition(".")
        module_path = self._module(path)
        return self._named(module_path, f"{first}.{last}", depth) if module_path else None

    def _module(self, name: str) -> str | None:
        """Find a module by the name it has for an import, where either may lack the folders it lies in."""
        if name in self.offers:
            return name
        near = self._by_last.get(name.rpartition(".")[2], ())
        close = [module for module in near if f".{module}".endswith(f".{name}") or f".{name}".endswith(f".{module}")]
        return close[0] if len(close) == 1 else None

    def _named(self, module: str, name: str, depth: int) -> tuple[str, Thing] | None:
        offer = self.offers[module][1]
        if name in offer.own:
            return module, offer.own[name]
        first, dot, rest = name.partition(".")
        target = offer.imports.get(first) if depth > 0 else None
        return self.find(module, f"{target}{dot}{rest}", depth - 1) if target else None
