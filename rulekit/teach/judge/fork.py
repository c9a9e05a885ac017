"""Work is done in a fork, which has little time and cannot take its parent with it.

What a fork reports carries a secret of this fork, so that an answer that writes into the pipe reports nothing.
"""

import contextlib
import enum
import json
import os
import secrets
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

REPORT = 9
FULL_STATUS = 77
CHUNK, MOST = 65_536, 4_000_000
PROCESSOR, GRACE, A_MOMENT = 3.0, 2.0, 0.01
TIME_IS_UP = frozenset({signal.SIGPROF, signal.SIGXCPU}) if hasattr(signal, "SIGPROF") else frozenset()
Line = dict[str, Any]

# Where work is done in this process, what it reports is kept in the last of these.
kept: list[list[Line]] = []
# An answer may replace what `os` holds; these stay.
_exit, _setpgid, _write = os._exit, os.setpgid, os.write
# The secret of this fork is the only one here.
_secrets: list[bytes] = []


class End(enum.Enum):
    """How the work ended."""

    DONE = "done"
    STOPPED = "stopped"
    DIED = "died"
    FULL = "asked for too much memory"


def report(line: Mapping[str, Any]) -> None:
    """Tell who waits for the work something; it arrives whatever happens next."""
    if kept:
        kept[-1].append(dict(line))
    else:
        _write(REPORT, b"\n" + _secrets[0] + json.dumps(line).encode() + b"\n")


def in_fork(
    work: Callable[[], None], seconds: float, processor: float = PROCESSOR, *, is_gentle: bool = False
) -> tuple[End, list[Line]]:
    """Do some work in a process group of its own; give how it ended and the lines that it reported.

    It may take some seconds, and some of the processor's time. All that it started is ended too: at once, or gently,
    so that work which has forks of its own can end them first.
    """
    secret = secrets.token_hex().encode()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _do(work, writer, secret, processor)
    os.close(writer)
    try:
        written, is_late = _read(reader, time.monotonic() + seconds)
    finally:
        os.close(reader)
        status = _stop(child, GRACE if is_gentle else 0.0)
    lines = list(_lines(written, secret))
    if lines and "done" in lines[-1]:
        return End.DONE, lines[:-1]
    if is_late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in TIME_IS_UP):
        return End.STOPPED, lines
    is_full = os.WIFEXITED(status) and os.WEXITSTATUS(status) == FULL_STATUS
    return (End.FULL if is_full else End.DIED), lines


def _do(work: Callable[[], None], writer: int, secret: bytes, processor: float) -> None:
    """Be the fork, with one way to its parent; what leaves no memory for a report leaves a status."""
    status = 0
    try:
        _setpgid(0, 0)
        kept.clear()
        _secrets[:] = [secret]
        if writer != REPORT:
            os.dup2(writer, REPORT, inheritable=False)
            os.close(writer)
        signal.setitimer(signal.ITIMER_PROF, processor)
        work()
        report({"done": True})
    except MemoryError:
        status = FULL_STATUS
    finally:
        _exit(status)


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


def _lines(written: bytes, secret: bytes) -> Iterator[Line]:
    """Give the whole lines that carry the secret; an answer may have written others."""
    for line in written.split(b"\n")[:-1]:
        if line.startswith(secret):
            with contextlib.suppress(ValueError):
                yield json.loads(line.removeprefix(secret))


def _stop(child: int, grace: float) -> int:
    """End the fork and what it started, and give its status."""
    deadline = time.monotonic() + grace
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            os.kill(child, signal.SIGTERM)
        time.sleep(A_MOMENT)
        ended, status = os.waitpid(child, os.WNOHANG)
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(child, signal.SIGKILL)
    return status if ended else os.waitpid(child, 0)[1]
