"""Names across the files of a project: what a name that one file uses stands for in another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from rulekit.analysis.names.scopes import DEPTH
from rulekit.analysis.project.project import Member

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Offer(Generic[Thing]):
    """What a file has for others: its own things by name, and what it imports, name to qualified name."""

    member: Member
    own: Mapping[str, Thing]
    imports: Mapping[str, str]


class Neighbours(Generic[Thing]):
    """The files of a project by their modules; a module that stands for two files is left out."""

    def __init__(self, offers: Iterable[Offer[Thing]]) -> None:
        """Sort offers by module, and modules by their last word."""
        listed = list(offers)
        counts = Counter(offer.member.module for offer in listed)
        self.offers = {offer.member.module: offer for offer in listed if counts[offer.member.module] == 1}
        self._by_last: dict[str, list[str]] = defaultdict(list)
        for module in self.offers:
            self._by_last[module.rpartition(".")[2]].append(module)

    def find(self, module: str, name: str, depth: int = DEPTH) -> tuple[str, Thing] | None:
        """Return the module and the thing that a name stands for in a module; `:Order` is one of its own names."""
        if name[0] == ":":
            return self._named(module, name[1:], depth)
        path, _, last = self.offers[module].member.absolute(name).rpartition(".")
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
        offer = self.offers[module]
        if name in offer.own:
            return module, offer.own[name]
        first, dot, rest = name.partition(".")
        target = offer.imports.get(first) if depth else None
        return self.find(module, f"{target}{dot}{rest}", depth - 1) if target else None
