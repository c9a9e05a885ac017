"""Stand-ins of what starts programs in `os` and `asyncio`."""

import asyncio
import io
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NoReturn

from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.started import Start, started_by
from rulekit.teach.trial.standins.subprocess import Popen

STATUS_PLACE = 8
FAMILIES = ("l", "lp", "v", "vp", "le", "lpe", "ve", "vpe")


def os_modules(start: Start) -> dict[str, ModuleType]:
    """Make what takes the place of `os.system`, `os.popen`, `os.exec...` and `os.spawn...`."""

    def system(command: str) -> int:
        return _ended(start, "os.system", command) << STATUS_PLACE

    def popen(cmd: str, mode: str = "r", buffering: int = -1) -> io.StringIO:  # noqa: ARG001 - as the real one
        started = started_by("os.popen", cmd, True, {})
        text = start(started).stdout.decode()
        started.is_done = True
        return io.StringIO(text)

    replaced: dict[str, object] = {"system": system, "popen": popen}
    for family in FAMILIES:
        replaced[f"exec{family}"] = _replacing(start, family)
        replaced[f"spawn{family}"] = _spawning(start, family)
    return {"os": module_of("os", replaced)}


def _ended(start: Start, how: str, command: object) -> int:
    started = started_by(how, command, isinstance(command, str), {})
    ending = start(started)
    if ending.hangs:
        raise started.wait_for_ever()
    started.is_done = True
    return ending.status


def _replacing(start: Start, family: str) -> Callable[..., NoReturn]:
    def replace(file: object, *arguments: Any) -> NoReturn:
        raise SystemExit(_ended(start, f"os.exec{family}", _words(file, family, arguments)))

    return replace


def _spawning(start: Start, family: str) -> Callable[..., int]:
    def spawn(_: int, file: object, *arguments: Any) -> int:
        return _ended(start, f"os.spawn{family}", _words(file, family, arguments))

    return spawn


def _words(file: object, family: str, arguments: Sequence[Any]) -> list[object]:
    given = list(arguments[:-1] if family.endswith("e") else arguments)
    words = given if family.startswith("l") else list(given[0])
    return [file, *words[1:]]


class Running:
    """A program that was started by `asyncio`."""

    def __init__(self, program: Any) -> None:
        self._program = program
        self.pid: int = program.pid
        self.stdout, self.stderr = (None if one is None else Reader(one) for one in (program.stdout, program.stderr))

    @property
    def returncode(self) -> int | None:
        """The status, once it has ended."""
        status: int | None = self._program.returncode
        return status

    async def communicate(self, input: bytes | None = None) -> tuple[Any, Any]:  # noqa: A002
        """Wait for it and give what it wrote."""
        written: tuple[Any, Any] = self._program.communicate(input)
        return written

    async def wait(self) -> int:
        """Wait for it and give its status."""
        status: int = self._program.wait()
        return status

    def kill(self) -> None:
        """End it at once."""
        self._program.kill()

    def terminate(self) -> None:
        """Ask it to end."""
        self._program.terminate()


class Reader:
    """What a program wrote, for code that awaits."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def read(self, size: int = -1) -> bytes:
        """Give the rest, or a part."""
        return bytes(self._stream.read(size))

    async def readline(self) -> bytes:
        """Give the next line."""
        return bytes(self._stream.readline())


def asyncio_modules(start: Start) -> dict[str, ModuleType]:
    """Make what takes the place of the functions of `asyncio` that start programs."""

    def popen(how: str, command: object, options: dict[str, Any]) -> Running:
        kind = type("Popen", (Popen,), {"_start": staticmethod(start), "_how": how})
        known = {name: value for name, value in options.items() if name not in {"limit", "loop"}}
        return Running(kind(command, **known))

    async def create_subprocess_exec(program: object, *args: object, **options: Any) -> Running:
        return popen("asyncio.create_subprocess_exec", [program, *args], options)

    async def create_subprocess_shell(cmd: object, **options: Any) -> Running:
        return popen("asyncio.create_subprocess_shell", cmd, {**options, "shell": True})

    made: dict[str, object] = {one.__name__: one for one in (create_subprocess_exec, create_subprocess_shell)}
    parts = module_of("asyncio.subprocess", {**made, "PIPE": asyncio.subprocess.PIPE})
    return {"asyncio": module_of("asyncio", made), "asyncio.subprocess": parts}
