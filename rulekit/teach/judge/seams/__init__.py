"""What a check may ask for beside pytest's own fixtures: each is a seam below a real library, never a copy of it.

A module of this package holds the fixture of its name. It needs what its `NEEDS` says; where that is not installed, the
checks that ask for it cannot be judged.
"""

import ast
import importlib
import importlib.util
import sys
from collections.abc import Mapping
from types import ModuleType

NEEDS: Mapping[str, tuple[str, ...]] = {
    "browser": ("flask",),
    "chance": (),
    "changed": (),
    "clock": (),
    "database": ("sqlite3", "sqlalchemy"),
    "files": (),
    "harm": (),
    "logs": (),
    "network": ("ssl", "trustme"),
    "output": (),
    "programs": ("_posixsubprocess",),
    "race": ("frontrun",),
    "threads": (),
}
SEAMS = frozenset(NEEDS)
NO_PROCESSES = frozenset({"emscripten", "wasi"})
OF_PROCESSES = frozenset({"network", "programs", "race", "threads"})
PLUGINS = (
    "anyio.pytest_plugin",
    "pytest_asyncio.plugin",
    "pytest_mock.plugin",
    "requests_mock.contrib._pytest_plugin",
    "respx.plugin",
)
LIBRARIES = ("asyncio", "http.client", "httpx", "requests", "responses", "respx", "unittest.mock")
ELSEWHERE = "open the notebook on Binder or on your own machine"


def missing_for(checks: str) -> str:
    """Say what the fixtures need that checks ask for, and that is not here, or nothing."""
    functions = (node for node in ast.walk(ast.parse(checks)) if isinstance(node, ast.FunctionDef))
    asked = sorted(SEAMS & {argument.arg for function in functions for argument in function.args.args})
    return next((words for seam in asked if (words := _missing(seam))), "")


def _missing(seam: str) -> str:
    absent = next((name for name in NEEDS[seam] if importlib.util.find_spec(name) is None), "")
    if sys.platform not in NO_PROCESSES:
        return f"`{absent}` is not installed here" if absent else ""
    if seam in OF_PROCESSES:
        return f"a browser has neither threads nor programs: {ELSEWHERE}"
    return f"a browser has no `{absent}`: {ELSEWHERE}" if absent else ""


def loaded() -> list[ModuleType]:
    """Load all seams whose libraries are here, once, before any fork."""
    return [importlib.import_module(f"{__name__}.{name}") for name in sorted(SEAMS) if not _missing(name)]


def for_tests() -> list[ModuleType]:
    """Load what tests of a learner have beside pytest's own fixtures: time that passes at once, and usual plugins."""
    for name in filter(_is_here, LIBRARIES):
        importlib.import_module(name)
    return [importlib.import_module(name) for name in (f"{__name__}.clock", *filter(_is_here, PLUGINS))]


def _is_here(name: str) -> bool:
    return importlib.util.find_spec(name.partition(".")[0]) is not None
