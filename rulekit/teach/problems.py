"""What is wrong with the files of exercises: all of it at once, each with its line and what to do."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from rulekit.model.errors import RulekitError


@dataclass(frozen=True)
class Problem:
    """One thing that an author must mend."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class ExerciseError(RulekitError):
    """Files of exercises that cannot be used; `problems` holds everything that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @property
    def lines(self) -> tuple[str, ...]:
        """The problems, a line each."""
        return tuple(map(str, self.problems))


@dataclass
class Problems:
    """The problems of one file, as they are met."""

    path: str
    found: list[Problem] = field(default_factory=list)

    def say(self, line: int, message: str) -> None:
        """Put down a problem: what is wrong, and what to do."""
        self.found.append(Problem(self.path, line, message))


def nearest(word: str, known: Iterable[str]) -> str:
    """Write the known words that look like an unknown one, or nothing."""
    spelled = {one.lower(): one for one in known}
    close = difflib.get_close_matches(word.lower(), spelled, n=3)
    return f", did you mean {' or '.join(f'`{spelled[one]}`' for one in close)}" if close else ""
