"""The file of a learner's progress: read and written as a whole, by one kernel at a time."""

import contextlib
import itertools
import json
import os
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from rulekit.model.errors import RulekitError

SCHEMA = 1
LOCK = "lock"
LARGEST = 1_000_000
PATIENCE, PAUSE = 3.0, 0.02


@dataclass(frozen=True)
class Record:
    """What is known of one exercise.

    `shown` tells that the solution was looked at before it was passed, `wrong` the number of the first declared wrong
    answer that was given, from 1 on.
    """

    passed: bool = False
    shown: bool = False
    attempts: int = 0
    wrong: int = 0

    def joined(self, other: "Record") -> "Record":
        """Put together what two machines know."""
        return Record(
            self.passed or other.passed,
            self.shown or other.shown,
            max(self.attempts, other.attempts),
            self.wrong or other.wrong,
        )


class NoProgressError(RulekitError):
    """A file that stands in the place of progress and holds none that this rulekit knows."""


def read(path: Path) -> dict[str, Record]:
    """Read the file; one that is not there yet holds nothing.

    Raises:
        NoProgressError: it is no file of ours.
        OSError: it cannot be read.
    """
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST:
            raise NoProgressError("it is no file of progress")
        found = json.loads(path.read_text("utf-8"))
        if found["schema"] != SCHEMA:
            raise NoProgressError(f"it has the form {str(found['schema'])[:20]}, this rulekit knows {SCHEMA}")
        return {name: _record(values) for name, values in found["exercises"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoProgressError("it cannot be read") from error


def _record(values: Mapping[str, Any]) -> Record:
    record = Record(**values)
    if any(type(getattr(record, field.name)) is not type(field.default) for field in fields(Record)):
        raise TypeError(values)
    return record


def write(path: Path, records: Mapping[str, Record]) -> None:
    """Write the file in one step, so that nobody ever sees half of it."""
    kept = {name: asdict(record) for name, record in sorted(records.items()) if record != Record()}
    text = json.dumps({"schema": SCHEMA, "exercises": kept}, indent=1) + "\n"
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as new:
        new.write(text)
    Path(new.name).replace(path)


def put_aside(path: Path) -> str:
    """Give the file a name that no other has, and tell it."""
    names = (path.with_suffix(f".bad-{number}.json" if number > 1 else ".bad.json") for number in itertools.count(1))
    aside = next(name for name in names if not os.path.lexists(name))
    path.replace(aside)
    return aside.name


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one kernel write at a time, where the system knows locks.

    Raises:
        TimeoutError: another kernel does not let go, as one that was stopped in the midst of it.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        yield
        return
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                flock(lock, LOCK_EX | LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > end:
                    raise TimeoutError from error
                time.sleep(PAUSE)
        yield
    finally:
        os.close(lock)
