"""Where a file stands: in its project, and under its settings."""

from functools import lru_cache
from pathlib import Path, PurePath

from rulekit.engine.files import absolute
from rulekit.engine.settings import Settings

_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")


def codes_for(path: str | None, settings: Settings) -> frozenset[str]:
    """Give the codes that hold in a file."""
    return settings.selected_for(relative_path(path, settings)) if settings.per_file_ignores else settings.selected


def relative_path(path: str | None, settings: Settings) -> str | None:
    """Name a file relative to its settings file, as patterns do, or to the working folder where there is none."""
    if path is None:
        return None
    full, root = absolute(path), settings.root or Path.cwd()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else path


def inner_path(path: str | None) -> str | None:
    """Name a file relative to its project, so that folders around the project say nothing about it."""
    if path is None or path == "-":
        return None
    full = absolute(path)
    top = project_root(full.parent)
    return full.relative_to(top).as_posix() if top else PurePath(path).name


@lru_cache(maxsize=4096)
def project_root(folder: Path) -> Path | None:
    """Find the folder of the project around a folder: the nearest with a `pyproject.toml`, `setup.py` or `.git`."""
    if any((folder / mark).exists() for mark in _MARKS):
        return folder
    return None if folder.parent == folder else project_root(folder.parent)
