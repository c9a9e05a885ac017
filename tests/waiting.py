"""How long tests wait: for what happens, never for a time, and so long that only what hangs is given up.

A slow machine must not fail a test. Who works on one and wants to know early sets `RULEKIT_PATIENCE`, in seconds.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

PATIENCE = int(os.environ.get("RULEKIT_PATIENCE", "600"))


def unmeasured() -> dict[str, str]:
    """Give the environment without what lets coverage.py measure the programs that are started."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("COV_", "COVERAGE_"))}


def ran(
    *command: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, and give its exit status and what it wrote."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
        shell=False,
    )
