"""`rulekit rules`: list the rules, or the schema of their settings."""

import argparse
import json
import sys

from rulekit import api
from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import add_trust
from rulekit.cli.telling import tell_missing
from rulekit.engine.catalog import catalog
from rulekit.engine.schema import settings_schema
from rulekit.engine.setting_overrides import Overrides
from rulekit.report import tables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--output-format", choices=("text", "markdown", "json", "schema"), default="text")
    add_trust(parser)


def run(options: argparse.Namespace) -> int:
    """Show the list."""
    tell_missing(api.settings_now(".", Overrides(trust=options.trust)))
    if options.output_format == "json":
        write_texts([json.dumps(tables.rules_values(catalog()), indent=2)], sys.stdout)
    elif options.output_format == "schema":
        write_texts([json.dumps(settings_schema(), indent=2)], sys.stdout)
    else:
        layout = tables.rules_text if options.output_format == "text" else tables.rules_markdown
        write_texts(layout(catalog()), sys.stdout)
    return 0
