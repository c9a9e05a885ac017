"""Settings on the command line, which win over those of files."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.engine.options import key_of
from rulekit.engine.settings import KEYS, Settings, checked, find_settings, read_settings
from rulekit.model.errors import SettingsError

_LISTS = ("select", "extend_select", "ignore")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Declare the options that override settings."""
    group = parser.add_argument_group("settings")
    group.add_argument(
        "--select", type=_listed, action="extend", metavar="RULES", help="only these: codes, names, sections, ALL"
    )
    group.add_argument("--extend-select", type=_listed, action="extend", metavar="RULES", help="these too")
    group.add_argument("--ignore", type=_listed, action="extend", metavar="RULES", help="all but these")
    group.add_argument(
        "--per-file-ignores", type=_pair, action="append", metavar="PATTERN:RULE", help="ignore in some files"
    )
    group.add_argument(
        "--config", metavar="FILE", type=Path, help="a settings file instead of the nearest pyproject.toml"
    )
    group.add_argument("--isolated", action="store_true", help="read no settings file")
    group.add_argument("--show-settings", action="store_true", help="show the settings that hold, and stop")


def chosen_settings(options: argparse.Namespace) -> Settings | None:
    """Give the settings for the whole run, or nothing where each file is judged by those nearest to it.

    Raises:
        SettingsError: an option or the settings file is wrong.
    """
    changes: dict[str, Any] = {key: tuple(value) for key in _LISTS if (value := getattr(options, key))}
    if options.config and options.isolated:
        raise SettingsError("--config and --isolated exclude each other: give one of them")
    if not (changes or options.config or options.isolated or options.per_file_ignores):
        return None
    if options.isolated:
        base = Settings()
    else:
        base = read_settings(options.config) if options.config else find_settings(Path.cwd())
    for pattern, code in options.per_file_ignores or ():
        ignored = changes.setdefault("per_file_ignores", dict(base.per_file_ignores))
        ignored[pattern] = (*ignored.get(pattern, ()), code)
    if "ignore" in changes:
        changes["ignore"] = (*base.ignore, *changes["ignore"])
    return checked(replace(base, **changes))


def show_settings(settings: Settings | None, path: str) -> Iterator[str]:
    """List the settings that hold for a path, as TOML."""
    held = settings or api.settings_for(path)
    yield f"# {held.file or 'no settings file: the defaults'}"
    yield "[tool.rulekit]"
    for key in KEYS:
        yield f"{key} = {_toml(getattr(held, key.replace('-', '_')))}"
    for pattern, codes in held.per_file_ignores.items():
        yield f"per-file-ignores.{_toml(pattern)} = {_toml(codes)}"
    for rule in catalog():
        for name, value in vars(held.options_of(rule)).items():
            yield f"{rule.name}.{key_of(name)} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _pair(text: str) -> tuple[str, str]:
    pattern, colon, code = text.rpartition(":")
    if not colon:
        raise argparse.ArgumentTypeError(f"{text!r} must be PATTERN:RULE")
    return pattern, code
