"""Notebooks under nbval, as strictly as it can be."""

import re
import sys
from pathlib import Path
from subprocess import CompletedProcess

from tests.shop import REPOSITORY
from tests.waiting import PATIENCE, ran, unmeasured

_FAILED = re.compile(r"^FAILED (?:.*/)?(\S+)::Cell (\d+)", re.MULTILINE)


def nbval(folder: Path, *names: str, **environment: str) -> CompletedProcess[str]:
    """Run notebooks strictly under nbval, in a pytest of its own; each has a kernel of its own.

    They are not measured: nbval kills its kernels before coverage.py writes down what ran in them.
    """
    words = ["--nbval", "--nbval-current-env", "-q", "-c", "/dev/null", "-p", "tests.jupyter.patient"]
    patience = [f"--nbval-cell-timeout={PATIENCE}", f"--nbval-kernel-startup-timeout={PATIENCE}"]
    known = {**unmeasured(), "PYTHONPATH": str(REPOSITORY), **environment}
    return ran(sys.executable, "-m", "pytest", *words, *patience, *names, cwd=folder, environment=known)


def failed_cells(output: str) -> dict[str, list[int]]:
    """Give the code cells that failed, counted from 0, by the name of their notebook."""
    failed: dict[str, list[int]] = {}
    for name, number in _FAILED.findall(output):
        failed.setdefault(name, []).append(int(number))
    return failed
