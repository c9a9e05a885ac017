"""Prefer `concurrent.futures.ThreadPoolExecutor` over raw threads.

## Why
A thread that is started by hand keeps what went wrong to itself: the error is printed to a terminal that nobody looks
at, and the shop goes on with half of its prices.
Its result has to be put somewhere by hand, and each thread has to be waited for by hand.
And nothing says how many there may be: on the day of the sale the list of orders was long, and the machine died of four
thousand threads.

## Instead
`with ThreadPoolExecutor(max_workers=8) as pool:` starts as many threads as you say, waits for all of them at the end,
and `pool.map(price_of, teas)` gives the results in order, or raises what went wrong.
For a single job, `pool.submit(work).result(timeout=10)`.

## When to break it
A thread that serves as long as the program runs, such as one that watches the shelves, is no job for a pool: make it a
daemon, and the check is quiet.
Libraries that must not depend on the end of a pool start their own threads: silence the line and say why.

## What the check sees
- error: nothing.
- warning: threads that are started in a loop or beside each other, threads of the module `_thread`, and a pool that a
  function makes and does not close.
- advice: a single thread, and a class of threads that only runs.
- not seen: threads that a framework starts, and timers.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.names.functions import is_stub
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.threads import LOW_LEVEL, PLAIN_THREAD
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.concurrency.raw_thread.threads import is_service, open_pools, raw_threads

OWN_METHODS = frozenset({"__init__", "run"})
LONGEST_NAME = 30

RULE = Rule(
    code="RK802",
    name="raw-thread",
    section=Section.CONCURRENCY,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A thread for each tea",
            bad="""
                import threading

                PATIENCE = 5

                workers = [threading.Thread(target=load_price, args=(tea,)) for tea in teas]  # <- RK802
                for worker in workers:
                    worker.start()
                for worker in workers:
                    worker.join(timeout=PATIENCE)
            """,
            good="""
                from concurrent.futures import ThreadPoolExecutor

                with ThreadPoolExecutor() as pool:
                    prices = list(pool.map(load_price, teas))
            """,
        ),
        Example(
            "A class around one function",
            bad='''
                import threading


                class Stocktaking(threading.Thread):  # <- RK802
                    """Counts what lies on the shelves."""

                    def run(self) -> None:
                        """Count."""
                        count_shelves()
            ''',
            good="""
                from concurrent.futures import ThreadPoolExecutor

                PATIENCE = 60

                with ThreadPoolExecutor(max_workers=1) as pool:
                    counted = pool.submit(count_shelves).result(timeout=PATIENCE)
            """,
        ),
    ),
    tempting=(
        Example(
            "A pool that nobody closes: its threads outlive the function",
            bad="""
                from concurrent.futures import ThreadPoolExecutor

                prices = list(ThreadPoolExecutor().map(load_price, teas))  # <- RK802
            """,
            good="""
                from concurrent.futures import ThreadPoolExecutor

                with ThreadPoolExecutor() as pool:
                    prices = list(pool.map(load_price, teas))
            """,
        ),
    ),
    related=("unguarded-state", "missing-timeout"),
    references=(
        "https://docs.python.org/3/library/concurrent.futures.html#threadpoolexecutor",
        "https://docs.python.org/3/library/threading.html",
    ),
    advice_in=frozenset({"test"}),
)


@RULE.check
def thread_by_hand(source: Source) -> Iterator[Finding]:
    """Find threads that are made by hand."""
    for thread in raw_threads(source):
        target = thread.target if len(thread.target) <= LONGEST_NAME else "work"
        if thread.spawner in LOW_LEVEL:
            message = f"`_thread` tells nobody of errors: use `ThreadPoolExecutor` and `submit({target})`"
        elif thread.is_in_loop:
            message = f"threads by hand lose errors and results: use `ThreadPoolExecutor` and `map({target}, ...)`"
        else:
            message = f"a thread by hand loses errors and results: use `ThreadPoolExecutor` and `submit({target})`"
        is_strong = thread.is_in_loop or thread.is_beside_others or thread.spawner in LOW_LEVEL
        yield RULE.at(source, thread.call, message, severity=None if is_strong else Severity.ADVICE)


@RULE.check
def thread_class(source: Source) -> Iterator[Finding]:
    """Find classes of threads that hold nothing but a function."""
    resolve = names(source).resolve
    for definition in source.nodes(ast.ClassDef) if "Thread" in vocabulary(source) else ():
        if not any(resolve(base) == PLAIN_THREAD for base in definition.bases):
            continue
        methods = [statement for statement in definition.body if isinstance(statement, FUNCTIONS)]
        if {method.name for method in methods} <= OWN_METHODS and not all(is_stub(method) for method in methods):
            message = "a class of threads that only runs: make it a function for `ThreadPoolExecutor.submit`"
            yield RULE.at(source, definition, message, severity=Severity.ADVICE)


@RULE.check
def pool_left_open(source: Source) -> Iterator[Finding]:
    """Find pools that a function makes and does not close."""
    for call in open_pools(source):
        yield RULE.at(source, call, "nobody closes this pool: make it in a `with` statement, which waits for the work")


@RULE.exempt
def service(call: ast.Call, source: Source) -> bool:
    """The thread serves as long as the program runs: it is a daemon, or what it runs loops with `while`."""
    return is_service(source, call)


@RULE.exempt
def looping_class(definition: ast.ClassDef) -> bool:
    """The class of threads serves as long as the program runs: its `run` loops with `while`, or it is a daemon."""
    words = (getattr(node, "attr", None) or getattr(node, "arg", None) or "" for node in walk(definition))
    return any("daemon" in word for word in words) or any(isinstance(node, ast.While) for node in walk(definition))
