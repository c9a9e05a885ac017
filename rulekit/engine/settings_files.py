"""Where settings stand: the files that hold them, which of these are nearest, and on which others they build."""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

from rulekit.engine.files import absolute
from rulekit.engine.inheritance import build_on
from rulekit.engine.own_rules.installed import installed_rules
from rulekit.engine.settings import Settings, read_table
from rulekit.engine.target_version import oldest_python
from rulekit.model.errors import SettingsError

PROJECT = "pyproject.toml"
# The first that is there holds, as in ruff.
FILES = (".rulekit.toml", "rulekit.toml", PROJECT)


@functools.cache
def find_settings(folder: Path, *, trusting: bool = False) -> Settings:
    """Find the settings that hold in a folder: the nearest file of settings upward from it.

    `trusting` says that the rules that they name may run, whoever wrote them.

    Raises:
        SettingsError: the settings cannot be read.
    """
    found = _nearest(folder, trusting=trusting)
    return replace(found, target_version=found.target_version or oldest_python(folder))


def forget_settings() -> None:
    """Let the settings be read anew, for files that may have changed meanwhile."""
    for memory in (find_settings, _nearest, oldest_python, installed_rules):
        memory.cache_clear()


@functools.cache
def _nearest(folder: Path, *, trusting: bool) -> Settings:
    for file in (folder / name for name in FILES):
        if file.is_file() and (table := _table_in(file)) is not None:
            return _built(table, file, trusting=trusting)
    return Settings() if folder.parent == folder else _nearest(folder.parent, trusting=trusting)


def read_settings(file: Path, *, trusting: bool = False) -> Settings:
    """Read the settings of one file: `[tool.rulekit]` of a pyproject.toml, or a file that holds only those keys.

    Raises:
        SettingsError: the file cannot be read, or a key or value is wrong.
    """
    table = _table_in(file)
    return _built({} if table is None else table, absolute(file), trusting=trusting)


def _table_in(file: Path) -> Any:
    """Give the table of settings in a file; nothing where a pyproject.toml has none."""
    document = _load(file)
    return _tool(document).get("rulekit", None if file.name == PROJECT else document)


def _tool(document: dict[str, Any]) -> dict[str, Any]:
    tool = document.get("tool")
    return tool if isinstance(tool, dict) else {}


def _load(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}): name another file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from error


def _built(table: Any, file: Path, above: tuple[Path, ...] = (), *, trusting: bool) -> Settings:
    """Turn a table of settings into `Settings`, over those of the file on which it builds.

    `above` are the files that build on this one.

    Raises:
        SettingsError: a key or value is wrong; the message names both and the remedy.
    """
    named = table.get("extend") if isinstance(table, dict) else None
    base = _extended(named, file, above, trusting=trusting) if named and isinstance(named, str) else Settings()
    return build_on(base, read_table(table, file, base, trusting=trusting), table)


def _extended(named: str, file: Path, above: tuple[Path, ...], *, trusting: bool) -> Settings:
    """Read the settings on which a file builds.

    Raises:
        SettingsError: there are none, or they are wrong, or they build on the file themselves.
    """
    target = absolute(file.parent / Path(named).expanduser())
    chain = (*above, file)
    if target in chain:
        circle = " -> ".join(map(str, (*chain[chain.index(target) :], target)))
        raise SettingsError(f"{file}: `extend` leads in a circle, {circle}: let one of them build on none")
    try:
        table = _table_in(target)
    except SettingsError as error:
        raise SettingsError(f"{file}: `extend`: {error}") from error
    if table is None:
        raise SettingsError(f"{file}: `extend`: {target} has no table `[tool.rulekit]`: name a file that has settings")
    return _built(table, target, chain, trusting=trusting)
