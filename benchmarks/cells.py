"""What the check of a cell costs in a long session: after 1, 30 and 300 others, beside `ast.parse` of the same lines.

The last line is a notebook of 300 such cells, judged whole as `%checkstyle notebook` does when nothing is kept.

    python benchmarks/cells.py

The cells are top-level functions of about 30 lines of the standard library, with the imports of their modules left
out; where there are too few, they come again under other names. Times are processor time, the mean of many runs, in
the best of three rounds; a busy machine moves the milliseconds more than the ratios.
"""

import ast
import itertools
import json
import sys
import time
from collections.abc import Callable, Sequence

from latency import functions

from rulekit import api
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.settings import Settings

BEFORE = (0, 1, 30, 300)
RUNS = 20
ROUNDS = 3
MILLISECONDS = 1000
COLUMN = 24


def main() -> None:
    """Measure and print the table."""
    texts = list(itertools.islice(endless(list(functions())), BEFORE[-1] + RUNS))
    new = texts[-RUNS:]
    settings = Settings()
    api.check_cell(new, 0, settings)
    parse = best(ast.parse, new * RUNS)
    say("ast.parse of a cell", parse, parse, parse)
    alone = 0.0
    for before in BEFORE:
        session = texts[:before]

        def check(text: str, session: Sequence[str] = session) -> None:
            api.check_cell([*session, text], len(session), settings)

        check("")
        cost = best(check, new)
        alone = alone or cost
        say(f"a cell after {before}", cost, parse, alone)
    notebook = json.dumps({"cells": [as_cell(text) for text in texts[: BEFORE[-1]]], "metadata": {}, "nbformat": 4})
    cost = best(lambda text: check_document(Document("long.ipynb", text), settings), [notebook])
    say(f"a notebook of {BEFORE[-1]}", cost, parse, alone)


def as_cell(text: str) -> dict[str, object]:
    """Give a cell as a notebook holds it."""
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": []}


def endless(texts: Sequence[str]) -> itertools.chain[str]:
    """Give the texts again and again, their functions under a new name each time."""
    rounds = ([text.replace("def ", f"def {'again_' * number}", 1) for text in texts] for number in range(BEFORE[-1]))
    return itertools.chain.from_iterable(rounds)


def best(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Give the milliseconds that some work takes for a text, in the best of the rounds."""
    return min(mean(work, texts) for _ in range(ROUNDS))


def mean(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Give the milliseconds that some work takes for a text; the clock is too coarse for one."""
    begin = time.process_time()
    for text in texts:
        work(text)
    return (time.process_time() - begin) * MILLISECONDS / len(texts)


def say(name: str, cost: float, parse: float, alone: float) -> None:
    """Print a line of the table."""
    ratios = f"{cost / (parse or 1):8.1f} x ast.parse {cost / (alone or 1):7.1f} x one cell"
    sys.stdout.write(f"{name:<{COLUMN}} {cost:8.2f} ms {ratios}\n")


if __name__ == "__main__":
    main()
