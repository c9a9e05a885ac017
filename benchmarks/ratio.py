"""What checking costs, as a ratio to `ast.parse` of the same files in the same run, on one core.

    python benchmarks/ratio.py [FOLDER] [--rounds 5] [--sample 4]

FOLDER is the standard library unless given; `--sample 4` takes every fourth file. Each figure is the median of the
rounds, garbage collection is paused, and the cost of a rule is what it adds when it runs after all others.
"""

import argparse
import ast
import gc
import statistics
import sys
import sysconfig
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rulekit.analysis.syntax.index import Index
from rulekit.analysis.syntax.source import Source
from rulekit.api import find_files
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import check_document, subjects_in
from rulekit.engine.files import MODULES, Document, read_document
from rulekit.engine.judge import judge
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnreadableError

if TYPE_CHECKING:
    from rulekit.engine.crashes import Crash

COLUMN = 34


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="ratios to ast.parse")
    parser.add_argument("folder", nargs="?", default=sysconfig.get_paths()["stdlib"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sample", type=int, default=1)
    options = parser.parse_args()
    documents = list(readable(options.folder))[:: options.sample]
    lines = sum(document.text.count("\n") for document in documents)
    version = sys.version.split()[0]
    sys.stdout.write(f"{len(documents):,} files, {lines:,} lines, Python {version}, {options.rounds} rounds\n")
    for name, ratio in measure(documents, options.rounds):
        sys.stdout.write(f"{name:<{COLUMN}} {ratio:6.3f} x ast.parse\n")


def readable(folder: str) -> Iterator[Document]:
    """Give the modules of a folder that Python can parse."""
    for path in find_files([folder], Settings()).files:
        if not path.endswith(MODULES):
            continue
        try:
            document = read_document(path)
            ast.parse(document.text)
        except (UnreadableError, SyntaxError, ValueError, RecursionError):  # noqa: RK304 - it has no ratio
            continue
        yield document


def measure(documents: list[Document], rounds: int) -> Iterator[tuple[str, float]]:
    """Give each part with its cost as a ratio."""
    settings = Settings()
    parse = timed(lambda: each(documents, lambda document: ast.parse(document.text)), rounds)
    indexed = timed(lambda: each(documents, indexing), rounds)
    everything = timed(lambda: each(documents, lambda document: check_document(document, settings)), rounds)
    yield "parse + index", indexed / parse
    yield "parse + index + all rules", everything / parse
    for name, cost in costs_by_rule(documents, rounds):
        yield f"  {name}", cost / parse


def each(documents: list[Document], work: Callable[[Document], object]) -> None:
    """Do some work for each document and keep nothing of it, as a run does."""
    deque(map(work, documents), maxlen=0)


def indexing(document: Document) -> list[Index]:
    """Parse and index."""
    return [source.index for source in subjects_in(document) if isinstance(source, Source)]


def costs_by_rule(documents: list[Document], rounds: int) -> Iterator[tuple[str, float]]:
    """Give what each rule costs when shared questions are answered already."""
    settings = Settings()
    crashes: list[Crash] = []
    sources = [source for document in documents for source in subjects_in(document)]
    everything = frozenset(rule.code for rule in catalog())

    def judged(codes: frozenset[str]) -> None:
        for source in sources:
            list(judge(source, codes, settings, crashes))

    judged(everything)
    for rule in catalog():
        alone = frozenset({rule.code})
        yield f"{rule.code} {rule.name}", timed(lambda: judged(alone), rounds)  # noqa: B023 - called at once
    if crashes:
        raise SystemExit(str(crashes[0]))


def timed(work: Callable[[], object], rounds: int) -> float:
    """Give the median of the processor seconds that some work takes."""
    seconds = []
    for _ in range(rounds):
        gc.collect()
        gc.disable()
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
        gc.enable()
    return statistics.median(seconds)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
