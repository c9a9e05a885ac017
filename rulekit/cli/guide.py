"""`rulekit guide`: show the guide, or how each of its sentences is read."""

import argparse
import sys
from importlib.resources import files

from rulekit.cli.screen import write_texts
from rulekit.engine.catalog import catalog
from rulekit.report.tables import readings_markdown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--readings", action="store_true", help="one row a rule: what is an error, a warning, advice, not seen"
    )


def run(options: argparse.Namespace) -> int:
    """Show it."""
    if options.readings:
        write_texts(readings_markdown(catalog()), sys.stdout)
    else:
        sys.stdout.write(files("rulekit").joinpath("guide.md").read_text("utf-8"))
    return 0
