"""What starts threads, what they run, and whether several of them run it at once."""

import textwrap

import pytest

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.threads.spawns import spawns, thread_paths

HEAD = """
import threading
from concurrent.futures import ThreadPoolExecutor

def work(order=None):
    count()

def count():
    pass

"""

# Code, the functions that it hands to threads, and whether many run them at once.
SPAWNS = {
    "threading.Thread(target=work).start()": (["work"], False),
    "for order in orders:\n    threading.Thread(target=work).start()": (["work"], True),
    "threading.Timer(5, work).start()": (["work"], False),
    "with ThreadPoolExecutor() as pool:\n    pool.map(work, orders)": (["work"], True),
    "with ThreadPoolExecutor() as pool:\n    pool.submit(work)": (["work"], False),
    "with ThreadPoolExecutor(max_workers=1) as pool:\n    pool.map(work, orders)": (["work"], False),
    "class Clerk(threading.Thread):\n    def run(self):\n        work()\nClerk().start()": (["run"], False),
    "class Clerk(threading.Thread):\n    def run(self):\n        work()\n[Clerk() for order in orders]": (
        ["run"],
        True,
    ),
    "def start(function):\n    threading.Thread(target=function).start()\nstart(work)": (["work"], False),
    "def start(function):\n    threading.Thread(target=function).start()\nstart(work)\nstart(work)": (["work"], True),
    "work()": ([], False),
}


@pytest.mark.parametrize(("code", "expected"), SPAWNS.items(), ids=SPAWNS)
def test_threads_run(code: str, expected: tuple[list[str], bool]) -> None:
    starts = spawns(Source(f"{HEAD}{code}\n"))
    targets = [getattr(target, "name", "") for spawn in starts for target in spawn.targets]
    assert (targets, any(spawn.many for spawn in starts)) == expected


def test_threads_reach_what_their_functions_call() -> None:
    source = Source(f"{HEAD}threading.Thread(target=work).start()\n")
    assert {getattr(function, "name", "") for function in thread_paths(source)} == {"work", "count"}


def test_a_path_names_each_call_on_the_way() -> None:
    source = Source(textwrap.dedent(f"{HEAD}threading.Thread(target=work).start()\n"))
    (path,) = next(
        paths for function, paths in thread_paths(source).items() if getattr(function, "name", "") == "count"
    )
    assert [call.lineno for call in path.calls] == [6]
