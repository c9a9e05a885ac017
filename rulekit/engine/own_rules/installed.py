"""Rules of packages that the user has installed: those that name the entry point `rulekit.rules`."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from rulekit.engine.own_rules.importing import Loaded
from rulekit.engine.own_rules.places import places
from rulekit.model.rule import Rule

if TYPE_CHECKING:  # few have such packages, and all that would be loaded for them
    from importlib.metadata import Distribution, EntryPoint

GROUP = "rulekit.rules"
_FOLDERS = ("purelib", "platlib")


class Installed(NamedTuple):
    """The rules of an entry point, and the state of its package: which release, and what its files were."""

    loaded: Loaded
    state: str


@cache
def installed_rules(name: str) -> Installed:
    """Load the rules that an installed package names by an entry point.

    Only where packages are installed is looked, and only from there is imported: what lies in the working folder, of
    which Python would run modules, is nothing that anybody installed.
    """
    found = next(_entry_points(name), None)
    if found is None:
        hint = f"`rules`: `{name}` is no installed package with an entry point `{GROUP}`"
        return Installed(Loaded(problems=(f"{hint}: install it, or write a folder as `{name}/`",)), "")
    point, owner = found
    try:
        with _only_installed():
            module = importlib.import_module(point.module)
            rules = tuple(_rules_below(module))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, other rules hold
        where = [f"{file}:{line}" for file, line in places(error.__traceback__)][-1]
        return Installed(Loaded(problems=(f"{where}: `{name}` not loaded ({type(error).__name__}: {error})",)), "")
    problems = (
        () if rules else (f"`rules`: `{name}`: no module of {point.module} defines a `RULE`: name another package",)
    )
    return Installed(Loaded(rules, problems), f"{point.value} {owner.version} {_newest(module)}")


def _entry_points(name: str) -> "Iterator[tuple[EntryPoint, Distribution]]":
    from importlib.metadata import distributions

    for one in distributions(path=list(_installed_places())):
        for point in one.entry_points:
            if point.group == GROUP and name in {point.name, one.name}:
                yield point, one


def _installed_places() -> Iterator[str]:
    """Give the folders where packages are installed, and those that they name besides, as editable ones do."""
    import site
    import sysconfig

    paths = sysconfig.get_paths()
    folders = dict.fromkeys([*(paths[key] for key in _FOLDERS), *site.getsitepackages(), site.getusersitepackages()])
    for folder in filter(sys.path.__contains__, folders):
        yield folder
        for file in sorted(Path(folder).glob("*.pth")):
            lines = file.read_text("utf-8", "replace").splitlines()
            yield from (line for line in lines if Path(line).is_absolute() and Path(line).is_dir())


@contextmanager
def _only_installed() -> Iterator[None]:
    """Import only what is installed or comes with Python."""
    import sysconfig

    before = sys.path[:]
    inside = [*_installed_places()]
    stdlib = sysconfig.get_path("stdlib")
    sys.path[:] = [one for one in before if one in inside or one.startswith(stdlib) or one.endswith(".zip")]
    try:
        yield
    finally:
        sys.path[:] = before


def _rules_below(module: ModuleType) -> Iterator[tuple[str, Rule]]:
    from pkgutil import walk_packages

    names = [module.__name__]
    if hasattr(module, "__path__"):
        names += [one.name for one in walk_packages(module.__path__, f"{module.__name__}.")]
    for name in names:
        inner = importlib.import_module(name)
        if isinstance(rule := getattr(inner, "RULE", None), Rule):
            yield str(inner.__file__), rule


def _newest(module: ModuleType) -> int:
    """Tell when the package's files changed last: one that is being written keeps its release."""
    home = Path(str(module.__file__)).parent
    return max((file.stat().st_mtime_ns for file in home.rglob("*.py")), default=0)
