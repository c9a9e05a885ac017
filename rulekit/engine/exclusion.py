"""What settings and the command line leave out: patterns as in .gitignore, each read from a folder of its own."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rulekit.engine.file_patterns import file_patterns, is_pattern, is_standard
from rulekit.model.errors import SettingsError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Exclusion(NamedTuple):
    """Patterns, and the folder from which they are read: that of a settings file, or the working folder."""

    root: Path
    patterns: tuple[str, ...]

    def leaves_out(self, path: Path, *, folder: bool = False) -> bool | None:
        """Tell whether a path is left out, or taken back; nothing where no pattern speaks of it."""
        if not self.patterns or not path.is_relative_to(self.root):
            return None
        relative = path.relative_to(self.root).as_posix()
        return _spec(self.patterns).check_file(relative + "/" * folder).include


def leaves_out(exclusions: Sequence[Exclusion], path: Path, *, folder: bool = False) -> bool | None:
    """Tell the same of several; the last that speaks of a path decides."""
    for one in reversed(exclusions):
        if (answer := one.leaves_out(path, folder=folder)) is not None:
            return answer
    return None


def refuse_wrong(key: str, patterns: Iterable[str], where: object) -> None:
    """Refuse patterns that are none, or that lead out of their folder.

    Raises:
        SettingsError: a pattern is wrong; the message names the key and `where` it stands.
    """
    for pattern in patterns:
        if not is_pattern(pattern):
            raise SettingsError(f"{where}: `{key}`: {pattern!r} is no pattern: write it as in .gitignore")
        if ".." in pattern.split("/"):
            raise SettingsError(f"{where}: `{key}`: {pattern!r} leads out of the folder: name what lies in it")


def refuse_idle(key: str, patterns: Sequence[str], where: object) -> None:
    """Refuse a first pattern that takes back what nothing leaves out.

    Raises:
        SettingsError: it does; the message names the key and `where` it stands.
    """
    if patterns and patterns[0].startswith("!") and not is_standard(patterns[0][1:]):
        pattern = patterns[0]
        raise SettingsError(f"{where}: `{key}`: {pattern!r} takes nothing back: write it behind what it excepts")


def without_dot(pattern: str) -> str:
    """Write `./tests/*` as an ignore file does."""
    sign = "!" * pattern.startswith("!")
    written = pattern.removeprefix("!")
    return sign + (written[1:] if written.startswith("./") else written)


@cache
def _spec(patterns: tuple[str, ...]) -> "GitIgnoreSpec":
    return file_patterns(map(without_dot, patterns))
