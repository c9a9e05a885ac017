"""Build the lessons as a JupyterLite site: Python runs in the learner's browser, and no other host is asked.

python -m pip install -r binder/lite-requirements.txt
python binder/lite.py lite          # needs npm as well, which brings Pyodide

What the site needs comes from the two package registries when it is built; any web server can then serve the folder.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
KERNEL = ("ipython", "jedi", "micropip", "packaging", "pyodide-http")
OURS = ("rulekit-style", "ipywidgets")
# What answers are judged with, as far as it is pure Python: the rest is told to be missing in a browser.
TEACH = tuple(
    "certifi charset-normalizer idna iniconfig pluggy pytest requests sqlalchemy typing-extensions urllib3".split()
)
BESIDE = ("comm", "ipywidgets", "markdown-it-py", "mdurl", "pathspec", *TEACH)
PURE = ("--implementation=py", "--abi=none", "--platform=any")
LOCK = "pyodide-lock.json"
KERNEL_SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
OPENS = "http://localhost:8000/lab/index.html?path=00_start_here.ipynb"
MISTAKE = 2
TOLD = 1000

Lock = dict[str, Any]


class Missing(Exception):
    """Something that the site is built with is not on this machine."""


def main() -> int:
    """Build the site."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("lite"), help="where it goes (default: lite)")
    folder: Path = parser.parse_args().folder.resolve()
    try:
        with tempfile.TemporaryDirectory() as work:
            build(Path(work), folder)
    except Missing as error:
        sys.stderr.write(f"lite: {error}\n")
        return MISTAKE
    sys.stdout.write(f"built: python -m http.server --directory {folder}, then open {OPENS}\n")
    return 0


def build(work: Path, folder: Path) -> None:
    """Gather what the site needs, and build it.

    Raises:
        Missing: a tool is not installed, or refuses.
    """
    if find_spec("jupyterlite_pyodide_kernel") is None:
        raise Missing("JupyterLite is not installed: run `python -m pip install -r binder/lite-requirements.txt`")
    if shutil.which("npm") is None:
        raise Missing("npm is not installed: it brings Pyodide; install Node.js")
    pyodide = work / "static" / "pyodide"
    take_pyodide(pyodide)
    lock: Lock = json.loads((pyodide / LOCK).read_text("utf-8"))
    take_listed(lock, pyodide)
    own = [add(lock, wheel, pyodide) for wheel in take_own(lock, work / "wheels")]
    for entry in own:
        wanted = (*entry["depends"], *(TEACH if entry["name"] == OURS[0] else ()))
        entry["depends"] = [name for name in wanted if name in lock["packages"]]
    take_listed(lock, pyodide)
    (pyodide / LOCK).write_text(json.dumps(lock), "utf-8")
    shutil.copytree(ROOT / "notebooks", work / "files", ignore=shutil.ignore_patterns("solutions", ".*"))
    write_settings(work)
    run(sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", str(folder), cwd=work)


def take_pyodide(target: Path) -> None:
    """Take the Pyodide that the kernel asks for from the npm registry."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    target.mkdir(parents=True)
    run("npm", "pack", "--silent", f"pyodide@{PYODIDE_VERSION}", cwd=target)
    (archive,) = target.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    archive.unlink()
    for file in (target / "package").iterdir():
        file.rename(target / file.name)
    (target / "package").rmdir()


def take_listed(lock: Lock, target: Path) -> None:
    """Take the pure packages that the lock lists and that are needed; their builds have hashes of their own."""
    packages = lock["packages"]
    names = [name for name in (*KERNEL, *OURS) if name in packages]
    needed: dict[str, dict[str, Any]] = {}
    while names:
        name = names.pop()
        if name not in needed:
            needed[name] = packages[name]
            names += [one if one in packages else one.replace("_", "-") for one in packages[name]["depends"]]
    absent = [one for one in needed.values() if not (target / one["file_name"]).exists()]
    if absent:
        download(lock, target, *(f"{one['name']}=={one['version']}" for one in absent))
    for one in absent:
        one["sha256"] = digest(target / one["file_name"])


def take_own(lock: Lock, target: Path) -> list[Path]:
    """Build our own wheel, and take those that Pyodide does not list."""
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(ROOT))
    download(lock, target, *PURE, "--constraint", str(ROOT / "binder" / "requirements.txt"), *BESIDE)
    return sorted(target.glob("*.whl"))


def add(lock: Lock, wheel: Path, target: Path) -> dict[str, Any]:
    """Add a wheel to the lock, so that notebooks import it as if it had always been there."""
    shutil.copy(wheel, target)
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        told = packed.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    name = spelled(wheel.name.partition("-")[0])
    tops = {one.partition("/")[0].removesuffix(".py") for one in names if one.endswith(".py")}
    lines = [line.removeprefix("Requires-Dist: ") for line in told.splitlines() if line.startswith("Requires-Dist: ")]
    wanted = [spelled(one.name) for one in map(Requirement, lines) if is_needed(one, lock["info"]["python"])]
    entry: dict[str, Any] = {
        "name": name,
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "sha256": digest(wheel),
        "imports": sorted(tops),
        "unvendored_tests": False,
        "depends": wanted,
    }
    lock["packages"][name] = entry
    return entry


def is_needed(requirement: Requirement, python: str) -> bool:
    """Tell whether a package needs another one in a browser, where its extras are not asked for."""
    there = {"extra": "", "platform_system": "Emscripten", "python_version": ".".join(python.split(".")[:2])}
    marker = requirement.marker
    return marker is None or marker.evaluate({**there, "sys_platform": "emscripten", "platform_machine": "wasm32"})


def write_settings(work: Path) -> None:
    """Say what is built, and that the kernel begins with our packages and asks nobody else for more.

    Lessons are on the page as a whole, so that the browser's own search finds what is below.
    """
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": list(OURS)}}
    values = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {"litePluginSettings": {KERNEL_SETTINGS: kernel}},
    }
    (work / "jupyter-lite.json").write_text(json.dumps(values), "utf-8")
    whole = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
    (work / "overrides.json").write_text(json.dumps(whole), "utf-8")
    config = {"LiteBuildConfig": {"contents": ["files"], "apps": ["lab"], "no_sourcemaps": True}}
    (work / "jupyter_lite_config.json").write_text(json.dumps(config), "utf-8")


def download(lock: Lock, target: Path, *wanted: str) -> None:
    """Take wheels for the Python that Pyodide is."""
    version = f"--python-version={lock['info']['python']}"
    options = ("--quiet", "--no-deps", "--only-binary=:all:", version, "--dest", str(target))
    run(sys.executable, "-m", "pip", "download", *options, *wanted)


def run(*command: str, cwd: Path = ROOT) -> None:
    """Run a command.

    Raises:
        Missing: it fails.
    """
    done = subprocess.run(command, cwd=cwd, check=False, shell=False, capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"`{' '.join(command[:4])} ...` failed: {(done.stdout + done.stderr)[-TOLD:]}")


def spelled(name: str) -> str:
    """Spell a name as the lock does."""
    return name.lower().replace("_", "-")


def digest(file: Path) -> str:
    """Give the hash by which Pyodide knows a file again."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
