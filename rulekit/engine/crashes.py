"""Rules that crash, files that are too large or take too long: it is noted, and everything else goes on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rulekit.analysis.syntax.time_limit import time_limit, watch_time
from rulekit.model.errors import TimeLimitError
from rulekit.model.late import dataclass

# Python 3.11 uses about half a kilobyte of the stack for a call; two megabytes are what the smallest stack holds.
DEEPEST = 4_000
ENGINE, TEXT = "rulekit", "<text>"


@dataclass(frozen=True)
class Crash:
    """A check that failed on a file: our mistake, not the user's; `error` is text, which any process can send."""

    path: str
    code: str
    error: str

    def __str__(self) -> str:
        return f"{self.path}: {self.code} failed ({self.error}): please report this, with the file if you can"


class OutOfTime(Crash):
    """A file that takes too long."""

    def __str__(self) -> str:
        return f"{self.path}: not all rules have judged it: {self.error}: exclude it, or allow more seconds"


class TooLarge(Crash):
    """A file that would take more memory than it is worth."""

    def __str__(self) -> str:
        return f"{self.path}: not judged: {self.error}: exclude it, or allow more megabytes"


@contextmanager
def deep_stack() -> Iterator[None]:
    """Let trees that are deeper than most be walked, such as a thousand `elif`; the stack of any thread holds that."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)


@contextmanager
def noted(crashes: list[Crash], path: str, code: str = ENGINE) -> Iterator[None]:
    """Note that a rule fails, which must not hide what the others find; time that is over ends them all.

    Raises:
        TimeLimitError: the time is over.
    """
    try:
        yield
    except TimeLimitError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
        watch_time()  # a tick in a finalizer that runs while Python parses comes out as a SystemError
        crashes.append(Crash(path, code, f"{type(error).__name__}: {error}"))


@contextmanager
def timed(crashes: list[Crash], path: str, seconds: float) -> Iterator[None]:
    """Let the work take so many seconds, and note it if they are over."""
    try:
        with time_limit(seconds):
            yield
    except TimeLimitError as error:
        crashes.append(OutOfTime(path, ENGINE, str(error)))
