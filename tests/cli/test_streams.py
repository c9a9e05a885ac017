"""Streams that are closed or full, and a working folder that is gone: a sensible exit status, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shop import BARE, CLEAN, REPOSITORY, Done, one_line, project
from tests.waiting import PATIENCE

CLOSED = "rulekit: standard output: Bad file descriptor: check that it is there and has room\n"
FULL = "rulekit: standard output: No space left on device: check that it is there and has room\n"
REDIRECTED = r'streams=$1; shift; eval "exec \"\$0\" -m rulekit \"\$@\" $streams"'


def redirected(redirection: str, *arguments: str, cwd: Path) -> Done:
    """Run a command line with streams as a shell redirects them; of the others everything is read."""
    done = subprocess.run(
        ["/bin/sh", "-c", REDIRECTED, sys.executable, redirection, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        shell=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Write a file with a finding and one without."""
    return project(tmp_path, {"bare.py": BARE, "clean.py": CLEAN})


@pytest.mark.parametrize("arguments", [["check", "bare.py"], ["explain", "RK301"], ["--help"]])
@pytest.mark.parametrize(("redirection", "said"), [(">&-", CLOSED), (">/dev/full", FULL)])
def test_what_cannot_be_written_is_told(shop: Path, redirection: str, said: str, arguments: list[str]) -> None:
    assert redirected(redirection, *arguments, cwd=shop) == (2, "", said)


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full 2>/dev/full"])
def test_a_mistake_that_cannot_be_told_shows_in_the_exit_status(shop: Path, redirection: str) -> None:
    assert redirected(redirection, "check", "gone.py", cwd=shop) == (2, "", "")


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_findings_need_no_standard_error(shop: Path, redirection: str) -> None:
    done = redirected(redirection, "check", "bare.py", "--output-format", "concise", cwd=shop)
    assert (done.status, done.places) == (1, ["bare.py:3:1"])


@pytest.mark.parametrize("redirection", ["<&-", "0>/dev/null"])
def test_standard_input_that_cannot_be_read_is_told(shop: Path, redirection: str) -> None:
    done = redirected(redirection, "check", "-", cwd=shop)
    assert one_line(done.err).startswith("rulekit: standard input: cannot be read (")
    assert (done.status, done.out) == (2, "")


def test_standard_input_that_nobody_reads_may_be_closed(shop: Path) -> None:
    assert redirected("<&-", "check", "clean.py", cwd=shop).status == 0


def test_a_file_that_is_opened_does_not_take_the_place_of_a_closed_stream(shop: Path) -> None:
    redirected(">&- 2>&-", "check", "--fix", "--unsafe-fixes", "bare.py", "gone.py", cwd=shop)
    assert {file.name: file.read_text() for file in shop.iterdir()} == {"bare.py": BARE, "clean.py": CLEAN}


@pytest.mark.parametrize("place", ["bare.py", "."])
def test_a_full_path_is_checked_from_a_folder_that_is_gone(shop: Path, place: str) -> None:
    done = _from_nowhere(shop, str(shop / place), "--per-file-ignores", "old/*:RK301")
    assert (done.status, done.err, done.places) == (1, "", [f"{shop}/bare.py:3:1"])


def test_a_working_folder_that_is_gone_is_named(shop: Path) -> None:
    done = _from_nowhere(shop, ".")
    assert (done.status, done.out) == (2, "")
    assert one_line(done.err) == "rulekit: the working folder is gone: change to one that is there"


def _from_nowhere(shop: Path, *arguments: str) -> Done:
    gone = shop / "gone"
    gone.mkdir()
    script = 'rmdir "$PWD" && exec "$0" -m rulekit check --output-format concise "$@"'
    done = subprocess.run(
        ["/bin/sh", "-c", script, sys.executable, *arguments],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        shell=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
