"""A team's own lessons, which `curriculum` names: they hold code that runs, so they are read only when it may."""

from functools import cached_property
from pathlib import Path

from rulekit.engine.own_rules.own_files import LESSONS, OwnFiles, read_own_files
from rulekit.engine.own_rules.own_rules import trusted_files
from rulekit.model.late import dataclass


@dataclass(frozen=True)
class OwnLessons:
    """The lessons of a folder; `is_trusted` says that they may run whoever wrote them. Nothing is read until asked."""

    place: Path
    is_trusted: bool = False

    @cached_property
    def files(self) -> OwnFiles | str:
        """The files, or why they are not there."""
        return read_own_files(self.place, LESSONS) if self.is_trusted else trusted_files(self.place, LESSONS)
