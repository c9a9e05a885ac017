"""The project around a file, found by `pyproject.toml` or `.git`, and paths relative to it or to its settings.

A repository may hold several projects: packages side by side, examples and tests' data with a `pyproject.toml` of their
own. Modules are named from the nearest root; what a folder is for, such as `examples`, is seen from the outermost.
"""

import os
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path, PurePath

from rulekit.engine.files import absolute
from rulekit.engine.settings import Settings
from rulekit.known.testing import TEST_FILE
from rulekit.model.late import regex

_MARKS = (".git", "pyproject.toml")
# A module of a package may be called `setup.py` too, and a subpackage of numpy's has one that calls `setup`.
_SETUP_CALL = regex(r"\bsetup\s*\(")


def codes_for(path: str | None, settings: Settings) -> frozenset[str]:
    """Give the codes that hold in a file."""
    if not (settings.per_file_ignores or settings.inherited.ignores):
        return settings.selected
    return settings.selected_for(lambda folder: relative_path(path, folder))


def relative_path(path: str | None, folder: Path | None) -> str | None:
    """Name a file relative to the folder of its settings, as patterns do, or to the working folder without one."""
    if path is None:
        return None
    full = absolute(path)
    root = folder or working_folder()
    return full.relative_to(root).as_posix() if root and full.is_relative_to(root) else path


def working_folder() -> Path | None:
    """Give the folder in which the process works; somebody may have deleted it meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        return None


def inner_path(path: str | None) -> str | None:
    """Name a file relative to its project, so that folders around the project say nothing about it.

    Where nothing marks a project, its packages do.
    """
    if path is None or path == "-":
        return None
    full = absolute(path)
    return full.relative_to(project_root(full.parent) or above_packages(full.parent)).as_posix()


def role_path(path: str | None, top: str = "") -> str | None:
    """Name a file relative to its repository; where nothing marks one, to the folder that was searched, or works."""
    if path is None or path == "-":
        return None
    full = absolute(path)
    if repository := repository_root(full.parent):
        return full.relative_to(repository).as_posix()
    around = (Path(top).resolve() if top else None, working_folder())
    root = next((one for one in around if one and one.parent != one and full.is_relative_to(one)), None)
    return full.relative_to(root).as_posix() if root else inner_path(path)


def searched_folder(path: str, folders: Sequence[str]) -> str:
    """Name the folder in which a search found a file, as it was given; nothing where it was named itself."""
    here = Path(path).absolute()
    return next((one for one in folders if here.is_relative_to(Path(one).absolute())), "")


def role_within(path: str | None, text: str, top: str = "") -> str:
    """Tell the role of a file from its place in its project: what lies below a folder of tests belongs to them."""
    from rulekit.analysis.project.roles import role_of

    inner = role_path(path, top)
    role = role_of(inner, text)
    return "test" if role == "production" and path and inner and is_among_tests(path, inner) else role


def is_among_tests(path: str, inner: str) -> bool:
    """Tell whether a file lies below a folder of tests; `inner` is its path within its project."""
    return any(map(_is_folder_of_tests, absolute(path).parents[: len(PurePath(inner).parts) - 1]))


def holds_tests(file_names: Collection[str]) -> bool:
    """Tell whether a folder is one of tests, whatever its name: most of its modules are, or pytest is set up there."""
    modules = [name for name in file_names if name.endswith(".py") and name not in {"__init__.py", "conftest.py"}]
    tests = sum(bool(TEST_FILE.fullmatch(name)) for name in modules)
    return bool(tests) and (2 * tests > len(modules) > 1 or "conftest.py" in file_names)


@lru_cache(maxsize=4096)
def _is_folder_of_tests(folder: Path) -> bool:
    try:
        return holds_tests([entry.name for entry in os.scandir(folder)])
    except OSError:
        return False


@lru_cache(maxsize=4096)
def above_packages(folder: Path) -> Path:
    """Find the folder from which the packages around a folder are imported: the first that is no package."""
    is_package = folder.parent != folder and (folder / "__init__.py").is_file()
    return above_packages(folder.parent) if is_package else folder


@lru_cache(maxsize=4096)
def project_root(folder: Path) -> Path | None:
    """Find the folder of the project around a folder: the nearest with `.git`, pyproject.toml or setuptools' files."""
    if any((folder / mark).exists() for mark in _MARKS) or _is_set_up(folder):
        return folder
    return None if folder.parent == folder else project_root(folder.parent)


@lru_cache(maxsize=4096)
def repository_root(folder: Path) -> Path | None:
    """Find the outermost project around a folder, up to the nearest with `.git`."""
    root = project_root(folder)
    if root is None or (root / ".git").exists() or root.parent == root:
        return root
    return repository_root(root.parent) or root


def forget_roots() -> None:
    """Let folders be looked at anew, where projects may have come or gone meanwhile."""
    for memory in (_is_folder_of_tests, above_packages, project_root, repository_root):
        memory.cache_clear()


def _is_set_up(folder: Path) -> bool:
    """Tell whether setuptools sets a project up here: by a `setup.cfg`, or a `setup.py` that calls `setup`."""
    if (folder / "__init__.py").is_file():
        return False
    try:
        return (folder / "setup.cfg").is_file() or bool(
            _SETUP_CALL.search((folder / "setup.py").read_text("utf-8", "replace"))
        )
    except OSError:
        return False
