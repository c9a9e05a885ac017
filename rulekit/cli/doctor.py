"""`rulekit doctor`: say whether this environment is ready for the lessons."""

import argparse
import importlib.metadata
import importlib.util
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rulekit import __file__ as package_file
from rulekit import __version__, check
from rulekit.cli.jupyter import TEXT, config_file

OLDEST = (3, 11)
PACKAGES = ("ipython", "ipykernel", "ipywidgets", "jupyterlab", "nbformat")
LAB = ("jupyter_lsp", "jupyterlab_lsp", "pygls")
SAMPLE = "try:\n    load()\nexcept:\n    stop()\n"


def add_arguments(_: argparse.ArgumentParser) -> None:
    """Declare the options: there are none."""


def run(_: argparse.Namespace) -> int:
    """Show each finding of the examination; exit with 1 where something is missing."""
    ready = True
    for good, text in examined():
        ready = ready and good
        sys.stdout.write(f"{'ok' if good else 'missing':<9}{text}\n")
    sys.stdout.write("Ready.\n" if ready else 'Not ready: run `pip install ".[jupyter]"` in the clone of rulekit.\n')
    return int(not ready)


def examined() -> Iterator[tuple[bool, str]]:
    """Give what was looked at, and whether it is as it should be."""
    yield sys.version_info >= OLDEST, f"Python {sys.version.split()[0]}"
    yield _is_ours(), f"rulekit {__version__} in {Path(package_file).parent}"
    for name in PACKAGES:
        try:
            yield True, f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield False, name
    file = config_file()
    on = file.is_file() and file.read_text("utf-8") == TEXT
    yield True, f"new kernels load rulekit: {'yes' if on else 'no (`rulekit jupyter enable` makes them)'}"
    yield True, f"marks while somebody types, in JupyterLab: {_marks()}"
    begin = time.perf_counter()
    found = [finding.code for finding in check(SAMPLE)]
    yield found == ["RK301"], f"a first verdict in {(time.perf_counter() - begin) * 1000:.0f} ms"


def _marks() -> str:
    """Say whether JupyterLab starts the language server."""
    missing = [name for name in LAB if importlib.util.find_spec(name) is None]
    if missing:
        return f'no, {" and ".join(missing)} missing (`pip install ".[lab]"` brings them)'
    known = importlib.metadata.entry_points(group="jupyter_lsp_spec_v1")
    if not any(one.name == "rulekit" for one in known):
        return "no (install rulekit again)"
    return f"yes; fixes there: {'yes' if _has_fixes() else 'no (install rulekit again)'}"


def _has_fixes() -> bool:
    """Tell whether JupyterLab loads our extension, as it is in this rulekit: an install copies it."""
    from jupyter_core.paths import jupyter_path

    ours = Path(package_file).parent / "server" / "labextension"
    names = [file.relative_to(ours) for file in ours.rglob("*") if file.is_file()]
    folders = [Path(folder) for folder in jupyter_path("labextensions")]
    loaded = next((folder for folder in folders if (folder / "rulekit" / "package.json").is_file()), None)
    return loaded is not None and all(_same(ours / name, loaded / name) for name in names)


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _is_ours() -> bool:
    """Tell whether the other project called rulekit, which has the same package, is not installed beside this one."""
    try:
        importlib.metadata.version("rulekit")
    except importlib.metadata.PackageNotFoundError:
        return True
    return False
