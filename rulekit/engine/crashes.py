"""Rules that crash, files that are too large or take too long: it is noted, and everything else goes on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rulekit.analysis.syntax.time_limit import time_limit, watch_time
from rulekit.engine.own_rules.places import OUR_PREFIX, places
from rulekit.known.shipped import PACKAGE
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


class OwnCrash(Crash):
    """A check of a team's own that failed: its error says where."""

    def __str__(self) -> str:
        return f"{self.path}: {self.code} failed {self.error}: mend the rule"


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


class Noted:
    """Note that a rule fails, which must not hide what the others find; time that is over ends them all.

    Every rule runs in one of these on every file, so it is a class, which costs a tenth of a generator.
    """

    def __init__(self, crashes: list[Crash], path: str, code: str = ENGINE) -> None:
        """Know where to note it, and what is under way."""
        self._crashes, self._path, self._code = crashes, path, code

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        """Go on after whatever went wrong.

        Raises:
            TimeLimitError: the time is over.
        """
        if not isinstance(error, (Exception, SystemExit)) or isinstance(error, TimeLimitError):
            return False
        watch_time()  # a tick in a finalizer that runs while Python parses comes out as a SystemError
        path, code, said = self._path, self._code, f"{type(error).__name__}: {error}"
        is_ours = code == ENGINE or code.startswith(OUR_PREFIX)
        note = Crash(path, code, said) if is_ours else OwnCrash(path, code, f"{_place_of(error)}({said})")
        self._crashes.append(note)
        return True


def _place_of(error: BaseException) -> str:
    """Name the line at which a rule that is not ours failed: the last one beside its check."""
    outside = [(file, line) for file, line in places(error.__traceback__) if not Path(file).is_relative_to(PACKAGE)]
    beside = [(file, line) for file, line in outside if Path(file).is_relative_to(Path(outside[0][0]).parent)]
    return f"at {beside[-1][0]}:{beside[-1][1]} " if beside else ""


@contextmanager
def timed(crashes: list[Crash], path: str, seconds: float) -> Iterator[None]:
    """Let the work take so many seconds, and note it if they are over."""
    try:
        with time_limit(seconds):
            yield
    except TimeLimitError as error:
        crashes.append(OutOfTime(path, ENGINE, str(error)))
