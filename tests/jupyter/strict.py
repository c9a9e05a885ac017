"""Notebooks under nbval, as strictly as it can be."""

import os
import subprocess
import sys
from pathlib import Path


def nbval(folder: Path, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a notebook strictly under nbval, in a pytest of its own."""
    words = ["pytest", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", "-q", "-c", "/dev/null", name]
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        shell=False,
    )
