"""What a developer waits for in a notebook, measured in a real kernel, beside `ast.parse` of the same lines.

    python benchmarks/latency.py

The cells are top-level functions of about 30 lines of the standard library, each seen once; what is tried in the
explorer are the first 200 lines of its modules. Each line gives the median and the slowest of twenty.
"""

import ast
import itertools
import statistics
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from IPython.core.getipython import get_ipython
from jupyter_client.manager import start_new_kernel
from ratio import readable

from rulekit import api
from rulekit.jupyter.card import Card
from rulekit.jupyter.cell_checker import CellChecker
from rulekit.jupyter.explorer import Explorer
from rulekit.jupyter.kernel_types import kernel_facts

LINES = range(28, 33)
TRIED = 200
MOST_TRIED = 60
BEFORE = 30
COLUMN = 30
TIMEOUT = 600
MILLISECONDS = 1000


def main() -> None:
    """Start a kernel and let it measure itself."""
    manager, client = start_new_kernel(TIMEOUT, "python3")
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import latency; latency.in_kernel()"
    try:
        reply = client.execute_interactive(f"%load_ext rulekit\n{code}", timeout=TIMEOUT, output_hook=tell)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    if reply["content"]["status"] != "ok":
        raise SystemExit(reply["content"]["evalue"])


def tell(message: dict[str, Any]) -> None:
    """Print what the kernel prints, and leave out the cards."""
    sys.stdout.write(message["content"].get("text", ""))


def in_kernel() -> None:
    """Measure in the kernel that this is called in, and print the table."""
    shell = get_ipython()
    if shell is None:
        raise SystemExit("this is no kernel")
    texts = list(functions())
    tried = list(itertools.islice(beginnings(), MOST_TRIED))
    settings, facts = api.settings_now("."), kernel_facts(shell.user_ns)
    explorer = Explorer(next(iter(api.rules)).code)
    explorer.tabs.value = "Try it"

    def check(before: Sequence[str], text: str) -> Card:
        cells = [*before, text]
        return Card(api.check_cell(cells, len(before), settings, facts).findings, text=text)

    def run(text: str) -> None:
        checker = CellChecker(shell)
        info = SimpleNamespace(raw_cell="%%checkstyle\n" + text)
        checker.before_cell(info)
        checker.after_cell(SimpleNamespace(info=info, success=True))

    run("total = 1\n")
    sys.stdout.write(f"{len(texts)} cells of {LINES[0]} to {LINES[-1]} lines, Python {sys.version.split()[0]}\n")
    say("check of a cell", lambda text: check((), text), texts)
    cards = [card for text in texts if (card := check((), text)).shown]
    say(f"the same after {BEFORE} cells", lambda text: check(texts[:BEFORE], text), texts[BEFORE:])
    say("its card, with findings", lambda card: card._repr_mimebundle_(), cards)
    say("all that %%checkstyle adds", run, texts)
    say(f"Try it, {TRIED} lines", lambda text: setattr(explorer.trying.code, "value", text), tried)
    say("ast.parse of a cell", ast.parse, texts)
    say(f"ast.parse of {TRIED} lines", ast.parse, tried)


def say(name: str, work: Callable[[Any], object], things: Sequence[Any]) -> None:
    """Print how long some work takes for each thing."""
    times = sorted(timed(work, thing) for thing in things)
    slow = times[-len(times) // 20]
    sys.stdout.write(f"{name:<{COLUMN}} {statistics.median(times):8.2f} ms, slowest of twenty {slow:8.2f} ms\n")


def timed(work: Callable[[Any], object], thing: object) -> float:
    """Give the milliseconds that some work takes."""
    begin = time.perf_counter()
    work(thing)
    return (time.perf_counter() - begin) * MILLISECONDS


def functions() -> Iterator[str]:
    """Give functions of the standard library that fill a cell."""
    for text, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 in LINES:
                yield "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]) + "\n"


def beginnings() -> Iterator[str]:
    """Give whole statements from the beginnings of modules, 200 lines at most and nearly so."""
    for text, tree in modules():
        ends = [node.end_lineno or 0 for node in tree.body if (node.end_lineno or 0) <= TRIED]
        if ends and ends[-1] > TRIED * 0.9:
            yield "\n".join(text.splitlines()[: ends[-1]]) + "\n"


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Give the modules of the standard library."""
    for document in readable(sysconfig.get_paths()["stdlib"]):
        yield document.text, ast.parse(document.text)


if __name__ == "__main__":
    main()
