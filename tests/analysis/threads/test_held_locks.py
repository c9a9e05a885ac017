"""Which locks are held where."""

import ast

import pytest

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.threads.acquisitions import is_only_tried
from rulekit.analysis.threads.held_locks import locks_held

LOCKS = "import threading\nlock = threading.Lock()\nother = threading.Lock()\n"
PLACES = {
    "around it": ("def f():\n    with lock:\n        here()\n", {"lock"}),
    "one after another": ("def f():\n    with lock:\n        pass\n    with other:\n        here()\n", {"other"}),
    "by all callers": ("def g():\n    here()\ndef f():\n    with lock:\n        g()\n", {"lock"}),
    "by some callers": ("def g():\n    here()\ndef f():\n    with lock:\n        g()\n    g()\n", set()),
    "different ones by callers": (
        "def g():\n    here()\ndef f():\n    with lock:\n        g()\n    with other:\n        g()\n",
        set(),
    ),
    "by a function that calls itself": (
        "def g(n):\n    here()\n    g(n - 1)\ndef f():\n    with lock:\n        g(3)\n",
        {"lock"},
    ),
    "by a decorator": ("@synchronized(lock)\ndef f():\n    here()\n", {"lock"}),
    "by a promise": ("def f_locked():\n    here()\n", set()),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_locks_held(text: str, expected: set[str]) -> None:
    source = Source(LOCKS + text, "shop.py", "production")
    here = next(call for call in source.nodes(ast.Call) if ast.unparse(call.func) == "here")
    assert locks_held(source, here) == expected


TRIES = {
    "tried": ("lock.acquire(blocking=False)\n", True),
    "tried by place": ("lock.acquire(False)\n", True),
    "without patience": ("lock.acquire(timeout=0)\n", True),
    "waited for": ("lock.acquire()\n", False),
    "waited for a while": ("lock.acquire(timeout=3)\n", False),
    "tried and waited for": ("if not lock.acquire(False):\n    lock.acquire()\n", False),
    "tried and entered": ("lock.acquire(False)\nwith lock:\n    pass\n", False),
    "never taken": ("lock.locked()\n", False),
}


@pytest.mark.parametrize(("text", "expected"), TRIES.values(), ids=TRIES)
def test_is_only_tried(text: str, expected: bool) -> None:
    assert is_only_tried(Source(LOCKS + text, "shop.py", "production"), "lock") is expected
