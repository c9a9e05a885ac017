"""How checking and fixing grow with a file: the exponent of the time where its size doubles, along many axes.

    python benchmarks/growth.py [AXIS ...] [--fix] [--seconds 1] [--profile]

Each axis is doubled until checking takes the seconds given; 1.0 is linear, 2.0 quadratic. Times are processor time.
"""

import argparse
import cProfile
import gc
import math
import pstats
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from shapes import SHAPES, Shape

from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.project_rules import Collected, judge_together
from rulekit.engine.settings import Settings

if TYPE_CHECKING:
    from rulekit.model.finding import Finding

FIRST, LAST = 16, 16_384
SETTINGS = Settings(time_limit=120.0, size_limit=100.0)
COLUMN = 34


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="exponents of growth")
    parser.add_argument("axes", nargs="*")
    parser.add_argument("--fix", action="store_true")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--last", type=int, default=LAST)
    parser.add_argument("--above", type=float, default=0.0)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    work = fixed if options.fix else checked
    work(SHAPES["functions"](FIRST))
    for axis in options.axes or SHAPES:
        size, seconds, exponent = measure(SHAPES[axis], work, options.seconds, options.last)
        if exponent >= options.above:
            sys.stdout.write(f"{axis:<{COLUMN}} {size:6} {seconds:8.2f} s  {exponent:5.2f}\n")
            sys.stdout.flush()
        if options.profile:
            profiled(work, SHAPES[axis](size))


def measure(
    shape: Shape, work: Callable[[Mapping[str, str]], object], enough: float, last: int
) -> tuple[int, float, float]:
    """Double the size until the work takes enough seconds; give the last size, its time and the exponent."""
    size, before, now = FIRST, 0.0, timed(work, shape(FIRST))
    while now < enough and size < last:
        size *= 2
        before, now = now, timed(work, shape(size))
    return size, now, math.log2(now / before) if before else 0.0


def timed(work: Callable[[Mapping[str, str]], object], files: Mapping[str, str]) -> float:
    """Give the processor seconds that some work takes."""
    gc.collect()
    begin = time.process_time()
    work(files)
    return time.process_time() - begin


def checked(files: Mapping[str, str]) -> object:
    """Check files as one project."""
    collected: list[Collected] = []
    findings: list[Finding] = []
    for path, text in files.items():
        outcome = check_document(Document(path, text), SETTINGS, collecting=True)
        findings += outcome.findings
        collected += outcome.collected
        if outcome.crashes:
            sys.stdout.write(f"  {outcome.crashes[0]}\n")
    return judge_together(collected, findings, ["."], lambda _: SETTINGS)


def fixed(files: Mapping[str, str]) -> object:
    """Fix files, each alone."""
    return [fix_document(Document(path, text), SETTINGS, unsafe=True) for path, text in files.items()]


def profiled(work: Callable[[Mapping[str, str]], object], files: Mapping[str, str]) -> None:
    """Print which functions of rulekit take the time."""
    profile = cProfile.Profile()
    profile.runcall(work, files)
    pstats.Stats(profile).sort_stats("cumulative").print_stats("rulekit", 45)
    pstats.Stats(profile).sort_stats("tottime").print_stats(14)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
