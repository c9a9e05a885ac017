"""Finding the files to check: folders are searched, and files that are named are always taken."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pathspec

from rulekit.engine.files import is_checkable
from rulekit.engine.settings import EXCLUDED, Settings, find_settings
from rulekit.model.errors import UnreadableError

_GENERATED = b"@" + b"generated"
_HEAD = 2048

Specs = tuple[tuple[Path, pathspec.GitIgnoreSpec], ...]


def find_files(paths: Iterable[str], settings: Settings | None = None) -> Iterator[str]:
    """Give the files to check, in order, each once; `settings` replaces what folders say themselves.

    Raises:
        UnreadableError: a path does not exist.
    """
    seen: set[str] = set()
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - a path of the user is shown as it was given
            raise UnreadableError(f"{path}: no such file or folder: check the spelling")
        found = _searched(path, settings) if Path(path).is_dir() else (path,)
        for file in found:
            if (key := os.path.normpath(file)) not in seen:
                seen.add(key)
                yield file


def _searched(top: str, settings: Settings | None) -> Iterator[str]:
    start = Path(top).resolve()
    asked_for = _is_excluded(start, settings or find_settings(start), folder=True)
    specs = {start: _outer_ignores(start)}
    for folder, folders, files in os.walk(top):
        here = Path(folder).resolve()
        held = settings or find_settings(here)
        ignores = specs.pop(here, ()) + _ignore_file(here, held)

        kept = None if asked_for else held
        folders[:] = sorted(name for name in folders if not _is_out(here / name, ignores, kept, folder=True))
        specs |= {here / name: ignores for name in folders}
        for name in sorted(files):
            file = os.path.join(folder, name)  # noqa: PTH118 - `./a.py` stays as the user wrote it
            if is_checkable(file) and not _is_out(here / name, ignores, kept) and not _is_generated(here / name):
                yield file


def _is_out(path: Path, ignores: Specs, settings: Settings | None, *, folder: bool = False) -> bool:
    return bool(settings and _is_excluded(path, settings, folder=folder)) or _is_ignored(path, ignores, folder=folder)


def _is_excluded(path: Path, settings: Settings, *, folder: bool = False) -> bool:
    if not settings.root or not settings.exclude or not path.is_relative_to(settings.root):
        return False
    relative = path.relative_to(settings.root).as_posix()
    return settings.excluded.match_file(relative + "/" * folder)


def _is_ignored(path: Path, ignores: Specs, *, folder: bool = False) -> bool:
    slash = "/" * folder
    if _standard.match_file(path.name + slash):
        return True
    return any(spec.match_file(path.relative_to(base).as_posix() + slash) for base, spec in ignores)


def _outer_ignores(top: Path) -> Specs:
    """Collect the ignore files between the top of the repository and a folder, that folder's own left out.

    A folder that is itself ignored and yet was asked for is searched as if they were not there.
    """
    above: list[Path] = []
    for folder in (top, *top.parents):
        above.append(folder)
        if (folder / ".git").exists():
            specs = tuple(spec for outer in reversed(above[1:]) for spec in _ignore_file(outer, Settings()))
            asked_for = any(spec.match_file(f"{top.relative_to(base).as_posix()}/") for base, spec in specs)
            return () if asked_for else specs
    return ()


def _ignore_file(folder: Path, settings: Settings) -> Specs:
    file = folder / ".gitignore"
    if not settings.respect_gitignore or not file.is_file():
        return ()
    lines = file.read_text("utf-8", errors="replace").splitlines()
    return ((folder, pathspec.GitIgnoreSpec.from_lines(lines)),)


def _is_generated(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _GENERATED in file.read(_HEAD)
    except OSError:
        return False


_standard = pathspec.GitIgnoreSpec.from_lines(EXCLUDED)
