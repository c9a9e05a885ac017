"""Prefer `concurrent.futures.ThreadPoolExecutor` over raw threads.

## Why
A thread that is started by hand keeps what went wrong to itself: the error is printed to a terminal that nobody looks
at, and the shop goes on with half of its prices.
Its result has to be put somewhere by hand, and each thread has to be joined by hand.
And nothing says how many there may be: on the day of the sale the list of orders was long, and the machine died of four
thousand threads.

## Instead
`with ThreadPoolExecutor(max_workers=8) as pool:` starts as many threads as you say, waits for all of them at the end,
and `pool.map(price_of, teas)` gives the results in order, or raises what went wrong.
For a single job, `pool.submit(work).result(timeout=10)`.

## When to break it
A thread that serves as long as the program runs, such as one that watches the shelves, is no job for a pool: make it a
daemon, and the check is quiet, unless the function that starts such threads in a loop waits for them with `join`.
Libraries that must not depend on the end of a pool start their own threads: silence the line and say why.

## What the check sees
- error: nothing.
- warning: threads that are started in a loop or beside each other, threads of the module `_thread`, and a pool that a
  function makes and does not close.
- advice: a single thread, and a class of threads that only runs.
- not seen: threads that a framework starts, and timers.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import appended_items
from rulekit.analysis.names.functions import enclosing_function, is_stub, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word, vocabulary
from rulekit.analysis.threads.spawns import loop_around
from rulekit.known.threads import LOW_LEVEL, PLAIN_THREAD, POOLS, SPAWNERS
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

OWN_METHODS = frozenset({"__init__", "run"})
LONGEST_NAME = 30

RULE = Rule(
    code="RK802",
    name="raw-thread",
    known_as=(
        "threading.Thread",
        "thread pool",
        "executor",
        "worker thread",
    ),
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
    for thread in _raw_threads(source):
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
    for call in _open_pools(source):
        yield RULE.at(source, call, "nobody closes this pool: make it in a `with` statement, which waits for the work")


@RULE.exempt(thread_by_hand)
def service(call: ast.Call, source: Source) -> bool:
    """The thread serves as long as the program runs: a daemon, or a `while` loop, for which no `join` waits nearby."""
    if loop_around(source, call) is not None and _is_joined(source, call):
        return False
    if constant(source, argument(source, call, "daemon")) is True or _becomes_daemon(source, call):
        return True
    function = argument(source, call, "target", 1)
    behind = functions_behind(source, function) if function is not None else ()
    return any(isinstance(node, ast.While) for function in behind for node in own_nodes(function))


@RULE.exempt(thread_class)
def looping_class(definition: ast.ClassDef) -> bool:
    """The class of threads serves as long as the program runs: its `run` loops with `while`, or it is a daemon."""
    words = (getattr(node, "attr", None) or getattr(node, "arg", None) or "" for node in walk(definition))
    return any("daemon" in word for word in words) or any(isinstance(node, ast.While) for node in walk(definition))


_BY_HAND = frozenset({PLAIN_THREAD, *LOW_LEVEL})


@dataclass(frozen=True)
class RawThread:
    """A call that makes a thread by `spawner`: what it runs, as it is written, and whether it is one of several."""

    call: ast.Call
    spawner: str
    target: str
    is_in_loop: bool
    is_beside_others: bool


@question
def _raw_threads(source: Source) -> tuple[RawThread, ...]:
    """Which calls make a thread by hand?"""
    threads = list(calls_to(source, _BY_HAND))
    starters = Counter(enclosing_function(source, call) for call, _ in threads)
    raw: list[RawThread] = []
    for call, spawner in threads:
        function = argument(source, call, *SPAWNERS[spawner])
        target = ast.unparse(function) if isinstance(function, (ast.Name, ast.Attribute)) else "work"
        is_beside_others = starters[enclosing_function(source, call)] > 1
        raw.append(RawThread(call, spawner, target, loop_around(source, call) is not None, is_beside_others))
    return tuple(raw)


def _is_joined(source: Source, call: ast.Call) -> bool:
    """Tell whether the function that makes a thread waits for it: by its name, or as an item of a list."""
    function = enclosing_function(source, call)
    kept = _names_for(source, call)
    for join in calls_by_word(source).get("join", ()):
        base = join.func.value if isinstance(join.func, ast.Attribute) else None
        if not isinstance(base, ast.Name) or enclosing_function(source, join) is not function:
            continue
        loops = [source.parents.get(definition) for definition in definitions(source, base)]
        lists = {last_name(loop.iter) for loop in loops if isinstance(loop, (ast.For, ast.comprehension))}
        if base.id in kept or not kept.isdisjoint(lists - {""}):
            return True
    return False


def _names_for(source: Source, call: ast.Call) -> frozenset[str]:
    """Return the names of a thread and of the lists that it is put into, as the function around it writes them."""
    statement = source.statement(call)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    kept = {last_name(target) for target in targets}
    for name, items in appended_items(source).items():
        if any(item is call or (isinstance(item, ast.Name) and item.id in kept) for item in items):
            kept.add(name)
    return frozenset(kept) - {""}


def _becomes_daemon(source: Source, call: ast.Call) -> bool:
    """Recognise `watcher.daemon = True` and `watcher.setDaemon(True)` for what a call makes."""
    statement = source.parents.get(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if target is None:
        return False
    return ast.unparse(target) in _daemons(source)


@question
def _daemons(source: Source) -> frozenset[str]:
    """What becomes a daemon, as it is written?"""
    marks = [mark for word in ("daemon", "setDaemon") for mark in attributes_by_word(source).get(word, ())]
    return frozenset(ast.unparse(mark.value) for mark in marks)


def _open_pools(source: Source) -> Iterator[ast.Call]:
    """Yield the calls that make a pool of workers for a name of a function, where nothing closes it."""
    if "Executor" not in vocabulary(source) and "Pool" not in vocabulary(source):
        return
    closed = _closed_names(source)
    for call, _ in calls_to(source, POOLS):
        statement = source.parents.get(call)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Name) and enclosing_function(source, call) and target.id not in closed:
            if not _escapes(source, target):
                yield call
        elif isinstance(statement, ast.Attribute) and statement.attr in {"submit", "map", "apply", "apply_async"}:
            yield call


@question
def _closed_names(source: Source) -> frozenset[str]:
    """Which names are closed somewhere, by a method or by `with`?"""
    closed: set[str] = set()
    for word in ("shutdown", "close", "terminate", "join"):
        for call in calls_by_word(source).get(word, ()):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                closed.add(call.func.value.id)
    for item in source.nodes(ast.withitem):
        closed |= {node.id for node in walk(item.context_expr) if isinstance(node, ast.Name)}
    return frozenset(closed)


def _escapes(source: Source, name: ast.Name) -> bool:
    """Tell whether a pool is handed to somebody else: returned, given as an argument, or kept in something."""
    known = names(source)
    holding_scope = known.binding_scope(name.id, known.scope_of(name))
    others = (
        use
        for scope in source.index.scopes
        for use in scope.names
        if use.id == name.id and use is not name and known.binding_scope(use.id, scope) is holding_scope
    )
    return any(not isinstance(source.parents.get(use), ast.Attribute) for use in others)
