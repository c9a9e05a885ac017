"""What ran while the tests ran, as coverage.py noted it: proof that a function is reached, however its call is put."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from rulekit.engine.settings import Settings
from rulekit.model.errors import SettingsError

_BITS = 8
_NOTES = """
    SELECT path, 0, numbits FROM line_bits JOIN file ON file.id = file_id
    UNION ALL
    SELECT path, abs(tono), NULL FROM arc JOIN file ON file.id = file_id
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
    noted: dict[Path, set[int]] = defaultdict(set)
    try:
        for path, lines in _noted(file):
            noted[(file.parent / path).resolve()].update(lines)
    except (sqlite3.Error, OSError, TypeError) as error:
        where = settings.file or "command line"
        raise SettingsError(f"{where}: `coverage` is {file}, no data of coverage.py: {error}") from error
    written = file.stat().st_mtime
    return {
        str(path): frozenset(lines)
        for path, lines in noted.items()
        if path.exists() and path.stat().st_mtime <= written
    }


def _noted(file: Path) -> Iterator[tuple[str, list[int]]]:
    address = f"{file.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as data:
        for path, line, bits in data.execute(_NOTES):
            yield path, [line] if bits is None else list(_lines(bits))


def _lines(bits: bytes) -> Iterator[int]:
    """Read a set of line numbers: bit 3 of byte 2 is line 19."""
    return (at * _BITS + bit for at, byte in enumerate(bits) for bit in range(_BITS) if byte >> bit & 1)
