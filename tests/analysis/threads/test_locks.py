"""Where a lock is held: each text holds one line with `counter += 1`, which is asked about."""

import ast
import textwrap

import pytest

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.threads.held_locks import is_guarded
from rulekit.analysis.threads.locks import locks_made_per_call

GUARDED = {
    "with around it": """
        def count() -> None:
            with lock:
                counter += 1
    """,
    "acquired before": """
        def count() -> None:
            lock.acquire()
            counter += 1
            lock.release()
    """,
    "acquired in a test": """
        def count() -> None:
            if lock.acquire(timeout=1):
                counter += 1
    """,
    "acquired or left": """
        def count() -> None:
            if not lock.acquire(timeout=1):
                return
            counter += 1
    """,
    "acquired, or the function ends, by a variable": """
        def count() -> None:
            acquired = lock.acquire(False)
            if acquired is False:
                return
            counter += 1
    """,
    "tried until it is acquired": """
        def count() -> None:
            while not lock.acquire(timeout=1):
                complain()
            counter += 1
    """,
    "released only where the function ends": """
        def count() -> None:
            lock.acquire()
            if late:
                lock.release()
                return
            counter += 1
    """,
    "by its type": """
        import threading
        gate = threading.Lock()
        def count() -> None:
            with gate:
                counter += 1
    """,
    "every caller holds it": """
        def count() -> None:
            counter += 1
        def sell() -> None:
            with lock:
                count()
    """,
    "its name promises it": """
        def count_locked() -> None:
            counter += 1
    """,
    "its docstring promises it": """
        def count() -> None:
            \"\"\"Count; the lock must be held.\"\"\"
            counter += 1
    """,
}
OPEN = {
    "no lock": """
        def count() -> None:
            counter += 1
    """,
    "released before": """
        def count() -> None:
            lock.acquire()
            lock.release()
            counter += 1
    """,
    "tested and not acquired": """
        def count() -> None:
            if not lock.acquire(timeout=1):
                counter += 1
    """,
    "not acquired, and gone on": """
        def count() -> None:
            acquired = lock.acquire(timeout=1)
            if not acquired:
                complain()
            counter += 1
    """,
    "the loop is left without it": """
        def count() -> None:
            while not lock.acquire(timeout=1):
                break
            counter += 1
    """,
    "made by each call": """
        import threading
        def count() -> None:
            with threading.Lock():
                counter += 1
    """,
    "one caller holds none": """
        def count() -> None:
            counter += 1
        def sell() -> None:
            with lock:
                count()
        def give() -> None:
            count()
    """,
    "clock and block are no locks": """
        def count() -> None:
            with clock, block:
                counter += 1
    """,
}


@pytest.mark.parametrize("text", GUARDED.values(), ids=GUARDED)
def test_a_lock_is_held(text: str) -> None:
    assert is_guarded(*change_in(text))


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_no_lock_is_held(text: str) -> None:
    assert not is_guarded(*change_in(text))


MADE_PER_CALL = {
    "with threading.Lock(): pass": True,
    "lock = threading.Lock()\n    with lock: pass": True,
    "with new_lock(): pass": True,
    "with SHARED: pass": False,
    "lock = threading.Lock()\n    keep(lock)\n    with lock: pass": False,
}


@pytest.mark.parametrize(("body", "is_made"), MADE_PER_CALL.items(), ids=MADE_PER_CALL)
def test_a_lock_is_made_per_call(body: str, is_made: bool) -> None:
    head = "import threading\nSHARED = threading.Lock()\ndef new_lock():\n    return threading.Lock()\n"
    assert bool(locks_made_per_call(Source(f"{head}def count():\n    {body}\n"))) == is_made


def change_in(text: str) -> tuple[Source, ast.AST]:
    """Return the one statement that changes the counter."""
    source = Source(textwrap.dedent(text))
    (change,) = source.nodes(ast.AugAssign)
    return source, change
