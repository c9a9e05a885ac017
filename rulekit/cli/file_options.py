"""The options that say which files are checked: how they are declared and read, and `--show-files`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from rulekit import api
from rulekit.cli.screen import write_texts
from rulekit.cli.word_lists import listed
from rulekit.engine.exclusion import Exclusion, refuse_idle, refuse_wrong
from rulekit.report.styled import visible

MISTAKE = 2


def add_file_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that choose files."""
    group = parser.add_argument_group("files")
    for name, words in (
        (
            "--exclude",
            "leave out what these patterns name, instead of what the settings exclude; read from this folder",
        ),
        ("--extend-exclude", "leave this out too"),
    ):
        group.add_argument(name, type=listed, action="extend", metavar="PATTERNS", help=words)
    group.add_argument(
        "--force-exclude",
        action=argparse.BooleanOptionalAction,
        help="leave excluded files and folders out even where they are named, as pre-commit does",
    )
    group.add_argument("--show-files", action="store_true", help="list the files that would be checked, and stop")


def chosen_files(options: argparse.Namespace) -> dict[str, Any]:
    """Give the changes to what settings say of files.

    Raises:
        SettingsError: a pattern is wrong.
    """
    changes: dict[str, Any] = {"force_exclude": options.force_exclude}
    for name in ("exclude", "extend_exclude"):
        if patterns := getattr(options, name):
            key = f"--{name.replace('_', '-')}"
            refuse_wrong(key, patterns, "command line")
            refuse_idle(key, patterns if name == "exclude" else (), "command line")
            changes[name] = Exclusion(Path.cwd(), tuple(patterns))
    return changes


def show_files(plan: api.Run) -> int:
    """List the files of a run, and give the exit status."""
    write_texts(map(visible, plan.files), sys.stdout)
    problems = plan.search.problems.values()
    write_texts((f"rulekit: {visible(problem)}" for problem in problems), sys.stderr)
    return MISTAKE if problems else 0
