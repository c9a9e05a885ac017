"""The judge as a notebook sees it: a request goes to a warm process of its own, and a reply comes back."""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from rulekit.model.errors import RulekitError
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.request import Request

ROOT = str(Path(__file__).resolve().parents[3])
KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
LONGEST, GRACE = 120.0, 3.0
CHUNK = 65_536


class JudgeError(RulekitError):
    """The process that judges could not be started, or gave no reply."""


class Judge:
    """A warm parent and what it is asked; it is started with the first request, and anew when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.end)

    def ask(self, request: Request) -> list[Line]:
        """Give what came of a request.

        Raises:
            JudgeError: no process could be started, or it gave no reply.
            KeyboardInterrupt: the learner does not want to wait; the process is ended first.
        """
        with self._lock:
            process = self._running()
            try:
                return self._asked(process, request)
            except BaseException:
                self.end()
                raise

    def end(self) -> None:
        """End the warm parent, which ends what it has started."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(OSError):  # what was never read is written again on closing, and fails again
                    pipe.close()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None or self._owner != os.getpid():
            self.end()
            self._process, self._owner = _started(), os.getpid()
        return self._process

    def _asked(self, process: "subprocess.Popen[bytes]", request: Request) -> list[Line]:
        if process.stdin is None or process.stdout is None:
            raise JudgeError("the process that judges has no pipes")
        try:
            process.stdin.write(request.to_json().encode() + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise JudgeError(_ended(process)) from error
        line = _line(process.stdout.fileno())
        if not line:
            raise JudgeError(_ended(process))
        reply = json.loads(line)
        if "fault" in reply:
            raise JudgeError(str(reply["fault"]))
        lines: list[Line] = reply["lines"]
        return lines


def _line(pipe: int) -> bytes:
    """Read a line, which must come in time, or nothing where the other side is closed."""
    written, deadline = b"", time.monotonic() + LONGEST
    while not written.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise JudgeError("the process that judges it gives no reply")
        some = os.read(pipe, CHUNK)
        if not some:
            return b""
        written += some
    return written


def _ended(process: "subprocess.Popen[bytes]") -> str:
    """Say why the warm parent has ended, as far as it has told."""
    process.kill()
    said = process.stderr.read().decode(errors="replace").strip() if process.stderr is not None else ""
    cause = said.rpartition("\n")[2]
    return f"the process that judges it has ended{f': {cause}' if cause else ''}"


def _started() -> "subprocess.Popen[bytes]":
    """Start a fresh Python that knows the libraries of this one, and nothing of the learner's folder."""
    here = Path.cwd()
    paths = [
        path for path in (*sys.path, ROOT) if path and Path(path).is_absolute() and (path == ROOT or Path(path) != here)
    ]
    boot = (
        f"import sys; sys.path[:] = {list(dict.fromkeys(paths))!r}; from rulekit.teach.judge.server import main; main()"
    )
    folder = tempfile.gettempdir()
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, with words of our own
            [sys.executable, "-I", "-X", "utf8", "-c", boot],
            shell=False,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={"PATH": "", "TMPDIR": folder, "MALLOC_ARENA_MAX": "2", **_kept()},
            start_new_session=True,
        )
    except OSError as error:
        raise JudgeError(f"no process could be started to judge it: {error}") from error


def _kept() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}
