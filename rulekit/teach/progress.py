"""What a learner has done: one small file beside the notebooks, no names, nothing sent anywhere."""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rulekit.teach.verdict import Outcome

SCHEMA = 1
FOLDER, NAME = ".rulekit", "progress.json"
SWITCH = "RULEKIT_PROGRESS"
UNWRITABLE = "progress cannot be written here, so it is kept in memory only: `%exercise progress --export` gives a code"


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
        """Put together what two machines or kernels know."""
        return Record(
            self.passed or other.passed,
            self.shown or other.shown,
            max(self.attempts, other.attempts),
            self.wrong or other.wrong,
        )


class Progress:
    """The records of one folder; `said` holds what the learner should be told, once."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FOLDER / NAME
        self.said: list[str] = []
        self._writes = os.environ.get(SWITCH) != "off"
        self.records: dict[str, Record] = self._read() if self._writes else {}

    def of(self, exercise: str) -> Record:
        """Give what is known of an exercise."""
        return self.records.get(exercise, Record())

    def record(self, exercise: str, outcome: Outcome, wrong: int = 0) -> None:
        """Put down an attempt; what was our fault, and a cell that was only run, do not count."""
        if outcome in {Outcome.CHECKER_ERROR, Outcome.NOT_ATTEMPTED}:
            return
        old = self.of(exercise)
        attempts = old.attempts if old.passed else old.attempts + 1
        new = Record(old.passed or outcome.is_pass, old.shown, attempts, old.wrong or wrong)
        self.take({exercise: new})

    def show(self, exercise: str) -> None:
        """Put down that the solution was shown; after a pass that means nothing."""
        if not self.of(exercise).passed:
            self.take({exercise: replace(self.of(exercise), shown=True)})

    def reset(self, exercise: str) -> None:
        """Forget an exercise."""
        self.records[exercise] = Record()
        self._write(forgotten=exercise)

    def take(self, records: Mapping[str, Record]) -> None:
        """Add what is known from elsewhere, and write it down."""
        for exercise, record in records.items():
            self.records[exercise] = self.of(exercise).joined(record)
        self._write()

    def told(self) -> Sequence[str]:
        """Give what is to be said, and forget it."""
        said, self.said = self.said, []
        return said

    def _write(self, forgotten: str = "") -> None:
        if not self._writes:
            return
        try:
            self.path.parent.mkdir(exist_ok=True)
            with _locked(self.path.parent):
                for exercise, record in self._read().items():
                    if exercise != forgotten:
                        self.records[exercise] = self.of(exercise).joined(record)
                _replace(self.path, self._as_json())
        except OSError:
            self._writes = False
            self.said.append(UNWRITABLE)

    def _as_json(self) -> str:
        records = {name: asdict(record) for name, record in sorted(self.records.items()) if record != Record()}
        return json.dumps({"schema": SCHEMA, "exercises": records}, indent=1) + "\n"

    def _read(self) -> dict[str, Record]:
        """Read the file; what is no file of ours is put aside, and said."""
        try:
            text = self.path.read_text("utf-8")
        except OSError:  # noqa: RK304 - no file yet, or none that can be read: writing will tell
            return {}
        except UnicodeDecodeError:
            return self._put_aside("it is no text")
        try:
            found = json.loads(text)
            if found["schema"] != SCHEMA:
                return self._put_aside(f"it has the form {found['schema']}, this rulekit knows {SCHEMA}")
            return {str(name): Record(**record) for name, record in found["exercises"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            return self._put_aside("it cannot be read")

    def _put_aside(self, reason: str) -> dict[str, Record]:
        aside = self.path.with_suffix(".bad.json")
        with contextlib.suppress(OSError):
            self.path.replace(aside)
        self.said.append(f"{self.path}: {reason}; it was put aside as {aside.name}, and a new file is begun")
        return {}


def _replace(path: Path, text: str) -> None:
    """Write a file in one step, so that nobody ever sees half of it."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as new:
        new.write(text)
    Path(new.name).replace(path)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one kernel write at a time, where the system knows locks."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        yield
        return
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield
