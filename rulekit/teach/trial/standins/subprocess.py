"""A stand-in of `subprocess`."""

import io
import subprocess
from collections.abc import Mapping
from functools import partial
from types import ModuleType, TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.naming import bound, module_of
from rulekit.teach.trial.standins.started import Ending, Start, Started, started_by

PIPE, STDOUT = subprocess.PIPE, subprocess.STDOUT
FIRST_PID = 4001
KILLED = -9
TERMINATED = -15
ACCEPTED = frozenset(
    "bufsize executable stdin stdout stderr preexec_fn close_fds shell cwd env universal_newlines startupinfo "
    "creationflags restore_signals start_new_session pass_fds user group extra_groups encoding errors text umask "
    "pipesize process_group".split()
)


class Popen:
    """A program that was started."""

    _start: Start
    _how = "subprocess.Popen"

    def __init__(self, args: object, **options: Any) -> None:
        unknown = next((name for name in options if name not in ACCEPTED), None)
        if unknown is not None:
            raise TypeError(f"Popen.__init__() got an unexpected keyword argument '{unknown}'")
        self.args = args
        self.pid = FIRST_PID
        self.returncode: int | None = None
        self._options = options
        self._is_text = any(options.get(name) for name in ("text", "universal_newlines", "encoding", "errors"))
        self.started = started_by(self._how, args, bool(options.get("shell")), options)
        self._ending = self._start(self.started)
        self._output = tuple(_routed(self._ending, options))
        streams = [self._stream(data) for data in self._output]
        self.stdout, self.stderr = streams
        self.stdin = self._stream(b"") if options.get("stdin") == PIPE else None

    def communicate(self, input: object = None, timeout: float | None = None) -> tuple[Any, Any]:  # noqa: A002
        """Send what it reads, wait for it, and give what it wrote."""
        if input is not None:
            self.started.input = input
        self.wait(timeout)
        written = [None if data is None else self._shown(data) for data in self._output]
        return written[0], written[1]

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and give its status."""
        self.started.timeout = timeout if timeout is not None else self.started.timeout
        if self._ending.hangs and self.returncode is None:
            if timeout is None:
                raise self.started.wait_for_ever()
            raise subprocess.TimeoutExpired(self.args, timeout)  # type: ignore[arg-type]
        return self._end(self._ending.status)

    def poll(self) -> int | None:
        """Give its status, if it has ended."""
        return self.returncode if self._ending.hangs else self._end(self._ending.status)

    def kill(self) -> None:
        """End it at once."""
        self._end(KILLED)

    def terminate(self) -> None:
        """Ask it to end."""
        self._end(TERMINATED)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wait()

    def _end(self, status: int) -> int:
        self.returncode = status if self.returncode is None else self.returncode
        self.started.is_done = True
        return self.returncode

    def _shown(self, data: bytes) -> str | bytes:
        return data.decode(str(self._options.get("encoding") or "utf-8")) if self._is_text else data

    def _stream(self, data: bytes | None) -> Any:
        if data is None:
            return None
        return io.StringIO(data.decode()) if self._is_text else io.BytesIO(data)


def _routed(ending: Ending, options: Mapping[str, Any]) -> list[bytes | None]:
    """Give what is left in the pipes, and write the rest into the files that were handed over."""
    together = options.get("stderr") == STDOUT
    written = (ending.stdout + ending.stderr if together else ending.stdout, b"" if together else ending.stderr)
    for target, data in zip((options.get("stdout"), options.get("stderr")), written, strict=True):
        if hasattr(target, "write"):
            _write(target, data)
    return [
        data if options.get(name) == PIPE else None for name, data in zip(("stdout", "stderr"), written, strict=True)
    ]


def _write(target: Any, data: bytes) -> None:
    try:
        target.write(data)
    except TypeError:
        target.write(data.decode())


class Functions:
    """The functions of `subprocess` that wait for the program's end."""

    def __init__(self, start: Start) -> None:
        self._start = start

    def run(self, command: object, **options: Any) -> "subprocess.CompletedProcess[Any]":
        """Start a program and wait for it."""
        return self._run("subprocess.run", command, **options)

    def call(self, command: object, **options: Any) -> int:
        """Give the status."""
        return self._run("subprocess.call", command, **options).returncode

    def check_call(self, command: object, **options: Any) -> int:
        """Give the status, or raise when it is not 0."""
        return self._run("subprocess.check_call", command, check=True, **options).returncode

    def check_output(self, command: object, **options: Any) -> Any:
        """Give what the program wrote, or raise when its status is not 0."""
        return self._run("subprocess.check_output", command, check=True, stdout=PIPE, **options).stdout

    def getstatusoutput(self, command: object, **options: Any) -> tuple[int, str]:
        """Give the status of a shell's line and what it wrote."""
        told = {"shell": True, "text": True, "stdout": PIPE, "stderr": STDOUT, **options}
        done = self._run("subprocess.getoutput", command, **told)
        return done.returncode, str(done.stdout).removesuffix("\n")

    def getoutput(self, command: object, **options: Any) -> str:
        """Give what a shell's line wrote."""
        return self.getstatusoutput(command, **options)[1]

    def _run(self, how: str, command: Any, **options: Any) -> "subprocess.CompletedProcess[Any]":
        given, check, timeout = options.pop("input", None), options.pop("check", False), options.pop("timeout", None)
        if options.pop("capture_output", False):
            if "stdout" in options or "stderr" in options:
                raise ValueError("stdout and stderr arguments may not be used with capture_output.")
            options |= {"stdout": PIPE, "stderr": PIPE}
        kind = type("Popen", (Popen,), {"_start": staticmethod(partial(self._noted, check, timeout)), "_how": how})
        program = kind(command, **options)
        try:
            stdout, stderr = program.communicate(given, timeout)
        except subprocess.TimeoutExpired:
            program.kill()
            raise
        if check and program.returncode:
            raise subprocess.CalledProcessError(program.returncode, command, stdout, stderr)
        return subprocess.CompletedProcess(command, program.returncode, stdout, stderr)

    def _noted(self, check: object, timeout: float | None, started: Started) -> Ending:
        started.check, started.timeout = bool(check), timeout
        return self._start(started)


def subprocess_modules(start: Start) -> dict[str, ModuleType]:
    """Make what takes the place of the functions that start programs."""
    functions = Functions(start)
    names = ("run", "call", "check_call", "check_output", "getoutput", "getstatusoutput")
    attributes: dict[str, object] = {name: getattr(functions, name) for name in names}
    return {"subprocess": module_of("subprocess", {**attributes, "Popen": bound(Popen, _start=start)})}
