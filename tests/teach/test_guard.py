"""Where an answer is tried in this process, the guard stands in it: only then, and only for the thread that tries."""

import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rulekit.teach.judge.here import guarded

REACHES: dict[str, tuple[Callable[[Path], object], str]] = {
    "writing": (lambda file: file.write_text("x", "utf-8"), "`open` on `{file}`"),
    "appending": (lambda file: os.open(file, os.O_APPEND | os.O_WRONLY), "`open` on `{file}`"),
    "removing": (lambda file: file.unlink(), "`os.remove` on `{file}`"),
    "removing in an open folder": (lambda file: os.open(file.parent, os.O_RDONLY), "`open` on `{folder}`"),
    "renaming": (lambda file: file.rename(file.with_suffix(".old")), "`os.rename` on `{file}`"),
    "a link": (lambda file: file.with_suffix(".new").symlink_to(file), "`os.symlink` on `{file}`"),
    "rights": (lambda file: file.chmod(0), "`os.chmod` on `{file}`"),
    "rights of an open file": (lambda file: os.fchmod(file.open().fileno(), 0), "`os.chmod` on "),
    "a program": (lambda _: subprocess.run([sys.executable], check=False, shell=False), "the program `{python}`"),
    "a fork": (lambda _: os.fork(), "`os.fork`"),
    "a signal": (lambda _: os.kill(os.getppid(), 15), "`os.kill` on `{parent}`"),
    "a database": (sqlite3.connect, "`sqlite3.connect` on `{file}`"),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("reach", "said"), REACHES.values(), ids=REACHES)
def test_what_is_reached_for_is_refused_and_told(tmp_path: Path, reach: Callable[[Path], object], said: str) -> None:
    file = tmp_path / "a"
    file.write_text("mine", "utf-8")
    before = file.stat()
    with guarded() as refused, pytest.raises(PermissionError, match="an answer may not reach for"):
        reach(file)

    known = {"file": file, "folder": tmp_path, "python": sys.executable, "parent": os.getppid()}
    assert refused[0].startswith(said.format(**known)[:60])
    assert (file.read_text("utf-8"), file.stat().st_mode) == ("mine", before.st_mode)
    assert list(tmp_path.iterdir()) == [file]


def test_reading_and_what_is_in_memory_are_let_through(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", "utf-8")
    with guarded() as refused:
        read = (tmp_path / "a").read_text("utf-8")
        sqlite3.connect(":memory:").close()
        sqlite3.connect("file:shop?mode=memory&cache=shared", uri=True).close()

    assert (read, refused) == ("mine", [])


def test_it_can_be_lifted_and_leaves_other_threads_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool, guarded():
        written = pool.submit((tmp_path / "a").write_text, "x", "utf-8").result()
    (tmp_path / "b").write_text("x", "utf-8")

    assert written == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_modules_that_know_no_law_are_not_there() -> None:
    with guarded() as refused, pytest.raises(ImportError, match="is not part of this exercise"):
        __import__("_testcapi")

    assert refused == ["`import _testcapi`"]


def test_looking_at_the_guard_itself_is_refused_and_is_no_harm() -> None:
    with guarded() as refused, pytest.raises(PermissionError):
        gc.get_objects()

    assert refused == [""]
