"""The network of an exercise: real libraries and a real server on the loopback."""

import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from rulekit.teach.judge.offline import Names, patch_names
from rulekit.teach.judge.seams.server import Server
from rulekit.teach.judge.seams.sockets import patch_connections, patch_trust, patch_waiting
from rulekit.teach.judge.seams.traffic import Traffic

# Many callers at once, each with a thread on both sides, have room in little memory.
STACK = 512 * 1024
# Loaded once, before any fork, so that a verdict is quick.
for _library in ("asyncio", "httpx", "requests", "urllib.request"):
    with suppress(ImportError):
        importlib.import_module(_library)


@pytest.fixture
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traffic]:
    """Let every host exist and answer as a check prepares it; a call that waits for ever fails the check.

    It ends at once in `WaitsForEver`; whoever catches even that reads it in the end.
    """
    with network_in(tmp_path_factory.mktemp("network")) as traffic:
        yield traffic
    for wait in traffic.waits:
        raise AssertionError(str(wait)) from wait


@contextmanager
def network_in(folder: Path) -> Iterator[Traffic]:
    """Let the network be there, whatever proxies the environment names; its certificates lie in a folder."""
    traffic, names = Traffic(), Names(is_online=True)
    server = Server(traffic, folder)
    before = threading.stack_size(STACK)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        patch_names(patch, names)
        patch_connections(patch, names, server)
        patch_trust(patch, server.authority.cert_pem.bytes().decode())
        patch_waiting(patch, server)
        try:
            yield traffic
        finally:
            server.stop()
            threading.stack_size(before)
