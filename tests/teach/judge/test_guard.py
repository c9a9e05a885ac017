"""Where an answer is tried in this process, the guard stands in it: only then, and only for the thread that tries."""

import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

import rulekit
from rulekit.teach.judge.fork import Line, kept
from rulekit.teach.judge.guard import Bounds
from rulekit.teach.judge.in_process import guarded
from rulekit.teach.judge.workspace import Event


@contextmanager
def guarded_shop(folder: Path | str = "") -> Iterator[tuple[list[Line], list[Event]]]:
    """Let the guard look on: give what it reports, and what it hears; only below the folder may be written."""
    reported: list[Line] = []
    heard: list[Event] = []
    kept.append(reported)
    try:
        with guarded(Bounds(str(folder)), heard):
            yield reported, heard
    finally:
        kept.pop()


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
    "its own end": (lambda _: os.kill(os.getpid(), 9), "`os.kill` on `0`"),
    "a database": (sqlite3.connect, "`sqlite3.connect` on `{file}`"),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("reach", "said"), REACHES.values(), ids=REACHES)
def test_what_is_reached_for_is_refused_and_told(tmp_path: Path, reach: Callable[[Path], object], said: str) -> None:
    file = tmp_path / "a"
    file.write_text("mine", "utf-8")
    before = file.stat()
    with guarded_shop() as (refused, _), pytest.raises(PermissionError, match="an answer may not reach for"):
        reach(file)

    known = {"file": file, "folder": tmp_path, "python": sys.executable, "parent": os.getppid()}
    assert refused[0]["harm"].startswith(said.format(**known)[:60])
    assert (file.read_text("utf-8"), file.stat().st_mode) == ("mine", before.st_mode)
    assert list(tmp_path.iterdir()) == [file]


def test_reading_and_what_is_in_memory_are_let_through(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", "utf-8")
    with guarded_shop() as (refused, _):
        read = (tmp_path / "a").read_text("utf-8")
        sqlite3.connect(":memory:").close()
        sqlite3.connect("file:shop?mode=memory&cache=shared", uri=True).close()

    assert (read, refused) == ("mine", [])


def test_it_can_be_lifted_and_leaves_other_threads_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool, guarded_shop():
        written = pool.submit((tmp_path / "a").write_text, "x", "utf-8").result()
    (tmp_path / "b").write_text("x", "utf-8")

    assert written == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_modules_that_know_no_law_are_not_there() -> None:
    with guarded_shop() as (refused, _), pytest.raises(ImportError, match="is not part of this exercise"):
        __import__("_testcapi")

    assert refused == [{"harm": "`import _testcapi`"}]


def test_looking_at_the_guard_itself_is_refused_and_is_no_harm() -> None:
    with guarded_shop() as (refused, _), pytest.raises(PermissionError):
        gc.get_objects()

    assert refused == [{"harm": ""}]


def test_files_of_the_shop_may_be_written_and_are_heard(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    with guarded_shop(tmp_path / "shop") as (refused, heard):
        (tmp_path / "shop" / "orders").write_text("A-1", "utf-8")
        (tmp_path / "shop" / "orders").read_text("utf-8")
        Path(__file__).read_text("utf-8")

    opened = [(event, Path(about[0]), about[1]) for event, about in heard]
    assert opened == [("open", tmp_path / "shop" / "orders", mode) for mode in "wr"]
    assert refused == []


LEADS_OUT = ("../notes", "inner/../../notes", "link/notes", "{outside}/notes")


@pytest.mark.parametrize("path", LEADS_OUT)
def test_no_path_leads_out_of_the_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    shop = tmp_path / "shop"
    (shop / "inner").mkdir(parents=True)
    (shop / "link").symlink_to(tmp_path)
    (tmp_path / "notes").write_text("mine", "utf-8")
    monkeypatch.chdir(shop)
    with guarded_shop(shop), pytest.raises(PermissionError, match="an answer may not reach for `open`"):
        Path(path.format(outside=tmp_path)).write_text("x", "utf-8")

    assert (tmp_path / "notes").read_text("utf-8") == "mine"


def test_the_answers_of_the_lessons_are_not_read() -> None:
    page = next(Path(rulekit.__file__).with_name("curriculum").rglob("*.md"))
    with guarded_shop() as (refused, _), pytest.raises(PermissionError):
        page.read_text("utf-8")

    assert len(refused) == 1
