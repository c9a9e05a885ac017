"""How long work may take: processor time, looked at between questions and, where a signal can, in the midst of one."""

import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import process_time
from types import FrameType

from rulekit.model.errors import TimeLimitError

TICK = 0.1
_deadline: ContextVar[float] = ContextVar("_deadline", default=inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let the work within take so many seconds, and no more than a limit around it leaves.

    In the main thread of a POSIX system a timer ends even a loop or the search of a regular expression; elsewhere, and
    where something else uses that timer, the time is only looked at between questions. Nothing ends a single long call
    of the interpreter itself, such as parsing.

    Raises:
        TimeLimitError: the time is over.
    """
    outer = _deadline.get()
    ticks = _start_ticking()
    try:
        _deadline.set(min(outer, process_time() + seconds))
        yield
    finally:
        _deadline.set(outer)
        if ticks:
            _stop_ticking()


def watch_time() -> None:
    """Look at the clock.

    Raises:
        TimeLimitError: the time is over; no check catches that.
    """
    if process_time() >= _deadline.get():
        raise TimeLimitError("it takes longer than `time-limit` allows")


def _tick(_: int, frame: FrameType | None) -> None:
    """Look at the clock, but neither in the midst of setting or clearing it nor while garbage is collected.

    What a callback of the garbage collector raises is lost; hypothesis, for one, has such callbacks.
    """
    if frame is None or (frame.f_globals is not globals() and not _collects_garbage(frame)):
        watch_time()


def _collects_garbage(frame: FrameType | None) -> bool:
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None and frame.f_code not in callbacks:
        frame = frame.f_back
    return frame is not None


def _start_ticking() -> bool:
    """Have the clock looked at by a timer, unless the process that we are guests of has a use for it."""
    if sys.platform == "emscripten" or not hasattr(signal, "setitimer") or any(signal.getitimer(signal.ITIMER_PROF)):
        return False
    if signal.getsignal(signal.SIGPROF) not in {signal.SIG_DFL, _tick}:
        return False
    try:
        signal.signal(signal.SIGPROF, _tick)
    except ValueError:  # noqa: RK304 - only the main thread may
        return False
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    return True


def _stop_ticking() -> None:
    """Return the timer back; to ignore the signal first takes away a tick that is still on its way."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
