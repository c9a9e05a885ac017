"""`rulekit teach`: for authors of lessons: write the notebooks anew from their chapters."""

import argparse
import importlib.util
import sys
from importlib.resources import as_file, files
from pathlib import Path

from rulekit.model.errors import SettingsError
from rulekit.teach.notebooks import build_notebook

LESSONS = {"start": "00_start_here.ipynb"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=("build",))
    parser.add_argument("--check", action="store_true", help="change nothing, exit with 1 where a notebook is stale")
    parser.add_argument("--folder", type=Path, default=Path("notebooks"), help="default: notebooks")


def run(options: argparse.Namespace) -> int:
    """Build or check the notebooks.

    Raises:
        SettingsError: the folder is missing, or no kernel is installed to run the cells.
        UnreadableError: a chapter has an error.
    """
    if not options.folder.is_dir():
        raise SettingsError(f"{options.folder}: no such folder: run it in a clone of rulekit, or name the folder")
    if importlib.util.find_spec("ipykernel") is None:
        raise SettingsError('no kernel is installed to run the cells: run `pip install ".[jupyter]"` in the clone')
    stale = 0
    with as_file(files("rulekit") / "curriculum") as curriculum:
        for section, name in LESSONS.items():
            target = options.folder / name
            before = target.read_text("utf-8") if target.exists() else ""
            after = build_notebook(curriculum / section / "chapter.md", target)
            if options.check:
                target.write_text(before, "utf-8")
            else:
                target.write_text(after, "utf-8")
            if after != before:
                stale += 1
                sys.stdout.write(f"{'stale' if options.check else 'written'}: {target}\n")
    return int(options.check and bool(stale))
