"""Work is done in a fork, which has little time and cannot take its parent with it."""

import contextlib
import enum
import json
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

REPORT = 9
CHUNK, MOST = 65_536, 4_000_000
PROCESSOR = 1.0
TIME_IS_UP = frozenset({signal.SIGPROF, signal.SIGXCPU})

# An answer may replace what `os` holds; these stay.
_dup2, _exit, _pipe, _write = os.dup2, os._exit, os.pipe, os.write


class End(enum.Enum):
    """How the work ended."""

    DONE = "done"
    STOPPED = "stopped"
    DIED = "died"


def send(line: Mapping[str, Any]) -> None:
    """Tell the parent something; it arrives whatever happens next."""
    _write(REPORT, json.dumps(line).encode() + b"\n")


def apart(work: Callable[[], None], seconds: float) -> tuple[End, list[dict[str, Any]]]:
    """Do some work; give how it ended, and the lines that it sent. All that it started is ended too."""
    reader, writer = _pipe()
    child = os.fork()
    if not child:
        _do(work, writer)
    os.close(writer)
    try:
        written, is_late = _read(reader, time.monotonic() + seconds)
    finally:
        os.close(reader)
        status = _stop(child)
    lines = list(_lines(written))
    if lines and "done" in lines[-1]:
        return End.DONE, lines[:-1]
    is_stopped = is_late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in TIME_IS_UP)
    return (End.STOPPED if is_stopped else End.DIED), lines


def _do(work: Callable[[], None], writer: int) -> None:
    """Be the fork."""
    try:
        _dup2(writer, REPORT, inheritable=False)
        signal.setitimer(signal.ITIMER_PROF, PROCESSOR)
        work()
        send({"done": True})
    finally:
        _exit(0)


def _read(reader: int, deadline: float) -> tuple[bytes, bool]:
    """Read until the other side is closed or time is up, which is told."""
    written = b""
    while len(written) < MOST:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reader], [], [], left)[0]:
            return written, True
        some = os.read(reader, CHUNK)
        if not some:
            return written, False
        written += some
    return written, False


def _lines(written: bytes) -> Iterator[dict[str, Any]]:
    """Give the whole lines; an answer may have disturbed some."""
    for line in written.split(b"\n")[:-1]:
        with contextlib.suppress(ValueError, RecursionError):
            told = json.loads(line)
            if isinstance(told, dict):
                yield told


def _stop(child: int) -> int:
    """End the fork and what it started, and give its status."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]
