"""A real JupyterHub with the configuration of `binder/`, as an instructor sets it up."""

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, expect

from tests.browser.browsing import PANEL
from tests.browser.lab import free_port, looks
from tests.shop import REPOSITORY
from tests.waiting import PATIENCE, ran, unmeasured

BINDER = REPOSITORY / "binder"
PROXY = "configurable-http-proxy@5.3.0"
_SETTINGS = """
c = get_config()
load_subconfig({snippet!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = ["--allow-root"]
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
"""


class Hub(NamedTuple):
    """A running JupyterHub: its address, and the folder with the homes of its users."""

    address: str
    homes: Path


def install(work: Path) -> Path:
    """Install what a hub needs, as the workshop page says; give the folder of the programs."""
    python = work / "venv" / "bin" / "python"
    _done(sys.executable, "-m", "venv", work / "venv")
    wanted = (f"--requirement={BINDER / name}" for name in ("requirements.txt", "hub-requirements.txt"))
    _done(python, "-m", "pip", "install", "--quiet", *wanted)
    _done(python, "-m", "pip", "install", "--quiet", "--no-deps", REPOSITORY)
    _done("npm", "install", "--silent", "--prefix", work, PROXY)
    return python.parent


def _done(*command: str | Path) -> None:
    ended = ran(*command, environment=unmeasured())
    assert ended.returncode == 0, f"{ended.stdout[-2000:]}{ended.stderr[-2000:]}"


@contextlib.contextmanager
def running_hub(programs: Path, folder: Path) -> Iterator[Hub]:
    """Start the hub, and stop it and the servers of its users at the end."""
    ports = [free_port() for _ in range(3)]
    homes = folder / "homes"
    settings = folder / "hub.py"
    homes.mkdir()
    snippet = str(BINDER / "jupyterhub_config.py")
    text = _SETTINGS.format(snippet=snippet, ports=ports, homes=str(homes / "{username}"), patience=PATIENCE)
    settings.write_text(text, "utf-8")
    path = os.pathsep.join([str(programs), str(programs.parent.parent / "node_modules" / ".bin"), os.environ["PATH"]])
    log = folder / "hub.log"
    with log.open("w", encoding="utf-8") as stream:
        server = subprocess.Popen(
            [programs / "jupyterhub", "--config", settings],
            cwd=folder,
            env={**unmeasured(), "PATH": path},
            stdout=stream,
            stderr=subprocess.STDOUT,
            shell=False,
        )
        try:
            _wait(f"http://127.0.0.1:{ports[0]}/hub/api", server, log)
            yield Hub(f"http://127.0.0.1:{ports[0]}", homes)
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in looks():
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=PATIENCE).close()  # noqa: S310 - a server on this machine
            return
        if server.poll() is not None:
            break
    raise RuntimeError(f"JupyterHub did not start: {log.read_text('utf-8')[-2000:]}")


def log_in(page: Page, hub: Hub, name: str) -> None:
    """Log in, and do not wait for what comes."""
    page.goto(f"{hub.address}/hub/login")
    page.locator("#username_input").fill(name)
    page.locator("#password_input").fill("any")
    page.locator("#login_submit").click(no_wait_after=True)


def wait_for_lesson(page: Page, name: str) -> None:
    """Wait until all cells of a lesson are there and its kernel has come."""
    cells = len(json.loads((REPOSITORY / "notebooks" / name).read_text("utf-8"))["cells"])
    expect(page.locator(f"{PANEL} .jp-Cell")).to_have_count(cells)
    page.wait_for_selector(f"{PANEL} .jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")
