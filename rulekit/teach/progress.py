"""What a learner has done: one small file beside the notebooks, no names, nothing sent anywhere."""

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rulekit.teach.progress_file import LOCK, NoProgressError, Record, alone, put_aside, read, write
from rulekit.teach.verdict import Outcome

FOLDER, NAME = ".rulekit", "progress.json"
SWITCH = "RULEKIT_PROGRESS"
UNWRITABLE = "progress cannot be written here, so it is kept in memory only: `%exercise progress --export` gives a code"
HELD = (
    f"another kernel holds {FOLDER}/{LOCK}, so this waits to be written: let it go on, or restart it, and answer again"
)

Records = dict[str, Record]
Change = Callable[[Records], None]


class Progress:
    """The records of one folder; `said` holds what the learner should be told, once.

    Other kernels change the file too, so what it says holds; what could not be written to it is added when it can.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FOLDER / NAME
        self.said: list[str] = []
        self.records: Records = {}
        self._saved: Records = {}
        self._waiting: list[Change] = []
        self._writes = os.environ.get(SWITCH) != "off"
        self.refresh()

    @property
    def is_kept(self) -> bool:
        """Whether it is written down."""
        return self._writes

    def of(self, exercise: str) -> Record:
        """Give what is known of an exercise."""
        return self.records.get(exercise, Record())

    def record(self, exercise: str, outcome: Outcome, wrong: int = 0) -> None:
        """Put down an attempt; what was our fault, and a cell that was only run, do not count."""
        if outcome in {Outcome.CHECKER_ERROR, Outcome.NOT_ATTEMPTED}:
            return

        def tried(old: Record) -> Record:
            attempts = old.attempts if old.passed else old.attempts + 1
            return Record(old.passed or outcome.is_pass, old.shown, attempts, old.wrong or wrong)

        self._change({exercise: tried})

    def show(self, exercise: str) -> None:
        """Put down that the solution was shown; after a pass that means nothing."""
        self._change({exercise: lambda old: old if old.passed else replace(old, shown=True)})

    def reset(self, exercise: str) -> None:
        """Forget the tries of an exercise; one that is passed stays so."""
        self._change({exercise: lambda old: old if old.passed else Record()})

    def take(self, records: Mapping[str, Record]) -> None:
        """Add what is known from elsewhere, and write it down."""
        self._change({exercise: record.joined for exercise, record in records.items()})

    def told(self) -> Sequence[str]:
        """Give what is to be said, and forget it."""
        said, self.said = self.said, []
        return said

    def refresh(self) -> None:
        """Look at what other kernels have written; where that cannot be read, the next change will tell."""
        if self._writes:
            with contextlib.suppress(OSError):
                self._read()

    def _change(self, changes: Mapping[str, Callable[[Record], Record]]) -> None:
        def change(records: Records) -> None:
            records.update(
                {exercise: changed(records.get(exercise, Record())) for exercise, changed in changes.items()}
            )

        change(self.records)
        if not self._writes:
            return
        self._waiting.append(change)
        try:
            self.path.parent.mkdir(exist_ok=True)
            with alone(self.path.parent):
                self._read()
                write(self.path, self.records)
        except TimeoutError:
            self.said.append(HELD)
        except OSError:
            self._writes = False
            self.said.append(UNWRITABLE)
        else:
            self._saved, self._waiting = dict(self.records), []

    def _read(self) -> None:
        """Read the file, and add what waits; what is no file of ours is put aside, and said."""
        try:
            self._saved = read(self.path)
        except NoProgressError as error:
            aside = put_aside(self.path)
            self.said.append(f"{self.path}: {error}; it was put aside as {aside}, and a new file is begun")
        self.records = dict(self._saved)
        for change in self._waiting:
            change(self.records)
