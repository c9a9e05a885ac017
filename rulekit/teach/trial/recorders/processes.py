"""The programs of an exercise: what was started, and how it ends."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from types import ModuleType

from rulekit.teach.trial.standins.programs import asyncio_modules, os_modules
from rulekit.teach.trial.standins.started import Ending, Started
from rulekit.teach.trial.standins.subprocess import subprocess_modules

ANY = "*"
NOT_FOUND = 127
BAD_LINE = 2


class Processes:
    """Every start of a program by `subprocess`, `os` and `asyncio`; no program runs.

    `started` holds the starts in order. What is prepared for a program is used up one by one; the last stays.
    """

    def __init__(self) -> None:
        self.started: list[Started] = []
        self.waits: list[Started] = []
        self._prepared: dict[str, list[Ending]] = {}

    @property
    def last(self) -> Started:
        """The latest start."""
        return self.started[-1]

    @property
    def programs(self) -> list[str]:
        """The names of all programs that were started, by a shell too."""
        return [name for one in self.started for name in one.programs]

    @property
    def shells(self) -> list[Started]:
        """The starts that gave a line to a shell."""
        return [one for one in self.started if one.shell or one.commands[:1] != one.commands]

    @property
    def running(self) -> list[Started]:
        """The programs whose end nobody waited for."""
        return [one for one in self.started if not one.is_done]

    def answers(
        self, program: str = ANY, *, stdout: str | bytes = "", stderr: str | bytes = "", status: int = 0
    ) -> None:
        """Prepare what a program writes, and its status; a program is its name, or its words with `*` in them."""
        self._add(program, Ending(_bytes(stdout), _bytes(stderr), status))

    def fails(self, program: str = ANY, *, status: int = 1, stderr: str | bytes = "") -> None:
        """Let a program end with a status that is not 0."""
        self._add(program, Ending(b"", _bytes(stderr), status))

    def is_missing(self, program: str = ANY) -> None:
        """Let there be no program of that name."""
        self._add(program, Ending(is_missing=True))

    def hangs(self, program: str = ANY) -> None:
        """Let a program never end: with a timeout `TimeoutExpired` comes, without one the call waits for ever."""
        self._add(program, Ending(hangs=True))

    def modules(self) -> Mapping[str, ModuleType]:
        """Give the stand-ins."""
        return {**subprocess_modules(self._start), **os_modules(self._start), **asyncio_modules(self._start)}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function starts a program."""
        return {}

    def _add(self, program: str, ending: Ending) -> None:
        self._prepared.setdefault(program, []).append(ending)

    def _start(self, started: Started) -> Ending:
        self.started.append(started)
        if started.is_broken:
            return Ending(b"", b"sh: 1: Syntax error: Unterminated quoted string\n", BAD_LINE)
        ending = self._ending_of(started)
        is_whole_line = not started.shell and isinstance(started.command, str) and " " in started.command
        if started.shell and ending.is_missing:
            return Ending(b"", f"sh: 1: {started.program}: not found\n".encode(), NOT_FOUND)
        if ending.is_missing or is_whole_line:
            raise FileNotFoundError(2, "No such file or directory", started.program)
        return ending

    def _ending_of(self, started: Started) -> Ending:
        for pattern, queue in sorted(self._prepared.items(), key=lambda item: item[0] == ANY):
            if any(_matches(pattern, words) for words in started.commands):
                return queue.pop(0) if len(queue) > 1 else queue[0]
        return Ending()


def _matches(pattern: str, words: list[str]) -> bool:
    names = (words[0], PurePosixPath(words[0]).name, " ".join(words))
    return pattern in names or fnmatchcase(" ".join(words), pattern)


def _bytes(written: str | bytes) -> bytes:
    return written.encode() if isinstance(written, str) else written
