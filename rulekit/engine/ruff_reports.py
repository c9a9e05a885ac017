"""What the installed ruff reports of files, by the settings of ruff that hold there."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rulekit.known.ruff import TOOL, UNWANTED_VARIABLES
from rulekit.model.errors import RulekitError

# So many names fit on a command line.
_AT_ONCE = 500
_OPTIONS = ("check", "--quiet", "--no-fix", "--no-fix-only", "--exit-zero", "--force-exclude", "--output-format=json")


class RuffReport(NamedTuple):
    """One thing that ruff reports: where it begins and ends, lines and columns from 1; `cell` counts all cells."""

    path: str
    code: str
    cell: int
    first: tuple[int, int]
    last: tuple[int, int]
    message: str


def ruff_reports(paths: Sequence[str], text: str | None = None) -> Iterator[RuffReport]:
    """Run ruff over files and folders, or over a text that stands for the one file.

    Nothing is fixed, and what ruff's settings exclude it leaves out.

    Raises:
        RulekitError: ruff is not there, or fails.
    """
    program = _program()
    if program is None:
        raise RulekitError("ruff was not found, so nothing was left to it: install ruff beside rulekit, or in the PATH")
    for start in range(0, len(paths), _AT_ONCE):
        yield from map(_as_report, _answer(program, paths[start : start + _AT_ONCE], text))


def _program() -> str | None:
    """Find ruff beside this Python, else in the folders of PATH; never in the folder that is checked."""
    name = f"{TOOL}.exe" if os.name == "nt" else TOOL
    named = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    for folder in (Path(sys.executable).parent, *(one for one in named if one.is_absolute())):
        if os.access(folder / name, os.X_OK) and (folder / name).is_file():
            return str(folder / name)
    return None


def _answer(program: str, paths: Sequence[str], text: str | None) -> list[dict[str, Any]]:
    try:
        import subprocess
    except ImportError as error:
        raise RulekitError("ruff cannot be run here: leave `beside` out") from error
    given = ["--", *paths] if text is None else ["--stdin-filename", *paths, "-"]
    try:
        done = subprocess.run(  # noqa: S603 - ruff itself, and no shell
            [program, *_OPTIONS, *given],
            input=text or "",
            env={key: value for key, value in os.environ.items() if key not in UNWANTED_VARIABLES},
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            shell=False,
        )
        if done.returncode == 0:
            found: list[dict[str, Any]] = json.loads(done.stdout)
            return found
        reason = " ".join(done.stderr.split())
    except (OSError, ValueError) as error:
        reason = str(error)
    raise RulekitError(f"ruff failed, so nothing was left to it: {reason}")


def _as_report(one: Mapping[str, Any]) -> RuffReport:
    first, last = one["location"], one["end_location"]
    return RuffReport(
        os.path.realpath(one["filename"]),
        one["code"] or "",
        one["cell"] or 0,
        (first["row"], first["column"]),
        (last["row"], last["column"]),
        one["message"],
    )
