"""`rulekit why`: say why a rule does or does not report a line."""

import argparse
import sys

from rulekit import api
from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import add_trust
from rulekit.engine.setting_overrides import Overrides
from rulekit.model.errors import SettingsError
from rulekit.model.late import regex

_PLACE = regex(r"(?P<path>.+?)(?::cell_(?P<cell>\d+))?:(?P<line>\d+)(?::\d+)?:?")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("place", metavar="FILE:LINE", help="orders.py:12, or orders.ipynb:cell_3:2")
    parser.add_argument("rule", help="RK301, bare-except, errors, E722 ...")
    add_trust(parser)


def run(options: argparse.Namespace) -> int:
    """Show the reasons.

    Raises:
        SettingsError: the place is not spelled as a place.
    """
    match = _PLACE.fullmatch(options.place)
    if match is None:
        raise SettingsError(f"`{options.place}` names no line: write FILE:LINE, in a notebook FILE.ipynb:cell_N:LINE")
    cell = int(match["cell"]) if match["cell"] else None
    write_texts(
        api.why(match["path"], int(match["line"]), options.rule, cell, Overrides(trust=options.trust)), sys.stdout
    )
    return 0
