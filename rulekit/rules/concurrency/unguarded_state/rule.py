"""Use `threading.Lock` or `queue.Queue` for shared mutable state.

## Why
`sold += 1` reads a number, adds to it and writes it back, and another thread may do the same in between.
Then one of the two sales is gone, without an error and without a trace in the log.
A shop took its orders with eight threads and found in the yearly stocktaking that the counter of each good day was a
few dozen short.
Nobody could repeat it: on a quiet day, and in every test, the number was right.

## Instead
Hold one lock around all that belongs together: `with sales_lock:` around the test *and* the change.
Make the lock once, beside the state that it guards, and hold the same lock wherever that state is touched.
Better still, share nothing: let each thread return its part and add the parts up afterwards, or put them into a
`queue.Queue` that one thread empties.

## When to break it
A number that only one thread writes and others merely look at needs no lock.
State that is filled before the threads start and only read afterwards needs none either.
State that belongs to a pool of one thread, which makes all changes, needs none, for it is a queue of its own.
A single `append` is one step in today's CPython, so the check only mentions it; in builds without the global lock, and
for readers of the code, a queue says more clearly what is meant.

## What the check sees
- error: `+=` and the like on what several threads share, a change without the lock that guards the same state
  elsewhere, and a lock that each call makes anew.
- warning: a test of a shared container (or number) and its change without one lock around both, also where a function
  of this file looks or changes; a change that is computed from what was read before its lock was taken; a loop over a
  dictionary or set that a thread fills, and a counter of the module that a thread counts up.
- advice: a single `append` or `prices[name] = price` on what threads share, and a counter that one thread alone changes
  while others read it.
- not seen: threads that another file starts, and state that is handed on through objects of other files.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import runnable_around
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.threads.held_locks import is_guarded
from rulekit.analysis.threads.locks import locks_made_per_call
from rulekit.analysis.threads.shared_state import StateKey, definition
from rulekit.analysis.threads.spawns import ThreadPath
from rulekit.model.finding import Finding, Severity, Span, Step
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.concurrency.unguarded_state.late_locks import LateLock, late_locks
from rulekit.rules.concurrency.unguarded_state.races import Harm, Race, races
from rulekit.rules.concurrency.unguarded_state.sharing import is_common, is_of_another_module
from rulekit.rules.concurrency.unguarded_state.split_updates import split_updates

LONGEST_NAME = 30

RULE = Rule(
    code="RK801",
    name="unguarded-state",
    known_as=(
        "race condition",
        "lock",
        "thread safety",
        "shared state",
        "mutex",
        "synchronisation",
        "data race",
    ),
    section=Section.CONCURRENCY,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(
        Example(
            "A counter that loses sales",
            bad="""
                from concurrent.futures import ThreadPoolExecutor

                sold = 0


                def book(order: Order) -> None:
                    \"\"\"Count what an order sells.\"\"\"
                    global sold
                    sold += order.quantity  # <- RK801


                with ThreadPoolExecutor() as pool:
                    pool.map(book, orders)
            """,
            good="""
                from concurrent.futures import ThreadPoolExecutor
                from threading import Lock

                sold = 0
                sales_lock = Lock()


                def book(order: Order) -> None:
                    \"\"\"Count what an order sells.\"\"\"
                    global sold
                    with sales_lock:
                        sold += order.quantity


                with ThreadPoolExecutor() as pool:
                    pool.map(book, orders)
            """,
        ),
        Example(
            "Two threads book the same order",
            bad="""
                from concurrent.futures import ThreadPoolExecutor

                booked = set()


                def book(number: str) -> None:
                    \"\"\"Book an order, but not twice.\"\"\"
                    if number not in booked:
                        booked.add(number)  # <- RK801
                        send_invoice(number)


                with ThreadPoolExecutor() as pool:
                    pool.map(book, numbers)
            """,
            good="""
                from concurrent.futures import ThreadPoolExecutor
                from threading import Lock

                booked = set()
                booking = Lock()


                def book(number: str) -> None:
                    \"\"\"Book an order, but not twice.\"\"\"
                    with booking:
                        is_new = number not in booked
                        booked.add(number)
                    if is_new:
                        send_invoice(number)


                with ThreadPoolExecutor() as pool:
                    pool.map(book, numbers)
            """,
        ),
    ),
    tempting=(
        Example(
            "A lock for each call",
            bad="""
                from concurrent.futures import ThreadPoolExecutor
                from threading import Lock

                stock = {"tea": 400}


                def take(article: str) -> None:
                    \"\"\"Take one piece off the stock.\"\"\"
                    with Lock():  # <- RK801
                        stock[article] -= 1


                with ThreadPoolExecutor() as pool:
                    pool.map(take, articles)
            """,
            good="""
                from concurrent.futures import ThreadPoolExecutor
                from threading import Lock

                stock = {"tea": 400}
                stock_lock = Lock()


                def take(article: str) -> None:
                    \"\"\"Take one piece off the stock.\"\"\"
                    with stock_lock:
                        stock[article] -= 1


                with ThreadPoolExecutor() as pool:
                    pool.map(take, articles)
            """,
        ),
    ),
    related=("mutable-global", "raw-thread"),
    references=(
        "https://docs.python.org/3/library/threading.html#lock-objects",
        "https://docs.python.org/3/library/queue.html",
        "https://docs.python.org/3/howto/free-threading-python.html",
        "https://cwe.mitre.org/data/definitions/362.html",
    ),
    equivalents={"ruff": ("PLW2101",), "pylint": ("W2101",)},
    advice_in=frozenset({"test"}),
)


@RULE.check
def racing_change(source: Source) -> Iterator[Finding]:
    """Find places where two threads may meet on one state."""
    for race in races(source):
        about = None if race.harm is Harm.MET and race.elsewhere is None else _about(source, race)
        yield RULE.at(
            source,
            race.node,
            _message(source, race),
            severity=_severity(source, race),
            steps=tuple(_steps(source, race)),
            about=about,
        )


@RULE.check
def test_before_the_lock(source: Source) -> Iterator[Finding]:
    """Find tests of a shared state whose answer may be out of date when the lock for the change is taken."""
    for late in late_locks(source):
        place = late.change.place
        yield RULE.at(
            source,
            source.span(late.test),
            f"threads may change {_named(place)} between test and change: hold one `Lock` around both",
            severity=Severity.WARNING,
            steps=tuple(_steps_to_change(source, late)),
            about=_span_of_definition(source, late.change.key),
        )


@RULE.check
def update_in_two_halves(source: Source) -> Iterator[Finding]:
    """Find changes under a lock of what was read before the lock was taken, or when it was held the last time."""
    for split in split_updates(source):
        name = _named(split.change.place)
        steps = [*_steps_of_thread(source, split.path), Step(source.span(split.read), f"{name} is read here")]
        yield RULE.at(
            source,
            source.span(split.change.node),
            f"changes of {name} since it was read are lost: hold one `Lock` around both",
            severity=Severity.WARNING,
            steps=tuple(steps),
            about=_span_of_definition(source, split.change.key),
        )


@RULE.check
def lock_of_its_own(source: Source) -> Iterator[Finding]:
    """Find locks that are made where they are taken."""
    for lock in locks_made_per_call(source):
        message = "each call makes this lock anew, so it guards nothing: make it once beside what it guards"
        inside = [race for race in races(source) if _holds(source, lock, race.node)]
        yield RULE.at(source, lock, message, about=_about(source, inside[0]) if inside else None)


@RULE.exempt(racing_change)
def guarded(
    node: ast.AugAssign | ast.Assign | ast.AnnAssign | ast.Delete | ast.Call | ast.Name | ast.Attribute, source: Source
) -> bool:
    """A lock is held there: by `with`, by `acquire`, by a decorator, or by whoever calls the function."""
    return is_guarded(source, node) and node not in locks_made_per_call(source)


@RULE.exempt(racing_change)
def found_at_the_lock(node: ast.AugAssign | ast.Assign | ast.AnnAssign | ast.Delete | ast.Call, source: Source) -> bool:
    """The lock around it is made anew at each call, which is said at the lock."""
    fresh = locks_made_per_call(source)
    return node not in fresh and any(_holds(source, lock, node) for lock in fresh)


def _holds(source: Source, lock: ast.expr, node: ast.AST) -> bool:
    """Tell whether a node stands in the `with` statement that takes a lock."""
    return source.statement(lock) in source.ancestors(node)


def _about(source: Source, race: Race) -> Span | None:
    return _span_of_definition(source, race.key)


def _span_of_definition(source: Source, key: StateKey) -> Span | None:
    node = definition(source, key)
    return source.span(node) if node is not None else None


def _severity(source: Source, race: Race) -> Severity:
    if race.harm is Harm.LOST:
        if race.certain or race.elsewhere is not None:
            return Severity.ERROR
        is_ours = is_common(source, race.key, race.place) and not is_of_another_module(source, race.place)
        return Severity.WARNING if is_ours else Severity.ADVICE
    return Severity.ADVICE if race.harm is Harm.MET and race.elsewhere is None else Severity.WARNING


def _message(source: Source, race: Race) -> str:
    name = _named(race.place)
    around = runnable_around(source, race.elsewhere) if race.elsewhere is not None else None
    if race.elsewhere is not None and race.harm is not Harm.ENDED:
        where = (
            quoted(around.name, LONGEST_NAME, "another function")
            if isinstance(around, ast.FunctionDef)
            else "another place"
        )
        return f"{where} changes {name} under a lock but this does not: hold the same lock here"
    if race.harm is Harm.LOST:
        return f"threads that change {name} at once lose changes: hold one `Lock` around this"
    if race.harm is Harm.BETWEEN:
        return f"threads may change {name} between test and change: hold one `Lock` around both"
    if race.harm is Harm.ENDED:
        return f"a thread may change {name} during this loop and end it: hold a `Lock` or loop over a copy"
    return f"threads share {name}: use a `queue.Queue` or hold a `Lock` around this"


def _steps(source: Source, race: Race) -> Iterator[Step]:
    """Tell how a thread comes to the state."""
    yield from _steps_of_thread(source, race.path)
    if race.elsewhere is not None:
        yield Step(source.span(race.elsewhere), f"here a lock is held for {_named(race.place)}")


def _steps_to_change(source: Source, late: LateLock) -> Iterator[Step]:
    """Tell how a thread comes to the state, and where the lock is taken too late."""
    yield from _steps_of_thread(source, late.path)
    yield Step(source.span(late.change.node), f"the lock for {_named(late.change.place)} is held here, not at the test")


def _steps_of_thread(source: Source, path: ThreadPath) -> Iterator[Step]:
    written = ast.unparse(path.spawn.function) if path.spawn.function is not None else "run"
    yield Step(source.span(path.spawn.node), f"{_called(written)} runs in other threads")
    for call in path.calls:
        yield Step(source.span(call), f"and calls {_called(ast.unparse(call.func))}")


def _named(place: ast.expr) -> str:
    return quoted(ast.unparse(place), LONGEST_NAME, "this state")


def _called(written: str) -> str:
    return quoted(written, LONGEST_NAME, "this function")
