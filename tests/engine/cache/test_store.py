"""Answers lie in one file; whatever befalls it, a run goes on."""

import sqlite3
import stat
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import pytest

from rulekit.engine.cache.store import FILE, MARK, Store, users_folder

WORKERS, ROUNDS = 4, 10


def test_what_was_written_is_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "answers")
    store.write({"a": "oolong", "b": "sencha"})
    assert Store(tmp_path / "answers").read(["a", "b", "c"]) == {"a": b"oolong", "b": b"sencha"}


def test_reading_leaves_no_trace(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    assert not Store(folder).read(["a"])
    assert not folder.exists()


def test_the_folder_is_for_its_user_alone_and_left_out_by_git_and_backups(tmp_path: Path) -> None:
    folder = tmp_path / "far" / "answers"
    Store(folder).write({"a": "oolong"})
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"
    assert (folder / MARK).read_text("utf-8").startswith("Signature: 8a477f597d28d172789f06886806bc55")


@pytest.mark.parametrize("raw", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, raw: bytes) -> None:
    store = Store(tmp_path)
    store.write({"a": "oolong"})
    store.file.write_bytes(raw)
    assert not store.read(["a"])
    store.write({"b": "sencha"})
    store.write({"b": "sencha"})
    assert store.read(["a", "b"]) == {"b": b"sencha"}


def test_a_file_that_is_not_ours_stays(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_bytes(b"somebody's notes" * 100)
    assert not Store(tmp_path).read(["a"])
    assert file.read_bytes() == b"somebody's notes" * 100


def test_damaged_answers_are_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write({"a": "oolong" * 100, "b": "sencha"})
    with closing(sqlite3.connect(store.file)) as data, data:
        data.execute("UPDATE answers SET value = substr(value, 1, 20) WHERE key = 'a'")
    assert store.read(["a", "b"]) == {"b": b"sencha"}


def test_answers_of_a_rulekit_with_another_table_are_none_and_go(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write({"a": "oolong"})
    with closing(sqlite3.connect(store.file)) as data, data:
        data.execute("ALTER TABLE answers RENAME COLUMN value TO worth")
        data.execute("PRAGMA user_version = 99")
    assert not store.read(["a"])
    store.write({"b": "sencha"})
    assert store.read(["a", "b"]) == {"b": b"sencha"}


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file stands where the folder should be", "utf-8")
    store = Store(tmp_path / "answers")
    store.write({"a": "oolong"})
    assert not store.read(["a"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")
    store = Store(tmp_path)
    store.write({"a": "oolong"})
    assert not store.read(["a"])


def test_answers_can_be_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write({"a": "oolong"})
    store.file.chmod(stat.S_IRUSR)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert store.read(["a"]) == {"a": b"oolong"}
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path, largest=4_500)
    day = 86_400.0
    noise = {key: "".join(sha256(f"{key}{at}".encode()).hexdigest() for at in range(40)) for key in "abcd"}
    for at, key in enumerate("ab"):
        monkeypatch.setattr("time.time", lambda now=at * day: now)
        store.write({key: noise[key]})
    monkeypatch.setattr("time.time", lambda: 2 * day)
    store.write({}, used=["a"])
    store.write({"c": noise["c"], "d": noise["d"]}, used=["a"])
    left = store.read([*"abcd"])
    assert "b" not in left
    assert "d" in left
    assert sum(map(len, left.values())) < sum(map(len, noise.values()))


def test_cleaning_forgets_all_and_says_whether_there_was_anything(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write({"a": "oolong"})
    assert store.clean()
    assert not store.read(["a"])
    assert not store.clean()


def _write_many(folder: Path, worker: int) -> int:
    for at in range(ROUNDS):
        Store(folder).write({f"{worker}-{at}": "oolong" * 50})
    return len(Store(folder).read([f"{worker}-{at}" for at in range(ROUNDS)]))


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as executor:
        written = [*executor.map(_write_many, [folder] * WORKERS, range(WORKERS))]
    assert written == [ROUNDS] * WORKERS
    assert (
        len(Store(folder).read([f"{worker}-{at}" for worker in range(WORKERS) for at in range(ROUNDS)]))
        == WORKERS * ROUNDS
    )


def test_a_python_without_sqlite_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.write({"a": "oolong"})
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    store.write({"b": "sencha"})
    assert not store.read(["a"])


def test_the_users_folder_is_where_the_system_keeps_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert users_folder() == tmp_path / "rulekit"
