"""`rulekit docs`: write the rules, the usage and the settings as a static site."""

import argparse
import importlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rulekit import api
from rulekit.cli.main import COMMANDS, Parser
from rulekit.cli.settings_options import add_trust
from rulekit.cli.telling import tell_missing
from rulekit.engine.setting_overrides import Overrides
from rulekit.model.errors import SettingsError
from rulekit.report.summary import count
from rulekit.site.build import build_site
from rulekit.site.handout import handout
from rulekit.site.pages import Command

WIDTH = 96


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions, each with its options."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    build = actions.add_parser("build", help="write the site: pages that need no server, no script and no other host")
    build.add_argument("folder", nargs="?", type=Path, default=Path("site"), help="where it goes (default: site)")
    add_trust(build)
    build.set_defaults(act=_build)
    paper = actions.add_parser("handout", help="write the rules for paper: a sheet a section, to print from a browser")
    paper.add_argument("file", nargs="?", type=Path, default=Path("handout.html"), help="default: handout.html")
    paper.set_defaults(act=_handout)


def run(options: argparse.Namespace) -> int:
    """Do what was asked.

    Raises:
        RulekitError: the folder cannot be used.
    """
    status: int = options.act(options)
    return status


def _build(options: argparse.Namespace) -> int:
    tell_missing(api.settings_now(".", Overrides(trust=options.trust)))
    written = build_site(options.folder, list(_commands()))
    sys.stdout.write(f"{count(written, 'page')} written: open {options.folder / 'index.html'}\n")
    return 0


def _handout(options: argparse.Namespace) -> int:
    try:
        options.file.write_text(handout(), "utf-8")
    except OSError as error:
        raise SettingsError(f"{options.file}: cannot be written ({error.strerror}): name another file") from error
    sys.stdout.write(f"{options.file} written: open it in a browser and print it\n")
    return 0


def _commands() -> Iterator[Command]:
    """Read off each command's parser what it does and takes."""
    for name in COMMANDS:
        module = importlib.import_module(f"rulekit.cli.{name}")
        summary = (module.__doc__ or "").partition(": ")[2].partition("\n")[0]
        parser = Parser(prog=f"rulekit {name}", formatter_class=partial(argparse.HelpFormatter, width=WIDTH))
        module.add_arguments(parser)
        yield Command(name, summary[:1].upper() + summary[1:], parser.format_help())
