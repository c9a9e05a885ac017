"""`rulekit check --watch`: a change is checked at once, and only what may change the answer counts."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import BARE, CLEAN, REPOSITORY, one_line, project
from tests.waiting import PATIENCE, unmeasured

WAITING = "Watching for changes, Ctrl-C ends it.\n"


class Watch:
    """A run that watches a folder, and what it writes."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "rulekit", "check", ".", "--watch", "--output-format", "concise"]
        self.running = subprocess.Popen(
            command,
            cwd=folder,
            env={**unmeasured(), "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            shell=False,
        )

    def next_run(self) -> list[str]:
        """Wait until a run is over, and give what it said."""
        assert self.running.stdout
        lines: list[str] = []
        for line in self.running.stdout:
            if line == WAITING:
                return lines
            lines.append(line)
        raise AssertionError(f"the watch ended: {lines}")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watch]:
    project(tmp_path, {"orders.py": CLEAN})
    watch = Watch(tmp_path)
    patience = threading.Timer(PATIENCE, watch.running.kill)
    patience.start()
    with watch.running:
        try:
            yield watch
        finally:
            patience.cancel()
            watch.running.kill()


def _codes(lines: list[str]) -> list[str]:
    return [word for line in lines for word in line.split() if word.startswith("RK")]


def test_a_change_is_checked_until_somebody_interrupts(watched: Watch, tmp_path: Path) -> None:
    assert _codes(watched.next_run()) == []
    project(tmp_path, {"node_modules/made.py": BARE, "notes.md": "", "orders.py": CLEAN + BARE})
    assert _codes(watched.next_run()) == ["RK301"]
    project(tmp_path, {"rulekit.toml": "["})
    assert "not valid TOML" in "".join(watched.next_run())
    project(tmp_path, {"rulekit.toml": 'ignore = ["RK301"]\n'})
    assert _codes(watched.next_run()) == []
    os.kill(watched.running.pid, signal.SIGINT)
    assert watched.running.wait() == 0


WRONG = {
    "standard input": (("-",), "standard input is none"),
    "a difference": ((".", "--diff"), "--watch and --diff exclude each other"),
    "comments": ((".", "--add-noqa"), "--watch and --add-noqa exclude each other"),
    "a path that is none": (("gone.py",), "gone.py: no such file or folder"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_nobody_watches(command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    project(tmp_path, {"orders.py": CLEAN})
    done = command("check", "--watch", *arguments)
    assert (done.status, message in one_line(done.err)) == (2, True)


def test_without_its_library_it_is_said_what_to_install(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = command("check", "--watch", ".")
    assert (done.status, '`pip install ".[watch]"`' in one_line(done.err)) == (2, True)
