"""What a run costs that remembers the one before, in whole processes, as a ratio to `ast.parse` of the same files.

    python benchmarks/warm.py [FOLDER] [--rounds 5]

FOLDER is the standard library unless given; a copy of its modules is checked, without tests, in one process and by the
defaults. Each figure is the median of the processor seconds of the rounds; the rounds take turns.
"""

import argparse
import ast
import gc
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
from pathlib import Path
from typing import TYPE_CHECKING

from ratio import readable

if TYPE_CHECKING:
    from collections.abc import Callable

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
    code, answers = place / "code", place / "answers"
    edited = max(code.rglob("*.py"), key=lambda file: file.stat().st_size)

    def edit() -> None:
        with edited.open("ab") as file:
            file.write(b"# another line\n")

    kinds: dict[str, tuple[Callable[[], object], list[str]]] = {
        "python -c pass": (lambda: None, ["-c", "pass"]),
        "cold, without cache": (lambda: None, check(code, "--no-cache")),
        "cold, writes the cache": (lambda: shutil.rmtree(answers, ignore_errors=True), check(code)),
        "warm, nothing changed": (lambda: None, check(code)),
        "warm, the largest file changed": (edit, check(code)),
    }
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        seconds["ast.parse"].append(parsing(texts))
        for name, (prepare, arguments) in kinds.items():
            prepare()
            seconds[name].append(processor_seconds(arguments, {**os.environ, "RULEKIT_CACHE_DIR": str(answers)}))
    return {name: statistics.median(some) for name, some in seconds.items()}


def check(code: Path, *options: str) -> list[str]:
    """Spell a check in one process."""
    return ["-m", "rulekit", "check", str(code), "--isolated", "--exit-zero", "--jobs", "1", *options]


def parsing(texts: list[str]) -> float:
    """Parse all texts in this process."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    for text in texts:
        ast.parse(text)
    gc.enable()
    return time.process_time() - begin


def processor_seconds(arguments: list[str], environment: dict[str, str]) -> float:
    """Run Python and give the processor time that it and its children take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, *arguments]
    done = subprocess.DEVNULL
    subprocess.run(command, shell=False, check=True, stdout=done, env=environment, timeout=PATIENCE)  # noqa: S603 - ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
