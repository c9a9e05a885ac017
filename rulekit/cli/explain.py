"""`rulekit explain`: show the page of a rule, named by its code, its name, or another tool's code."""

import argparse
import json
import sys

from rulekit import api
from rulekit.cli.screen import write_markdown
from rulekit.cli.settings_options import add_trust
from rulekit.cli.telling import tell_missing
from rulekit.engine.catalog import catalog
from rulekit.engine.setting_overrides import Overrides
from rulekit.report.rule_page import markdown_page, page_values


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("rule", help="RK301, bare-except, errors, E722 ...")
    parser.add_argument("--output-format", choices=("text", "markdown", "json"), default="text")
    add_trust(parser)


def run(options: argparse.Namespace) -> int:
    """Show the pages."""
    settings = api.settings_now(".", Overrides(trust=options.trust))
    tell_missing(settings)
    known = catalog()
    rules = known.find(options.rule)
    if options.output_format == "json":
        values = [page_values(rule, known.related(rule), settings.options_of(rule)) for rule in rules]
        sys.stdout.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
        return 0
    pages = [markdown_page(rule, known.related(rule), settings.options_of(rule)) for rule in rules]
    if options.output_format == "markdown":
        sys.stdout.write("\n".join(pages))
    else:
        write_markdown("\n\n---\n\n".join(pages), sys.stdout)
    return 0
