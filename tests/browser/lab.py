"""A real JupyterLab, and a real browser that looks at it as a learner does."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

TOKEN = "sesame"  # noqa: S105 - a server on this machine, for the time of a test
PATIENCE = 60_000
REQUIRED = "RULEKIT_REQUIRE_BROWSER"
ROOM = ViewportSize(width=1280, height=900)
ZOOMED = ViewportSize(width=320, height=400)
_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking")
_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
}
_PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
_BLINK = 100
# A narrow toolbar puts the light of the kernel away.
_DONE = (
    "() => { const root = '.jp-NotebookPanel:not(.lm-mod-hidden) ';"
    "const told = [...document.querySelectorAll(root + '.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent);"
    "const light = document.querySelector(root + '.jp-Notebook-ExecutionIndicator');"
    "return (!light || light.dataset.status === 'idle') && told.some(t => /\\[\\d+\\]/.test(t))"
    "&& !told.some(t => t.includes('*')); }"
)
_FITS = (
    f"() => {{ const place = document.querySelector('{_PANEL}').getBoundingClientRect();"
    "return place.right <= innerWidth && place.width > innerWidth / 2; }"
)


class Cell(NamedTuple):
    """A code cell to put into a notebook, perhaps with outputs of an earlier run."""

    source: str
    outputs: tuple[dict[str, Any], ...] = ()


def chromium() -> str | None:
    """Find the browser."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_ARGUMENTS))
        yield browser
        browser.close()


class Lab:
    """A running JupyterLab and the folder that it serves."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.days = count(1)

    def write(self, cells: Sequence[Cell | str]) -> str:
        """Write a notebook of code cells into the folder, under a name that no other has, so that its kernel is new."""
        name = f"day_{next(self.days)}.ipynb"
        listed = [cell if isinstance(cell, Cell) else Cell(cell) for cell in cells]
        made: list[dict[str, object]] = [
            {"cell_type": "code", "id": f"cell-{at}", "metadata": {}, "execution_count": None}
            | {"source": cell.source, "outputs": list(cell.outputs)}
            for at, cell in enumerate(listed)
        ]
        book = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (self.folder / name).write_text(json.dumps(book), "utf-8")
        return name

    def open(self, page: Page, name: str, query: str = "") -> "Notebook":
        """Open a notebook and wait until its cells are there and its kernel waits."""
        page.goto(f"http://127.0.0.1:{self.port}/lab/tree/{name}?token={TOKEN}{query}", wait_until="domcontentloaded")
        cells = len(json.loads((self.folder / name).read_text("utf-8"))["cells"])
        page.wait_for_function(
            f"n => document.querySelectorAll('{_PANEL} .jp-Cell').length === n", arg=cells, timeout=PATIENCE
        )
        page.wait_for_selector(f"{_PANEL} .jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")
        self._wait_for_kernel(name)
        return Notebook(page)

    def _wait_for_kernel(self, name: str) -> None:
        """Wait until the kernel waits, too, and listens to the page: what is run before is lost."""
        address = f"http://127.0.0.1:{self.port}/api/sessions?token={TOKEN}"
        for _ in range(PATIENCE // _BLINK):
            with urllib.request.urlopen(address, timeout=1) as answer:
                kernels = [one["kernel"] for one in json.load(answer) if one["path"] == name]
            if any(one["execution_state"] == "idle" and one["connections"] for one in kernels):
                return
            time.sleep(_BLINK / 1000)
        raise RuntimeError(f"the kernel of {name} did not answer")


class Notebook:
    """A notebook that is open in the browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def cell(self, at: int) -> Locator:
        """Give the cell at a place, counted from 0."""
        return self.page.locator(f"{_PANEL} .jp-Cell").nth(at)

    def output(self, at: int) -> Locator:
        """Give what the cell at a place shows below it."""
        return self.cell(at).locator(".jp-OutputArea-output").last

    def source(self, at: int) -> str:
        """Read the text of a cell off the editor."""
        return "\n".join(self.cell(at).locator(".cm-line").all_inner_texts()).replace("\u200b", "")

    def run(self, at: int) -> None:
        """Run one cell by the keyboard, and stay in it."""
        self.cell(at).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.wait()

    def run_all(self) -> None:
        """Run all cells through the menu."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.wait()

    def choose_theme(self, name: str) -> None:
        """Choose a theme in the menu."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator(".lm-Menu-item", has_text="Theme").first.hover()
        self.page.locator(".lm-Menu-item", has_text=re.compile(f"^{name}$")).click()
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)

    @contextmanager
    def zoomed(self) -> Iterator[None]:
        """Show the notebook at four hundred percent for a while, with the list of files put away."""
        self._change_room(ZOOMED)
        try:
            yield
        finally:
            self._change_room(ROOM)

    def _change_room(self, room: ViewportSize) -> None:
        """Change the size of the window; JupyterLab moves its parts a little later."""
        self.page.keyboard.press("Control+b")
        self.page.set_viewport_size(room)
        self.page.wait_for_function(_FITS)
        self.page.wait_for_timeout(_BLINK)

    def wait(self) -> None:
        """Wait until nothing runs any more; twice, since between two cells the kernel blinks."""
        self.page.wait_for_timeout(200)
        for _ in range(2):
            self.page.wait_for_function(_DONE, timeout=PATIENCE)
            self.page.wait_for_timeout(150)


def press_until(page: Page, key: str, wanted: Locator, most: int = 60) -> None:
    """Press a key until something has the focus, as a person does who sees where it is."""
    for _ in range(most):
        page.keyboard.press(key)
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{wanted} was not reached")


@contextmanager
def running_lab(folder: Path, private: Path) -> Iterator[Lab]:
    """Start JupyterLab with settings of its own, so that nobody's habits leak in, and stop it at the end."""
    overrides = private / "config" / "labconfig" / "default_setting_overrides.json"
    overrides.parent.mkdir(parents=True)
    overrides.write_text(json.dumps(_SETTINGS), "utf-8")
    port = _free_port()
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "IPYTHONDIR": "ipython",
    }
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    log = private / "lab.log"
    with log.open("w", encoding="utf-8") as stream:
        server = subprocess.Popen(
            command,
            env={**os.environ, **{key: str(private / name) for key, name in own.items()}},
            stdout=stream,
            stderr=subprocess.STDOUT,
            shell=False,
        )
        try:
            _wait_for(server, port, log)
            yield Lab(folder, port)
        finally:
            server.terminate()
            server.wait(PATIENCE / 1000)


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(PATIENCE // 250):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={TOKEN}", timeout=1).close()
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.25)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start: {log.read_text('utf-8')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        return int(waiting.getsockname()[1])
