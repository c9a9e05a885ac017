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
    specs = {Path(top).resolve(): _outer_ignores(Path(top).resolve())}
    for folder, folders, files in os.walk(top):
        here = Path(folder).resolve()
        held = settings or find_settings(here)
        ignores = specs.pop(here, ()) + _ignore_file(here, held)
        folders[:] = sorted(name for name in folders if not _is_ignored(here / name, ignores, held, folder=True))
        specs |= {here / name: ignores for name in folders}
        for name in sorted(files):
            if is_checkable(os.path.join(folder, name)) and not _is_ignored(here / name, ignores, held):  # noqa: PTH118
                file = os.path.join(folder, name)  # noqa: PTH118 - `./a.py` stays as the user wrote it
                if not _is_generated(here / name):
                    yield file


def _is_ignored(path: Path, ignores: Specs, settings: Settings, *, folder: bool = False) -> bool:
    slash = "/" if folder else ""
    if _standard.match_file(path.name + slash):
        return True
    if settings.root and settings.exclude and path.is_relative_to(settings.root):
        patterns = pathspec.GitIgnoreSpec.from_lines(settings.exclude)
        if patterns.match_file(path.relative_to(settings.root).as_posix() + slash):
            return True
    return any(spec.match_file(path.relative_to(base).as_posix() + slash) for base, spec in ignores)


def _outer_ignores(top: Path) -> Specs:
    """Collect the ignore files between the top of the repository and a folder, that folder's own left out."""
    above: list[Path] = []
    for folder in (top, *top.parents):
        above.append(folder)
        if (folder / ".git").exists():
            return tuple(spec for outer in reversed(above[1:]) for spec in _ignore_file(outer, Settings()))
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
