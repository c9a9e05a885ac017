"""Programs of an exercise: real ones that really start; what would be a shell's line is read, and no shell runs it."""

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from rulekit.teach.judge.scene import Scene
from rulekit.teach.judge.scripts import HANG, status_of
from rulekit.teach.trial.standins.shell import SHELLS
from rulekit.teach.trial.standins.started import Started, started_by, words_of
from rulekit.teach.trial.standins.waiting import WaitsForEver

STARTS = frozenset({"os.exec", "os.posix_spawn", "os.system", "pty.spawn", "subprocess.Popen"})
A_MOMENT, SOON, LATER = 0.002, 0.05, 1.0
OPTION = "-c"


class Processes:
    """`started` holds every start in order, also of what was refused; programs end as they are told to."""

    def __init__(self, scene: Scene) -> None:
        self._shop = scene.shop
        self._records = scene.records

    @property
    def started(self) -> list[Started]:
        """Every start of a program."""
        return [_started(event, about) for event, about in self._records if event in STARTS]

    @property
    def last(self) -> Started:
        """The latest start."""
        return self.started[-1]

    @property
    def programs(self) -> list[str]:
        """The names of all programs that were started, or that a shell would have started."""
        return [name for one in self.started for name in one.programs]

    @property
    def shells(self) -> list[Started]:
        """The starts that gave a line to a shell."""
        return [one for one in self.started if one.shell or one.commands[:1] != one.commands]

    def fails(self, program: str, *, status: int = 1) -> None:
        """Let a program end with a status that is not 0."""
        status_of(program, self._shop).write_text(f"{status}\n", "utf-8")

    def hangs(self, program: str) -> None:
        """Let a program never end; whoever waits with a timeout waits shortly, whoever has none is told so."""
        status_of(program, self._shop).write_text(f"{HANG}\n", "utf-8")
        _hurry()
        for at, name in enumerate(("wait", "communicate")):
            setattr(subprocess.Popen, name, _impatient(getattr(subprocess.Popen, name), at))


def _hurry() -> None:
    """Let sleeping take a moment, and the clocks go on by as much: for code that looks again and again."""
    slept, sleep = [0.0], time.sleep

    def hurried(seconds: float) -> None:
        slept[0] += seconds
        sleep(min(seconds, A_MOMENT))

    vars(time)["sleep"] = hurried
    for name in ("time", "monotonic", "perf_counter"):
        vars(time)[name] = _ahead(vars(time)[name], slept)


def _ahead(clock: Callable[[], float], slept: list[float]) -> Callable[[], float]:
    return lambda: clock() + slept[0]


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
        return started_by(event, about[0], True, {})
    words = words_of(about[0] if event == "pty.spawn" else about[1])
    program = words[0] if event == "pty.spawn" else words_of(about[0])[0]
    if PurePath(program).name in SHELLS and OPTION in words[1:-1]:
        return started_by(event, words[words.index(OPTION) + 1], True, {})
    return started_by(event, [program, *words[1:]], False, {})
