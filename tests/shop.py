"""A small shop's projects on disk, and rulekit run over them."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import rulekit
from rulekit.model.finding import Finding, Severity, Span
from rulekit.report.styled import Line, plain
from tests.waiting import PATIENCE

BARE = "try:\n    load()\nexcept:\n    stop()\n"
CLEAN = '"""Orders."""\n'
FIRST = Span(1, 1, 1, 2)
REPOSITORY = Path(__file__).parent.parent


class Done(NamedTuple):
    """What a command left: its exit status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def places(self) -> list[str]:
        """The places of the findings, as the concise format spells them."""
        return [line.partition(": ")[0] for line in self.out.splitlines() if ": RK" in line]


def project(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files, and the folders around them, byte for byte."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def process(
    *arguments: str, cwd: Path, stdin: bytes = b"", package: Path = REPOSITORY, environment: Mapping[str, str] = {}
) -> Done:
    """Run `python -m rulekit` as a process of its own, from the folder that holds the package."""
    done = raw_process(*arguments, cwd=cwd, stdin=stdin, package=package, environment=environment)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def raw_process(
    *arguments: str, cwd: Path, stdin: bytes = b"", package: Path = REPOSITORY, environment: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[bytes]:
    """Do the same, and leave what it wrote in bytes."""
    return subprocess.run(
        [sys.executable, "-m", "rulekit", *arguments],
        cwd=cwd,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(package), **environment},
        capture_output=True,
        check=False,
        timeout=PATIENCE,
        shell=False,
    )


class Server:
    """A process that runs command lines by the package in a folder, one after another, which is quick."""

    def __init__(self, package: Path) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("serve.py"))],
            env={**os.environ, "PYTHONPATH": str(package)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            shell=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._running:
            self._pipe(self._running.stdin).close()

    def run(self, *arguments: str, cwd: Path, stdin: bytes = b"") -> Done:
        """Run a command line in a folder."""
        asked = {"cwd": str(cwd), "arguments": arguments, "stdin": base64.b64encode(stdin).decode()}
        self._pipe(self._running.stdin).write(json.dumps(asked) + "\n")
        self._pipe(self._running.stdin).flush()
        status, *written = json.loads(self._pipe(self._running.stdout).readline())
        out, err = (base64.b64decode(text).decode() for text in written)
        return Done(status, out, err)

    @staticmethod
    def _pipe(stream: IO[str] | None) -> IO[str]:
        assert stream is not None
        return stream


def copy_package(folder: Path) -> Path:
    """Copy the package into a folder, which can then be named as the place to run it from."""
    half_written = shutil.ignore_patterns("*.pyc.*")  # by another process, which renames it
    shutil.copytree(Path(rulekit.__file__).parent, folder / "rulekit", ignore=half_written)
    return folder


def one_line(text: str) -> str:
    """Give the only line of an error message; there must be exactly one."""
    assert text.endswith("\n")
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text.removesuffix("\n")


def records(done: Done) -> list[dict[str, Any]]:
    """Read the output format json-lines."""
    return [json.loads(line) for line in done.out.splitlines()]


def finding(span: Span = FIRST, **changes: Any) -> Finding:
    """Make a finding up."""
    given = {"path": "orders.py", "code": "RK190", "name": "loud-call", "message": "loud: be calm"} | changes
    return Finding(severity=given.pop("severity", Severity.WARNING), span=span, **given)


def shown(lines: Iterable[Line]) -> list[str]:
    """Give styled lines as they are without colour."""
    return [plain(line) for line in lines]


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}
