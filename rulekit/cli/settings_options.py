"""The options `--select`, `--ignore`, `--config` and so on: how they are declared and read, and `--show-settings`."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rulekit.cli.file_options import chosen_files
from rulekit.cli.word_lists import listed
from rulekit.engine.catalog import catalog
from rulekit.engine.rule_options import key_of
from rulekit.engine.setting_overrides import Given, Overrides
from rulekit.engine.settings import KEYS, Settings
from rulekit.engine.settings_files import read_settings
from rulekit.model.errors import SettingsError
from rulekit.report.styled import visible

_OVERRIDES = ("select", "extend_select", "ignore", "per_file_ignores", "beside")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Declare the options that override settings."""
    group = parser.add_argument_group("settings")
    group.add_argument(
        "--select",
        type=listed,
        action="extend",
        metavar="RULES",
        help="only these: codes (also of other tools, such as E722), names, sections, ALL",
    )
    group.add_argument("--extend-select", type=listed, action="extend", metavar="RULES", help="these too")
    group.add_argument(
        "--ignore", "--extend-ignore", type=listed, action="extend", metavar="RULES", help="all but these"
    )
    group.add_argument(
        "--per-file-ignores", type=_pairs, action="extend", metavar="PATTERN:RULE", help="ignore in some files"
    )
    group.add_argument(
        "--beside", type=listed, action="extend", metavar="TOOL", help="leave out what this tool reports: ruff"
    )
    group.add_argument("--config", metavar="FILE", type=Path, help="a settings file instead of the nearest")
    group.add_argument(
        "--isolated", action="store_true", help="read no settings file, only which Python the project asks for"
    )
    add_trust(group)
    group.add_argument("--show-settings", action="store_true", help="show the settings that hold, and stop")


def add_trust(parser: argparse._ActionsContainer) -> None:
    """Declare the option that lets a team's own rules run."""
    parser.add_argument(
        "--trust", action="store_true", help="run the rules that the settings name, whoever wrote them: for CI"
    )


def chosen_settings(options: argparse.Namespace) -> Given:
    """Give the settings for the whole run, or the changes to those that are nearest to each file.

    Raises:
        SettingsError: an option or the settings file is wrong.
    """
    chosen: dict[str, Any] = {key: tuple(getattr(options, key) or ()) for key in _OVERRIDES}
    changes = Overrides(**chosen, **chosen_files(options), trust=options.trust)
    if options.config and options.isolated:
        raise SettingsError("--config and --isolated exclude each other: give one of them")
    if options.isolated:
        return changes.over(Settings())
    return changes.over(read_settings(options.config, trusting=options.trust)) if options.config else changes


def asked_for(options: argparse.Namespace) -> frozenset[str]:
    """Return the codes of the rules that the command line names; who selects all names none."""
    named = [word for word in (*(options.select or ()), *(options.extend_select or ())) if word != "ALL"]
    return frozenset().union(*(catalog().meant_by(word) for word in named))


def show_settings(held: Settings) -> Iterator[str]:
    """List settings as TOML."""
    yield f"# {held.file or 'no settings file: the defaults'}"
    yield "[tool.rulekit]"
    for key in KEYS:
        yield f"{key} = {_toml(getattr(held, key.replace('-', '_')))}"
    for place, patterns in (*held.inherited.exclude, *held.inherited.extend_exclude, *held.given):
        yield from [f"# exclude, read from {visible(str(place))}: {_toml(patterns)}"] if patterns else ()
    for place, pattern, codes in held.inherited.ignores:
        yield f"# per-file-ignores, read from {visible(str(place))}: {_toml(pattern)} = {_toml(codes)}"
    for pattern, codes in held.per_file_ignores.items():
        yield f"per-file-ignores.{_toml(pattern)} = {_toml(codes)}"
    for key, level in held.severity.items():
        yield f"severity.{_toml(key)} = {_toml(level)}"
    for rule in held.catalog:
        for name, value in vars(held.options_of(rule)).items():
            yield f"{rule.name}.{key_of(name)} = {_toml(value)}"


def _toml(value: Any) -> str:
    return json.dumps(value)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Read `tests/*:RK301,RK105` or `tests/*:RK301,tools/*:RK105`."""
    pairs: list[tuple[str, str]] = []
    for part in listed(text):
        pattern, _, selector = part.rpartition(":")
        pattern = pattern or (pairs[-1][0] if pairs else "")
        if not pattern:
            raise argparse.ArgumentTypeError(f"{text!r} must be PATTERN:RULE")
        pairs.append((pattern, selector))
    return pairs
