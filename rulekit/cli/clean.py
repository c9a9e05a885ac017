"""`rulekit clean`: forget the answers of earlier runs."""

import argparse
import sys
from pathlib import Path

from rulekit import api
from rulekit.engine.cache.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--cache-dir", metavar="FOLDER", type=Path, help="where the answers are, as it was given to `rulekit check`"
    )


def run(options: argparse.Namespace) -> int:
    """Delete the answers."""
    store = Store(options.cache_dir) if options.cache_dir else api.usual_store(api.Run(api.Search((".",))))
    if store and store.clean():
        sys.stdout.write(f"Forgot the answers in {store.folder}.\n")
    else:
        sys.stdout.write("There are no answers of earlier runs.\n")
    return 0
