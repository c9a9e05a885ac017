"""`rulekit --generate-shell-completion SHELL`: a script by which a shell completes commands and options."""

import argparse
import sys
from collections.abc import Iterator
from typing import Final

from rulekit.cli.extras import missing
from rulekit.model.errors import SettingsError

OPTION: Final = "--generate-shell-completion"
SHELLS: Final = ("bash", "zsh", "fish")
_FOLDERS: Final = {"FOLDER"}
_FILES: Final = {"PATH", "FILE", "FILE:LINE"}


def write_completion(parser: argparse.ArgumentParser, words: list[str]) -> int:
    """Write the script, and give the exit status.

    Raises:
        SettingsError: no such shell is known, or the library is missing.
    """
    shell = words[0].lower() if len(words) == 1 else ""
    if shell not in SHELLS:
        raise SettingsError(f"{OPTION} takes one shell: name one of {', '.join(SHELLS)}")
    try:
        import shtab
    except ImportError as error:
        raise missing(OPTION, "shtab", "completion") from error
    for action in _actions(parser):
        if action.metavar in _FILES or action.metavar in _FOLDERS:
            vars(action)["complete"] = shtab.DIRECTORY if action.metavar in _FOLDERS else shtab.FILE
    sys.stdout.write(shtab.complete(parser, shell).rstrip("\n") + "\n")
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Give what a parser takes, and what its commands take."""
    for action in vars(parser)["_actions"]:
        yield action
        commands = action.choices if isinstance(action.choices, dict) else {}
        for command in commands.values():
            yield from _actions(command)
