"""Small programs print the same as an answer as they do in plain Python."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.request import Request, Work
from tests.teach.judge.real_runs import blocks_of
from tests.waiting import PATIENCE

PROGRAMS = blocks_of("real_programs.md")
ENOUGH = 40


@pytest.fixture(scope="module")
def provided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the program that the programs start."""
    folder: Path = tmp_path_factory.mktemp("programs")
    (folder / "lp").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (folder / "lp").chmod(0o755)
    return folder


def test_there_are_enough_of_them() -> None:
    assert len(PROGRAMS) >= ENOUGH


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_prints_as_in_reality(name: str, tmp_path: Path, provided: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAMS[name], "utf-8")
    folder = tmp_path / "shop"
    folder.mkdir()
    plain = subprocess.run(
        [sys.executable, "-X", "utf8", program],
        shell=False,
        cwd=folder,
        check=True,
        timeout=PATIENCE,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": str(provided)},
    )
    lines = ask(Request(Work.LOOK, PROGRAMS[name], programs=("lp",)))
    told = {key: text for line in lines for key, text in line.items()}

    assert "error" not in told, told
    assert told["printed"] == plain.stdout
