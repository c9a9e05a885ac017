"""Nothing of a project runs: files that are called like modules which rulekit needs are read, never imported."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.marked import notebook_of
from tests.shop import project

NEEDED = (
    "argparse ast dataclasses difflib enum html importlib_metadata json logging markdown_it packaging pathlib pathspec"
    " pygments random re rich shlex string tempfile textwrap tokenize tomllib typing unicodedata urllib"
).split()
BIN = Path(sys.executable).parent
COMMANDS = {
    "python -m rulekit": [sys.executable, "-m", "rulekit", "check", "."],
    "nbqa rulekit": [str(BIN / "nbqa"), "rulekit", "day.ipynb"],
    "rulekit": [str(BIN / "rulekit"), "check", "."],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_file_called_like_a_module_that_is_needed_does_not_run(command: list[str], tmp_path: Path) -> None:
    trap = "import os\n\nos.makedirs(f'ran {__name__}', exist_ok=True)\n"
    project(tmp_path, {f"{name}.py": trap for name in NEEDED} | {"day.ipynb": notebook_of("import os")})
    theirs = ran_by(tmp_path, [sys.executable, "-m", "autopep8", "--version"]) if "nbqa" in command[0] else set()
    assert ran_by(tmp_path, command) <= theirs  # nbqa itself starts autopep8 in this folder
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, shell=False)
    assert (done.returncode, "day.ipynb:cell_1:1:8: RK702" in done.stdout) == (1, True)


def ran_by(folder: Path, command: list[str]) -> set[str]:
    """Run a command in a folder, and tell which files of it ran."""
    subprocess.run(command, cwd=folder, capture_output=True, check=False, shell=False)
    return {mark.name for mark in folder.glob("ran *")}


def test_the_folder_may_be_gone(tmp_path: Path) -> None:
    text = "import os\nfrom rulekit.__main__ import leave_folder\nos.rmdir(os.getcwd())\nleave_folder()\nprint('left')"
    gone = tmp_path / "gone"
    gone.mkdir()
    command = [sys.executable, "-c", text]
    done = subprocess.run(command, cwd=gone, capture_output=True, text=True, check=True, shell=False)
    assert done.stdout.strip() == "left"
