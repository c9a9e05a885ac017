"""Programs of an exercise: real ones that really start; what would be a shell's line is read, and no shell runs it."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

import pytest

from rulekit.teach.judge.seams.scripts import HANG, status_of
from rulekit.teach.judge.seams.shell_line import SHELLS
from rulekit.teach.judge.seams.started import Started, started_by, words_of
from rulekit.teach.judge.waiting import WaitsForEver
from rulekit.teach.judge.workspace import Workspace

STARTS = frozenset({"os.exec", "os.posix_spawn", "os.system", "pty.spawn", "subprocess.Popen"})
SOON, LATER = 0.05, 1.0
OPTION = "-c"


class Programs:
    """`started` holds every start in order, also of what was refused; programs end as they are told to."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.folder
        self._events = workspace.events

    @property
    def started(self) -> list[Started]:
        """Every start of a program."""
        return [_started(event, about) for event, about in self._events if event in STARTS]

    @property
    def last(self) -> Started:
        """The latest start."""
        return self.started[-1]

    @property
    def names(self) -> list[str]:
        """The names of all programs that were started, or that a shell would have started."""
        return [name for one in self.started for name in one.programs]

    @property
    def shells(self) -> list[Started]:
        """The starts that gave a line to a shell."""
        return [one for one in self.started if one.shell or len(one.commands) != 1]

    def fails(self, program: str, *, status: int = 1) -> None:
        """Let a program end with a status that is not 0."""
        status_of(program, self._folder).write_text(f"{status}\n", "utf-8")

    def hangs(self, program: str) -> None:
        """Let a program never end; whoever waits with a timeout waits shortly, whoever has none is told so."""
        status_of(program, self._folder).write_text(f"{HANG}\n", "utf-8")
        for at, name in enumerate(("wait", "communicate")):
            setattr(subprocess.Popen, name, _impatient(getattr(subprocess.Popen, name), at))


@pytest.fixture
def programs(workspace: Workspace) -> Programs:
    """Look at the programs that are started."""
    return Programs(workspace)


def _impatient(wait: Callable[..., Any], at: int) -> Callable[..., Any]:
    """Let waiting take no longer than it must; the timeout stands at a place among the arguments, or has a name."""

    def impatient(self: "subprocess.Popen[Any]", *given: Any, timeout: float | None = None) -> Any:
        timeout = given[at] if len(given) > at else timeout
        try:
            return wait(self, *given[:at], timeout=LATER if timeout is None else min(timeout, SOON))
        except subprocess.TimeoutExpired:
            if timeout is None:
                program = words_of(self.args)[0]
                raise WaitsForEver(f"`{program}` hangs, and the code waits for ever: no timeout is set") from None
            raise subprocess.TimeoutExpired(self.args, timeout) from None

    return impatient


def _started(event: str, about: Sequence[Any]) -> Started:
    if event == "os.system":
        return started_by(event, about[0], by_shell=True)
    words = words_of(about[0] if event == "pty.spawn" else about[1])
    program = words[0] if event == "pty.spawn" else words_of(about[0])[0]
    if PurePath(program).name in SHELLS and OPTION in words[1:-1]:
        return started_by(event, words[words.index(OPTION) + 1], by_shell=True)
    return started_by(event, [program, *words[1:]], by_shell=False)
