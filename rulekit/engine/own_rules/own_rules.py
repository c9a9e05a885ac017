"""What settings know besides ours: a team's own rules and lessons, as far as they may run, and why others may not."""

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from rulekit.engine.catalog import Catalog, shipped
from rulekit.engine.own_rules.importing import Loaded, load
from rulekit.engine.own_rules.installed import installed_rules
from rulekit.engine.own_rules.own_files import LESSONS, RULES, OwnFiles, read_own_files
from rulekit.engine.own_rules.places import OUR_PREFIX
from rulekit.engine.own_rules.trust import trusted_hashes
from rulekit.model.errors import SettingsError
from rulekit.model.late import dataclass, regex
from rulekit.model.rule import Rule

_CODE = regex(r"[A-Z]{2,}[0-9]{2,}")
_NAME = regex(r"[a-z]+(-[a-z0-9]+)*")
HOW = "read it, then `rulekit trust`, or `--trust` where nobody can be asked"


@dataclass(frozen=True, repr=False)
class OwnRules:
    """Rules of a team's own from the files and packages that settings name; `missing` says which are not there, why."""

    files: tuple[OwnFiles, ...] = ()
    packages: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Tell them from others by what they are made of, as the keys of kept answers do."""
        return repr(
            ([one.digest for one in self.files], [installed_rules(one).state for one in self.packages], self.missing)
        )

    @property
    def catalog(self) -> Catalog:
        """Our rules and these."""
        return _catalog_of(self, repr(self)) if self else shipped()

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process load the same bytes, before anything else that it is sent."""
        return _sent, (self.files, self.packages, self.missing)

    def __bool__(self) -> bool:
        return bool(self.files or self.packages or self.missing)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that keep the form and get in nobody's way."""
        return tuple(rule for _, rule in self.homes)

    @property
    def homes(self) -> tuple[tuple[str, Rule], ...]:
        """The same, each with the file of its module."""
        return self._judged[0]

    @property
    def problems(self) -> tuple[str, ...]:
        """Why rules are not there."""
        return (*self.missing, *self._judged[1])

    @cached_property
    def _judged(self) -> tuple[tuple[tuple[str, Rule], ...], tuple[str, ...]]:
        """Sort out what was loaded."""
        kept: dict[str, Rule] = {}
        homes: list[tuple[str, Rule]] = []
        problems: list[str] = []
        for loaded in self._loaded():
            problems += loaded.problems
            for place, rule in loaded.rules:
                if kept.get(rule.code) is rule:
                    continue
                taken = next((key for key in (rule.code, rule.name) if key in kept or key in shipped()), "")
                if wrong := _wrong(rule) or (f"another rule is called `{taken}`" if taken else ""):
                    problems.append(f"{place}: not loaded: {wrong}")
                else:
                    kept |= {rule.code: rule, rule.name: rule}
                    homes.append((place, rule))
        return tuple(homes), tuple(problems)

    def _loaded(self) -> Iterator[Loaded]:
        yield from map(load, self.files)
        yield from (installed_rules(name).loaded for name in self.packages)

    def joined(self, other: "OwnRules") -> "OwnRules":
        """Put two together, each part once."""
        return OwnRules(
            tuple(dict.fromkeys((*self.files, *other.files))),
            tuple(dict.fromkeys((*self.packages, *other.packages))),
            tuple(dict.fromkeys((*self.missing, *other.missing))),
        )


@cache
def _catalog_of(own: OwnRules, _: str) -> Catalog:
    """Make one catalog of the same rules, however often settings are read."""
    return Catalog((*shipped(), *own.rules), own.problems)


def _sent(*parts: Any) -> OwnRules:
    own = OwnRules(*parts)
    for files in own.files:
        load(files)
    return own


NO_OWN = OwnRules()


@dataclass(frozen=True)
class OwnLessons:
    """The lessons of a folder; `is_trusted` says that they may run whoever wrote them. Nothing is read until asked."""

    place: Path
    is_trusted: bool = False

    @cached_property
    def files(self) -> OwnFiles | str:
        """The files, or why they are not there."""
        return read_own_files(self.place, LESSONS) if self.is_trusted else trusted_files(self.place, LESSONS)


def own_rules(entries: Iterable[str], folder: Path, where: object, *, trusting: bool) -> OwnRules:
    """Find the rules that settings in a folder name; without trust in their files none of these is even read.

    Raises:
        SettingsError: an entry names nothing; the message says `where` it stands.
    """
    found = NO_OWN
    for entry in entries:
        found = found.joined(
            _of_place(entry, folder, where, trusting=trusting) if is_place(entry) else _of_package(entry)
        )
    return found


def is_place(entry: str) -> bool:
    """Tell a folder or module from the name of an installed package."""
    return "/" in entry or "\\" in entry or entry.endswith(".py") or entry.startswith(".")


def place_of(entry: str, folder: Path, where: object, key: str = "rules") -> Path:
    """Give the folder or module that an entry of a key names, links followed.

    Raises:
        SettingsError: there is none.
    """
    place = (folder / Path(entry).expanduser()).resolve()
    if not place.exists():
        raise SettingsError(f"{where}: `{key}` names `{entry}`, which is not there: correct it, or make it")
    return place


def _of_place(entry: str, folder: Path, where: object, *, trusting: bool) -> OwnRules:
    place = place_of(entry, folder, where)
    if trusting:
        return OwnRules((read_own_files(place),))
    files = trusted_files(place, RULES)
    return OwnRules(missing=(files,)) if isinstance(files, str) else OwnRules((files,))


def trusted_files(place: Path, kind: str) -> OwnFiles | str:
    """Give the files of a place as far as they may run; without trust in them nothing is read, and it says so."""
    known = trusted_hashes(place, kind)
    if known is None:
        return f"{place}: {kind} not loaded, as this code may not run yet: {HOW}"
    files = read_own_files(place, kind)
    if files.hashes == known:
        return files
    names = sorted(name for name, _ in {*files.hashes.items()} ^ {*known.items()})
    return f"{place}: {kind} not loaded, as `{names[0]}` is another than the one that was trusted: {HOW}"


def _of_package(name: str) -> OwnRules:
    return OwnRules(packages=(name,))


def _wrong(rule: Rule) -> str:
    """Say what is wrong with how a rule is called, where something is."""
    if not _CODE.fullmatch(rule.code) or rule.code.startswith(OUR_PREFIX):
        return f"its code is `{rule.code}`: write capitals and digits, such as `SHOP101`, and not `{OUR_PREFIX}`"
    if not rule.code.startswith(rule.section.prefix) or not rule.section.prefix:
        return f"its section's prefix is `{rule.section.prefix}`: let its code `{rule.code}` begin so"
    if not _NAME.fullmatch(rule.name):
        return f"its name is `{rule.name}`: write lower case and hyphens, such as `late-raise`"
    return "" if rule.checks else "it has no check: write one below `@RULE.check`"
