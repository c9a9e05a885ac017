"""What a run costs, in whole processes, as a ratio to `ast.parse` of the same files, and beside other tools.

    python benchmarks/speed.py [FOLDER] [--rounds 5]

FOLDER is the standard library unless given; a copy of its modules is checked, without tests, in one process and by the
defaults. Each figure is the median of the processor seconds of the rounds; the rounds take turns. Other tools judge
with all that they have, as far as they are installed.
"""

import argparse
import ast
import gc
import importlib.util
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from ratio import readable

Run = tuple[Callable[[], object], list[str]]

RULEKIT = [sys.executable, "-m", "rulekit"]

COLUMN = 34
PATIENCE = 600
LEFT_OUT = frozenset({"test", "tests", "idle_test", "site-packages"})


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="cold and warm runs")
    parser.add_argument("folder", nargs="?", default=sysconfig.get_paths()["stdlib"])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        texts = copied(Path(options.folder), Path(place, "code"))
        lines = sum(text.count("\n") for text in texts)
        sys.stdout.write(f"{len(texts)} files, {lines:,} lines, Python {sys.version.split()[0]}\n")
        seconds = measure(texts, Path(place), options.rounds)
    parse = seconds.pop("ast.parse")
    for name, cost in seconds.items():
        sys.stdout.write(f"{name:<{COLUMN}} {cost:7.2f} s {cost / parse:7.2f} x ast.parse\n")


def copied(folder: Path, target: Path) -> list[str]:
    """Copy the modules of a folder that Python can parse, and give their texts."""
    texts = []
    for document in readable(str(folder)):
        inner = Path(document.path).relative_to(folder)
        if LEFT_OUT.isdisjoint(inner.parts):
            (target / inner).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(document.path, target / inner)
            texts.append(document.text)
    return texts


def measure(texts: list[str], place: Path, rounds: int) -> dict[str, float]:
    """Give the processor seconds of each kind of run."""
    answers = place / "answers"
    environment = {**os.environ, "RULEKIT_CACHE_DIR": str(answers)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    kinds = {**own_runs(place / "code", answers), **runs_of_others(place / "code", place / "ruff")}
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        seconds["ast.parse"].append(parsing(texts))
        for name, (prepare, command) in kinds.items():
            prepare()
            seconds[name].append(processor_seconds(command, environment))
    return {name: statistics.median(some) for name, some in seconds.items()}


def own_runs(code: Path, answers: Path) -> dict[str, Run]:
    """Give the kinds of run, each with what is done before it."""
    edited = max(code.rglob("*.py"), key=lambda file: file.stat().st_size)
    one = code / "bisect.py" if (code / "bisect.py").exists() else edited
    notebook = code.parent / "one.ipynb"
    cell = {"cell_type": "code", "source": one.read_text("utf-8"), "metadata": {}, "outputs": [], "execution_count": 1}
    notebook.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), "utf-8")

    def edit() -> None:
        with edited.open("ab") as file:
            file.write(b"# another line\n")

    return {
        "python -c pass": (nothing, [sys.executable, "-c", "pass"]),
        "rulekit --version": (nothing, [*RULEKIT, "--version"]),
        "one file": (nothing, check(one, "--no-cache")),
        "cold, without cache": (nothing, check(code, "--no-cache")),
        "cold, writes the cache": (lambda: shutil.rmtree(answers, ignore_errors=True), check(code)),
        "warm, nothing changed": (nothing, check(code)),
        "warm, the largest file changed": (edit, check(code)),
        "nbqa rulekit, one notebook": (
            nothing,
            [sys.executable, "-m", "nbqa", "rulekit", str(notebook), "--exit-zero"],
        ),
        "nbqa with a tool that does nothing": (nothing, [sys.executable, "-m", "nbqa", "this", str(notebook)]),
    }


def runs_of_others(code: Path, cache: Path) -> dict[str, Run]:
    """Give the runs of other tools that are installed."""
    ruff = [sys.executable, "-m", "ruff", "check", str(code), "--isolated", "--exit-zero", "--select", "ALL", "--quiet"]
    runs: dict[str, Run] = {
        "ruff, all rules, cold": (nothing, [*ruff, "--no-cache"]),
        "ruff, all rules, warm": (nothing, [*ruff, "--cache-dir", str(cache)]),
        "flake8": (nothing, [sys.executable, "-m", "flake8", "--isolated", "--exit-zero", "-j", "1", str(code)]),
        "pylint": (nothing, [sys.executable, "-m", "pylint", "--exit-zero", "--rcfile=", "--recursive=y", str(code)]),
    }
    return {name: run for name, run in runs.items() if importlib.util.find_spec(name.partition(",")[0])}


def nothing() -> None:
    """Prepare nothing."""


def check(code: Path, *options: str) -> list[str]:
    """Spell a check in one process."""
    return [*RULEKIT, "check", str(code), "--isolated", "--exit-zero", "--jobs", "1", *options]


def parsing(texts: list[str]) -> float:
    """Parse all texts in this process."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    for text in texts:
        ast.parse(text)
    gc.enable()
    return time.process_time() - begin


def processor_seconds(command: list[str], environment: dict[str, str]) -> float:
    """Run a command and give the processor time that it and its children take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.DEVNULL
    subprocess.run(command, shell=False, check=True, stdout=done, env=environment, timeout=PATIENCE)  # noqa: S603 - ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
