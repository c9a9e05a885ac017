"""How long a verdict takes: for the solution of every exercise of code, against the start of a bare Python.

python benchmarks/verdicts.py
"""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rulekit.teach.catalog import library
from rulekit.teach.judge.ask import close
from rulekit.teach.judging import judge_answer

STARTS, TIMES = 5, 3
KILOBYTES = 1024


def seconds(work: Callable[[], object]) -> float:
    """Give how long some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Print the first verdict of a session, and the median and the slowest of the others."""
    bare = min(
        seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True, shell=False)) for _ in range(STARTS)
    )
    exercises = [one for one in library().values() if one.is_authored and one.kind.is_code]
    first = seconds(lambda: judge_answer(exercises[0], exercises[0].solution))
    taken = {
        one.id: min(seconds(lambda one=one: judge_answer(one, one.solution)) for _ in range(TIMES))  # type: ignore[misc]
        for one in exercises
    }
    slowest = max(taken, key=lambda name: taken[name])
    rows = (
        ("a bare Python", bare),
        ("first verdict of a session", first),
        (f"median of {len(taken)}", statistics.median(taken.values())),
        (f"slowest, {slowest}", taken[slowest]),
    )
    for what, took in rows:
        sys.stdout.write(f"{what:<40} {took:6.2f} s {took / bare:8.1f} x\n")


if __name__ == "__main__":
    main()
    close()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // KILOBYTES
    sys.stdout.write(f"largest child so far: {children} MB\n")
