"""What ran while the tests ran, as coverage.py noted it: proof that a function is reached, however its call is put."""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from rulekit.engine.settings import Settings
from rulekit.model.errors import SettingsError

_BITS = 8
_LONGEST_PATH = 4_096
_STEP, _SPARE = 1_000, 100_000
_TOO_MUCH = "it gives more than a file of its size can hold"
_TABLES = frozenset({"file", "line_bits", "arc"})
_PLAIN_TABLES = """
    SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0
    AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(sqlite_master.name) WHERE hidden)
"""


def lines_run(settings: Settings) -> Mapping[str, frozenset[int]]:
    """Give the lines that ran, by the full path of each file that has not changed since; nothing without a data file.

    Source: the database that https://coverage.readthedocs.io/en/latest/dbschema.html describes.

    Raises:
        SettingsError: `coverage` names a file that is no data of coverage.py.
    """
    if not settings.coverage:
        return {}
    file = (settings.root or Path.cwd()) / settings.coverage
    if not file.exists():
        return {}
    try:
        return {path: frozenset(lines) for path, lines in _read_database(file).items()}
    except (sqlite3.Error, OSError, TypeError, ValueError) as error:
        where = settings.file or "command line"
        is_cut_short = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
        reason = _TOO_MUCH if is_cut_short else error
        raise SettingsError(f"{where}: `coverage` is {file}, no data of coverage.py: {reason}") from error


def _read_database(file: Path) -> Mapping[str, set[int]]:
    """Read the database; whoever wrote it, that takes no more time and memory than the files at hand are large.

    Raises:
        ValueError: it is no database of coverage.py.
    """
    if not file.is_file():
        raise ValueError("it is no regular file")
    found: dict[str, set[int]] = defaultdict(set)
    with closing(_open_read_only(file)) as data:
        if missing := sorted(_TABLES - {name for (name,) in data.execute(_PLAIN_TABLES)}):
            raise ValueError(f"it has no plain table `{missing[0]}`")
        size, since = file.stat().st_size, file.stat().st_mtime
        files = _within(size, data.execute("SELECT id, path FROM file"))
        paths = {key: _full_path(file.parent, path) for key, path in files}
        sizes = {path: _size_if_unchanged(path, since) for path in paths.values()}
        for key, bits in _within(size, data.execute("SELECT file_id, numbits FROM line_bits")):
            path = paths.get(key, "")
            found[path].update(_line_numbers(bits[: sizes.get(path, 0) // _BITS + 1]))
        for key, line in data.execute("SELECT file_id, abs(tono) FROM arc"):
            found[paths.get(key, "")].add(int(line))
    return {path: found[path] for path, lines in sizes.items() if lines}


def _open_read_only(file: Path) -> sqlite3.Connection:
    """Open a database that nobody writes; it is left when reading takes more steps than there are bytes."""
    size = file.stat().st_size
    data = sqlite3.connect(f"{file.resolve().as_uri()}?immutable=1", uri=True)
    data.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(size, _SPARE))
    steps = iter(range((size + _SPARE) // _STEP))
    data.set_progress_handler(lambda: next(steps, None) is None, _STEP)
    return data


def _within(size: int, rows: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Pass rows on, as long as a file of this size can hold them."""
    for key, value in rows:
        size -= len(value)
        if size < 0:
            raise ValueError(_TOO_MUCH)
        yield key, value


def _full_path(folder: Path, path: str) -> str:
    if len(path) > _LONGEST_PATH or "\0" in path:
        raise ValueError(f"it names {path[:20]!r}, which is no path")
    return os.path.realpath(folder / path)


def _size_if_unchanged(path: str, since: float) -> int:
    """Give the size of a file, which has fewer lines than that, if it is there and has not changed."""
    with suppress(OSError):
        state = Path(path).stat()
        return state.st_size if state.st_mtime <= since else 0
    return 0


def _line_numbers(bits: bytes) -> Iterator[int]:
    """Read a set of line numbers: bit 3 of byte 2 is line 19."""
    return (at * _BITS + bit for at, byte in enumerate(bits) for bit in range(_BITS) if byte >> bit & 1)
