"""`rulekit practice`: write a notebook of exercises about the code of your own repository."""

import argparse
import sys
from pathlib import Path

from rulekit.cli.history import chosen_rules
from rulekit.cli.screen import write_texts
from rulekit.cli.word_lists import listed, number_above_nothing
from rulekit.model.errors import SettingsError, UnreadableError
from rulekit.report.styled import visible
from rulekit.report.summary import count

NOTEBOOK = Path("practice.ipynb")
NUMBER = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="a folder or module (default: this folder)")
    parser.add_argument(
        "--number", type=number_above_nothing, default=NUMBER, metavar="N", help=f"so many items (default: {NUMBER})"
    )
    parser.add_argument(
        "--rules", type=listed, action="extend", metavar="RULES", help="only these: codes, names, sections"
    )
    parser.add_argument(
        "--tests",
        action="store_true",
        help="a fix is passed when your own tests of its file still pass; they run on a copy of the project",
    )
    parser.add_argument(
        "--output-file", type=Path, default=NOTEBOOK, metavar="FILE", help=f"the notebook (default: {NOTEBOOK})"
    )


def run(options: argparse.Namespace) -> int:
    """Write the notebook, and never over a file that is there.

    Raises:
        SettingsError: the notebook cannot be written, or nothing was found to ask about.
        UnreadableError: there is no such folder.
    """
    from rulekit import api
    from rulekit.teach.practice.notebook import written
    from rulekit.teach.practice.selection import chosen, codes_for, root_of

    target: Path = options.output_file
    if not options.path.exists():
        raise UnreadableError(f"{options.path}: no such file or folder: name the repository")
    if target.suffix != ".ipynb":
        raise SettingsError(f"{target}: is no name of a notebook: end it with .ipynb")
    if target.exists() or target.is_symlink():
        raise SettingsError(_there(target))
    settings = api.settings_for(str(options.path))
    codes = codes_for(settings)
    items = chosen(options.path, options.number, codes, codes & chosen_rules(options.rules, settings))
    if not items:
        raise SettingsError(f"{options.path}: no short function with a finding that can be judged alone: name another")
    text = written(items, target, root_of(options.path), codes, tests=options.tests)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise SettingsError(_there(target)) from error
    except OSError as error:
        raise SettingsError(
            f"{target}: cannot be written ({error.strerror}): name another with --output-file"
        ) from error
    write_texts([f"{count(len(items), 'item')} written to {visible(str(target))}: open it in Jupyter"], sys.stdout)
    return 0


def _there(target: Path) -> str:
    return f"{target} is there already, and stays as it is: name another with --output-file"
