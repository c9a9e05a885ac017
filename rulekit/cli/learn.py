"""`rulekit learn`: copy the lessons to a folder and open JupyterLab at the first."""

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from rulekit import api
from rulekit.cli.settings_options import add_trust
from rulekit.cli.telling import tell_missing, write_problems
from rulekit.engine.setting_overrides import Overrides
from rulekit.known.shipped import shipped
from rulekit.model.errors import SettingsError
from rulekit.report.summary import count
from rulekit.teach.catalog import library
from rulekit.teach.curricula import curricula
from rulekit.teach.lesson_settings import extend_settings
from rulekit.teach.lessons import lessons
from rulekit.teach.notebooks import as_json, cells_of, numbered

FOLDER = "rulekit-lessons"
CONFIGURATION = "JUPYTER_CONFIG_PATH"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", nargs="?", default=FOLDER, type=Path, help=f"where they go (default: {FOLDER})")
    parser.add_argument("--no-open", action="store_true", help="copy the lessons, and do not start JupyterLab")
    add_trust(parser)
    parser.add_argument(
        "--run",
        dest="server",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="become this server in place of JupyterLab, such as `jupyterhub-singleuser`; all that follows is its own",
    )


def run(options: argparse.Namespace) -> int:
    """Copy and open; lessons that are there already stay as they are.

    Raises:
        SettingsError: the folder cannot be written, JupyterLab is not installed, or the server cannot be started.
    """
    tell_missing(api.settings_now(".", Overrides(trust=options.trust)))
    write_problems(curricula().missing)
    copied, kept = copy_lessons(options.folder)
    already = f", {kept} there already" if kept else ""
    sys.stdout.write(f"{count(copied, 'lesson')} copied to {options.folder}{already}\n")
    if options.no_open:
        return 0
    if options.server:
        _become(options.server)
    if importlib.util.find_spec("jupyterlab") is None:
        raise SettingsError('JupyterLab is not installed: run `pip install ".[jupyter]"` in the clone of rulekit')
    command = [sys.executable, "-m", "jupyterlab", str(options.folder / lessons()[0].notebook)]
    done = subprocess.run(command, env=calm(os.environ), check=False, shell=False)  # noqa: S603 - our own interpreter
    return done.returncode


def _become(command: list[str]) -> None:
    """Put a server in the place of this process, so that who started it can also stop it.

    Raises:
        SettingsError: there is no such program.
    """
    sys.stdout.flush()
    try:
        os.execvpe(command[0], command, calm(os.environ))  # noqa: S606 - what the caller asked for
    except OSError as error:
        raise SettingsError(f"{command[0]}: cannot be started ({error.strerror}): give its whole path") from error


def calm(environment: Mapping[str, str]) -> dict[str, str]:
    """Add settings of JupyterLab for lessons: no question about news, and notebooks before folders."""
    known = environment.get(CONFIGURATION)
    path = os.pathsep.join([str(files("rulekit") / "jupyter" / "lab"), *([known] if known else [])])
    return {**environment, CONFIGURATION: path}


def copy_lessons(folder: Path) -> tuple[int, int]:
    """Copy the lessons that are not there yet; give how many were copied and how many were there.

    Raises:
        SettingsError: the folder cannot be written.
    """
    copied = kept = 0
    texts = list(_texts())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        extend_settings(folder.resolve())
        for name, text in texts:
            try:
                with (folder / name).open("xb") as target:  # a link, even one to nothing, counts as there
                    target.write(text)
            except FileExistsError:
                kept += 1
            else:
                copied += 1
    except OSError as error:
        raise SettingsError(f"{folder}: cannot be written ({error.strerror}): name another folder") from error
    return copied, kept


def _texts() -> Iterator[tuple[str, bytes]]:
    """Give the notebooks: ours as they are shipped; a team's own, and ours with its values, made of their chapters."""
    for lesson in lessons():
        if lesson.is_own or api.in_force().options:
            yield lesson.notebook, as_json(list(numbered(cells_of(lesson, library())))).encode()
        else:
            yield lesson.notebook, (shipped("notebooks") / lesson.notebook).read_bytes()
