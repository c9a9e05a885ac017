"""`rulekit learn`: copy the lessons to a folder and open JupyterLab at the first."""

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

from rulekit.known.shipped import shipped
from rulekit.model.errors import SettingsError
from rulekit.report.summary import count

FIRST = "00_start_here.ipynb"
FOLDER = "rulekit-lessons"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", nargs="?", default=FOLDER, type=Path, help=f"where they go (default: {FOLDER})")
    parser.add_argument("--no-open", action="store_true", help="copy the lessons, and do not start JupyterLab")


def run(options: argparse.Namespace) -> int:
    """Copy and open; lessons that are there already stay as they are.

    Raises:
        SettingsError: the folder cannot be written, or JupyterLab is not installed.
    """
    copied, kept = copy_lessons(options.folder)
    already = f", {kept} there already" if kept else ""
    sys.stdout.write(f"{count(copied, 'lesson')} copied to {options.folder}{already}\n")
    if options.no_open:
        return 0
    if importlib.util.find_spec("jupyterlab") is None:
        raise SettingsError('JupyterLab is not installed: run `pip install ".[jupyter]"` in the clone of rulekit')
    command = [sys.executable, "-m", "jupyterlab", str(options.folder / FIRST)]
    return subprocess.run(command, check=False, shell=False).returncode  # noqa: S603 - our own interpreter


def copy_lessons(folder: Path) -> tuple[int, int]:
    """Copy the lessons that are not there yet; give how many were copied and how many were there.

    Raises:
        SettingsError: the folder cannot be written.
    """
    copied = kept = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for lesson in sorted(shipped("notebooks").glob("*.ipynb")):
            try:
                with (folder / lesson.name).open("xb") as target:  # a link, even one to nothing, counts as there
                    target.write(lesson.read_bytes())
            except FileExistsError:
                kept += 1
            else:
                copied += 1
    except OSError as error:
        raise SettingsError(f"{folder}: cannot be written ({error.strerror}): name another folder") from error
    return copied, kept
