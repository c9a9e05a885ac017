"""Where lessons come from: the folder that comes with rulekit, and that of a team, as the settings in force say."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from rulekit.api import in_force
from rulekit.engine.own_rules.own_files import LESSONS, OwnFiles, read_own_files
from rulekit.model.late import dataclass

OURS = "rulekit/curriculum"


@dataclass(frozen=True)
class Curriculum:
    """A folder of lessons, or those that come with rulekit; of a team's own, the texts that may run."""

    home: str
    own: OwnFiles | None = None

    def folders(self) -> tuple[str, ...]:
        """Give the folders that hold a lesson or exercises."""
        return tuple(dict.fromkeys(name.rpartition("/")[0] for name in self.names()))

    def names(self) -> tuple[str, ...]:
        """Name all files, from the folder on, in their order."""
        return _shipped_names() if self.own is None else tuple(name for name, _ in self.own.texts)

    def text(self, name: str) -> str:
        """Give the text of a file; a file that is not there has none."""
        if self.own is not None:
            return dict(self.own.texts).get(name, b"").decode("utf-8", "replace")
        file = files("rulekit") / "curriculum" / name
        return file.read_text("utf-8") if file.is_file() else ""

    def path(self, name: str) -> str:
        """Say where a file lies."""
        return f"{self.home}/{name}"


class Curricula(NamedTuple):
    """The lessons in force; `missing` says why those of a team's own are not among them."""

    found: tuple[Curriculum, ...]
    missing: tuple[str, ...] = ()

    def named(self, *names: str) -> Iterator[tuple[Curriculum, str]]:
        """Give the files that are called so, each as its folder's and its name."""
        for one in self.found:
            yield from ((one, name) for name in one.names() if name.rpartition("/")[2] in names)

    @property
    def own(self) -> Curriculum | None:
        """The team's own."""
        return next((one for one in self.found if one.own), None)


SHIPPED = Curriculum(OURS)


def curricula() -> Curricula:
    """Give ours, unless the settings do without, and the team's own as far as its code may run."""
    held = in_force()
    ours = (SHIPPED,) if held.shipped_lessons else ()
    if held.lessons is None:
        return Curricula(ours)
    found = held.lessons.files
    if isinstance(found, str):
        return Curricula(ours, (found,))
    return Curricula((*ours, Curriculum(str(found.place), found)))


def curriculum_in(folder: Path) -> Curriculum:
    """Give the lessons of a folder that somebody names, which lets them run.

    Raises:
        SettingsError: a file cannot be read.
    """
    return Curriculum(str(folder), read_own_files(folder, LESSONS))


@cache
def _shipped_names() -> tuple[str, ...]:
    found = []
    for folder in (files("rulekit") / "curriculum").iterdir():
        if folder.is_dir():
            found += [f"{folder.name}/{file.name}" for file in folder.iterdir() if not file.is_dir()]
    return tuple(sorted(found))
