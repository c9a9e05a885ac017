"""What a check may ask for beside pytest's own fixtures: each is a seam below a real library, never a copy of it.

A module of this package holds the fixture of its name. It needs what its `NEEDS` says; where that is not installed, the
checks that ask for it cannot be judged.
"""

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
PLUGINS = ("pytest_mock",)


def missing_for(seam: str) -> str:
    """Name the first module that a seam needs and that is not here, or nothing; a browser has no processes."""
    if sys.platform in NO_PROCESSES and seam in OF_PROCESSES:
        return "_thread"
    return next((name for name in NEEDS[seam] if importlib.util.find_spec(name) is None), "")


def loaded() -> list[ModuleType]:
    """Load all seams whose libraries are here, once, before any fork."""
    return [importlib.import_module(f"{__name__}.{name}") for name in sorted(SEAMS) if not missing_for(name)]


def for_tests() -> list[ModuleType]:
    """Load what tests of a learner have beside pytest's own fixtures: time that passes at once, and usual plugins."""
    names = (f"{__name__}.clock", *(name for name in PLUGINS if importlib.util.find_spec(name)))
    return [importlib.import_module(name) for name in names]
