"""How a server starts: on the streams, on a port, and without the library."""

import contextlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.lab import looks
from tests.conftest import Command
from tests.server.editor import Editor
from tests.waiting import PATIENCE, unmeasured


def free_port() -> int:
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        return int(waiting.getsockname()[1])


def test_on_a_port_it_serves_one_client(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "rulekit", "server", "--port", str(port)]
    server = subprocess.Popen(command, env=unmeasured(), shell=False)
    editor = Editor(tmp_path)
    for _ in looks():
        with contextlib.suppress(ConnectionRefusedError):
            editor.connect(port)
            break
    [found] = editor.diagnostics(editor.open("a.py", "try:\n    load()\nexcept:\n    stop()\n"))
    assert found.code == "RK301"
    editor.end()
    server.wait(PATIENCE)


def test_without_the_library_it_says_what_to_install(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rulekit.server.serving", None)
    done = command("server")
    assert done.status == 2
    assert 'install rulekit with it, `pip install ".[lsp]"`' in done.err
