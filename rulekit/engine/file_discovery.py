"""Finding the files to check: what is left out by default, by settings and by .gitignore; named files are taken."""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pathspec import GitIgnoreSpec

from rulekit.engine.file_patterns import file_patterns, is_pattern, is_standard
from rulekit.engine.files import is_checkable, is_code
from rulekit.engine.setting_overrides import Given, settings_in
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnreadableError

_GENERATED = b"@" + b"generated"
# The mark of generated files stands in the comment at their top.
_HEAD = 2048
TO_NOTHING = "a link to nothing"

Specs = tuple[tuple[Path, GitIgnoreSpec], ...]


@dataclass(frozen=True)
class Search:
    """What a search found: the files, why folders could not be searched, and why links are left out; each by path.

    `excluded` are the files and folders that settings leave out, and generated code; `texts` are files of other kinds.
    """

    files: tuple[str, ...]
    problems: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def other_files(self) -> Iterator[str]:
        """Find the files that nobody judges as code, and that may name what modules hold."""
        for path in (*self.texts, *self.excluded):
            if Path(path).is_file():
                yield path
            for folder, folders, files in os.walk(path):
                folders[:] = sorted(name for name in folders if not is_standard(f"{name}/"))
                yield from (f"{folder}/{name}" for name in sorted(files) if Path(folder, name).is_file())


def find_files(paths: Iterable[str | os.PathLike[str]], settings: Given = None) -> Search:
    """Find the files to check, in order, each once; `settings` replaces or changes what folders say themselves.

    A link to a file outside of the searched folder is left out, as a fix of it would change somebody else's file. One
    that leads nowhere was no slip of the pen, so it is a problem of its own, and the other paths are searched.

    Raises:
        UnreadableError: a path does not exist.
    """
    files: dict[str, str] = {}
    search = _Search({}, {}, [], [])
    for path in [os.fspath(path) for path in paths]:
        if not os.path.exists(path):  # noqa: PTH110 - a path of the user is shown as it was given
            if not os.path.lexists(path):
                raise UnreadableError(f"{path}: no such file or folder: check the spelling")
            search.problems[path] = f"{path}: {TO_NOTHING}: correct or delete it"
            continue
        found = _searched(path, settings, search) if Path(path).is_dir() else (path,)
        for file in found:
            files.setdefault(os.path.abspath(file), file)  # noqa: PTH100 - links stay
    return Search(tuple(files.values()), search.problems, search.left_out, tuple(search.excluded), tuple(search.texts))


class _Search(NamedTuple):
    """What a search that goes on has met."""

    problems: dict[str, str]
    left_out: dict[str, str]
    excluded: list[str]
    texts: list[str]


def _searched(top: str, settings: Given, search: _Search) -> Iterator[str]:
    def unsearched(error: OSError) -> None:
        line = f"{error.filename}: cannot be searched ({error.strerror}): check its rights, or exclude it"
        search.problems[str(error.filename)] = line

    start = Path(top).resolve()
    outer = settings_in(start, settings)
    is_asked_for = bool(_is_excluded(start, outer, folder=True))
    specs = {start: _outer_ignores(start, outer)}
    for folder, folders, files in os.walk(top, onerror=unsearched):
        here = Path(folder).resolve()
        if not os.access(here, os.X_OK):
            unsearched(PermissionError(errno.EACCES, os.strerror(errno.EACCES), folder))
            folders.clear()
            continue
        held = settings_in(here, settings)
        ignores = specs.pop(here, ()) + _ignore_file(here, held)
        kept = None if is_asked_for else held
        visible = [name for name in sorted(folders) if not _is_left_out(here / name, ignores, kept, folder=True)]
        folders[:] = _not_excluded(here, visible, kept, search.excluded, folder=True)
        specs |= {here / name: ignores for name in folders}
        visible = [name for name in sorted(files) if not _is_left_out(here / name, ignores, kept)]
        for name in _not_excluded(here, visible, kept, search.excluded):
            file = os.path.join(folder, name)  # noqa: PTH118 - `./a.py` stays as the user wrote it
            if _is_judged(file, here / name, start, search):
                yield file


def _is_judged(file: str, path: Path, top: Path, search: _Search) -> bool:
    """Tell whether rules judge a file, and set aside what may be of use though they do not."""
    if not is_code(file):
        search.texts.append(file)
    if not is_checkable(file):
        return False
    if not _is_handwritten(path):
        search.excluded.append(file)
        return False
    if reason := _why_not_followed(path, top):
        search.left_out[file] = reason
    return not reason


def _not_excluded(
    here: Path, visible: list[str], settings: Settings | None, excluded: list[str], *, folder: bool = False
) -> list[str]:
    """Set aside what the settings exclude."""
    aside = [name for name in visible if _is_excluded(here / name, settings, folder=folder)]
    excluded += [str(here / name) for name in aside]
    return [name for name in visible if name not in aside]


def _is_left_out(path: Path, ignores: Specs, settings: Settings | None, *, folder: bool = False) -> bool:
    """Tell whether a path is left out whatever settings exclude; what they take back is not."""
    is_known = is_standard(path.name + "/" * folder) and _is_excluded(path, settings, folder=folder) is None
    return is_known or _is_ignored(path, ignores, folder=folder)


def _is_excluded(path: Path, settings: Settings | None, *, folder: bool = False) -> bool | None:
    """Tell whether the settings leave a path out, or take it back; nothing where they do not speak of it."""
    if not settings or not settings.root or not settings.exclude or not path.is_relative_to(settings.root):
        return None
    relative = path.relative_to(settings.root).as_posix()
    return settings.excluded.check_file(relative + "/" * folder).include


def _is_ignored(path: Path, ignores: Specs, *, folder: bool = False) -> bool:
    """Tell whether an ignore file leaves a path out; the last line of the nearest file that speaks of it decides."""
    slash = "/" * folder
    decisions = (spec.check_file(path.relative_to(base).as_posix() + slash).include for base, spec in reversed(ignores))
    return next((left_out for left_out in decisions if left_out is not None), False)


def _outer_ignores(top: Path, settings: Settings) -> Specs:
    """Collect the ignore files between the top of the repository and a folder, that folder's own left out.

    A folder that is itself ignored and yet was asked for is searched as if they were not there.
    """
    above: list[Path] = []
    for folder in (top, *top.parents):
        above.append(folder)
        if (folder / ".git").exists():
            specs = tuple(spec for outer in reversed(above[1:]) for spec in _ignore_file(outer, settings))
            return () if _is_ignored(top, specs, folder=True) else specs
    return ()


def _ignore_file(folder: Path, settings: Settings) -> Specs:
    file = folder / ".gitignore"
    if not settings.respect_gitignore or not file.is_file():
        return ()
    try:
        lines = file.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return ()
    return ((folder, file_patterns(filter(is_pattern, lines))),)


def _why_not_followed(path: Path, top: Path) -> str:
    """Say why a link is not followed, if it is one."""
    if not path.is_symlink():
        return ""
    if not path.exists():
        return TO_NOTHING
    return "" if path.resolve().is_relative_to(top) else "a link that leads out of the folder"


def _is_handwritten(path: Path) -> bool:
    """Leave out pipes and generated files; a file that cannot be read stays, so that the run says so."""
    if path.exists() and not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return _GENERATED not in file.read(_HEAD)
    except OSError:
        return True
