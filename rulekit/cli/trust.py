"""`rulekit trust`: let the rules and lessons of a repository run, as their files are now."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rulekit import api
from rulekit.cli.screen import write_texts
from rulekit.engine.files import absolute
from rulekit.engine.own_rules.own_files import LESSONS, RULES, read_own_files
from rulekit.engine.own_rules.own_rules import is_place, place_of
from rulekit.engine.own_rules.trust import trust, withdraw
from rulekit.report.styled import visible
from rulekit.report.summary import count

EPILOG = """Rules are code, and lessons hold some. Those of a repository run only after somebody has read them and said
so here; when one of their files changes, that is asked for again. Nothing runs by this command."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = EPILOG
    parser.add_argument(
        "path", nargs="?", default=".", help="a folder whose settings name rules or lessons (default: this one)"
    )
    parser.add_argument("--withdraw", action="store_true", help="let them run no more")


def run(options: argparse.Namespace) -> int:
    """Note what may run, or that it may not."""
    places = list(_places(options.path))
    if not places:
        sys.stdout.write("The settings name no rules or lessons of a repository: there is nothing to trust.\n")
    for place, kind in places:
        shown = visible(str(place))
        if options.withdraw:
            was = withdraw(place, kind)
            sys.stdout.write(f"{shown} {'may run no more' if was else 'was not trusted'}.\n")
            continue
        files = read_own_files(place, kind)
        write_texts((f"  {visible(name)}" for name, _ in files.texts), sys.stdout)
        trust(files)
        sys.stdout.write(f"{shown} may run from now on, {count(len(files.texts), 'file')}, until one changes.\n")
    return 0


def _places(path: str) -> Iterator[tuple[Path, str]]:
    """Give the folders and modules that the settings of a place name, those on which they build included."""
    held = api.settings_for(path)
    root = held.root or absolute(path)
    yield from ((place_of(entry, root, held.file), RULES) for entry in held.rules if is_place(entry))
    if held.lessons:
        yield held.lessons.place, LESSONS
