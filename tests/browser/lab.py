"""A real JupyterLab, as a learner meets it."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.browsing import PANEL, ROOM, ZOOMED, cells_running
from tests.home import home_in
from tests.shop import REPOSITORY
from tests.waiting import PATIENCE

TOKEN = "sesame"  # noqa: S105 - a server on this machine, for the time of a test
_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
}
_LOOKS_A_SECOND = 10
_FITS = (
    f"() => {{ const place = document.querySelector('{PANEL}').getBoundingClientRect();"
    "return place.right <= innerWidth && place.width > innerWidth / 2; }"
)


class Cell(NamedTuple):
    """A code cell to put into a notebook, perhaps with outputs of an earlier run."""

    source: str
    outputs: tuple[dict[str, Any], ...] = ()


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

    def open(self, page: Page, name: str) -> "Notebook":
        """Open a notebook in a workspace of its own, and wait until its cells are there and its kernel waits."""
        place = f"workspaces/{Path(name).stem}/tree/{name}"
        page.goto(f"http://127.0.0.1:{self.port}/lab/{place}?token={TOKEN}", wait_until="domcontentloaded")
        cells = len(json.loads((self.folder / name).read_text("utf-8"))["cells"])
        expect(page.locator(f"{PANEL} .jp-Cell")).to_have_count(cells)
        page.wait_for_selector(f"{PANEL} .jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")
        self._wait_for_kernel(name)
        return Notebook(page)

    def _wait_for_kernel(self, name: str) -> None:
        """Wait until the kernel waits, too, and listens to the page: what is run before is lost."""
        for _ in looks():
            kernels = [one["kernel"] for one in json.loads(self._ask("api/sessions")) if one["path"] == name]
            if any(one["execution_state"] == "idle" and one["connections"] for one in kernels):
                return
        raise RuntimeError(f"the kernel of {name} did not answer")

    def wait_for_kernels(self) -> None:
        """Wait until no kernel starts: JupyterLab fails to stop while one does, and goes on as if nobody had asked."""
        for _ in looks():
            if all(one["execution_state"] in {"idle", "busy"} for one in json.loads(self._ask("api/kernels"))):
                return
        raise RuntimeError("a kernel does not start")

    def wait_for_server(self, server: "subprocess.Popen[bytes]", log: Path) -> None:
        """Wait until the server answers.

        Raises:
            RuntimeError: it ended before.
        """
        for _ in looks():
            with contextlib.suppress(OSError):
                self._ask("api")
                return
            if server.poll() is not None:
                break
        raise RuntimeError(f"JupyterLab did not start: {log.read_text('utf-8')[-2000:]}")

    def _ask(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}?token={TOKEN}", timeout=PATIENCE) as answer:
            return bytes(answer.read())


class Notebook:
    """A notebook that is open in the browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def cell(self, at: int) -> Locator:
        """Give the cell at a place, counted from 0."""
        return self.page.locator(f"{PANEL} .jp-Cell").nth(at)

    def output(self, at: int) -> Locator:
        """Give what the cell at a place shows below it."""
        return self.cell(at).locator(".jp-OutputArea-output").last

    def source(self, at: int) -> str:
        """Read the text of a cell off the editor."""
        return "\n".join(self.cell(at).locator(".cm-line").all_inner_texts()).replace("\u200b", "")

    def expect_source(self, at: int, text: str) -> None:
        """Wait until a cell holds this text."""
        expect(self.cell(at).locator(".cm-line")).to_have_text(text.split("\n"))
        assert self.source(at) == text

    def run(self, at: int) -> None:
        """Run one cell by the keyboard, and stay in it."""
        with cells_running(self.page, at):
            self.cell(at).locator(".cm-content").click()
            self.page.keyboard.press("Control+Enter")

    def run_all(self) -> None:
        """Run all cells through the menu."""
        with cells_running(self.page):
            self.page.get_by_role("menuitem", name="Run", exact=True).click()
            self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def choose_theme(self, name: str) -> None:
        """Choose a theme in the menu."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator(".lm-Menu-item", has_text="Theme").first.hover()
        self.page.locator(".lm-Menu-item", has_text=re.compile(f"^{name}$")).click()
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)

    @contextlib.contextmanager
    def zoomed(self) -> Iterator[None]:
        """Show the notebook at four hundred percent for a while, with the list of files put away."""
        files = self.page.locator("#jp-left-stack")
        self._change_room(ZOOMED)
        expect(files).not_to_be_visible()
        try:
            yield
        finally:
            self._change_room(ROOM)
            expect(files).to_be_visible()

    def _change_room(self, room: ViewportSize) -> None:
        """Change the size of the window, and whether the list of files is there."""
        # Control+b does that too, but jupyterlab-lsp takes it to jump to a definition.
        self.page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
        self.page.set_viewport_size(room)
        self.page.wait_for_function(_FITS)


def looks() -> Iterator[int]:
    """Count how often one has looked whether something is there, until there is no point in it any more."""
    for number in range(PATIENCE * _LOOKS_A_SECOND):
        yield number
        time.sleep(1 / _LOOKS_A_SECOND)


@contextlib.contextmanager
def running_lab(folder: Path, private: Path, *options: str) -> Iterator[Lab]:
    """Start JupyterLab in a home of its own, and stop it at the end."""
    home = home_in(private)
    overrides = Path(home["JUPYTER_CONFIG_DIR"], "labconfig", "default_setting_overrides.json")
    overrides.parent.mkdir(parents=True)
    overrides.write_text(json.dumps(_SETTINGS), "utf-8")
    lab = Lab(folder, free_port())
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={lab.port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--LabApp.expose_app_in_browser=True"]
    # The extension as it is here, not as it was when the environment was made.
    command += [f"--LabApp.extra_labextensions_path={REPOSITORY / 'rulekit' / 'server' / 'labextension'}"]
    command += [f"--MappingKernelManager.kernel_info_timeout={PATIENCE}"]
    command += options
    log = private / "lab.log"
    with log.open("w", encoding="utf-8") as stream:
        server = subprocess.Popen(
            command, env={**os.environ, **home}, stdout=stream, stderr=subprocess.STDOUT, shell=False
        )
        try:
            lab.wait_for_server(server, log)
            yield lab
            lab.wait_for_kernels()
        finally:
            server.terminate()
            # JupyterLab may fail over one of its kernels, and goes on then as if nobody had asked.
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(PATIENCE / _LOOKS_A_SECOND)
            server.kill()
            server.wait(PATIENCE)


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        return int(waiting.getsockname()[1])
