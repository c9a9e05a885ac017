"""The same code gives the same findings in the same words, whatever order a process happens to keep its sets in."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

STDLIB = Path(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize("module", ["asyncio/tasks.py", "linecache.py", "logging/__init__.py", "subprocess.py"])
def test_two_processes_say_the_same(module: str) -> None:
    assert told(module, "1") == told(module, "2") == told(module, "3")


def told(module: str, seed: str) -> str:
    """Check a module in a process whose sets are ordered by a seed; objects lie elsewhere in each process too."""
    shift = f"kept = [object() for _ in range({seed}000)]; from rulekit.cli.main import run; run()"
    command = [sys.executable, "-c", shift, "check", str(STDLIB / module), "--output-format", "json-lines"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, capture_output=True, text=True, check=False, shell=False, env=environment)
    assert done.stdout
    return done.stdout
