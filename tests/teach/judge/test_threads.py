"""How many calls are under way at once is measured, and threads that are left are seen."""

import pytest

from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.request import Request, Work

SHOP = {"shop": "def ask(tea):\n    return len(tea)\n"}
CHECK = '''
import pytest
import shop


@pytest.fixture
def asked(threads, monkeypatch):
    threads.enough = 5
    monkeypatch.setattr(shop, "ask", threads.watched(shop.ask))
    return threads


def test_asked(asked, answer):
    """It is told."""
    answer.ask_all(["a", "bb", "ccc", "dddd", "eeeee", "ffffff"])
    raise AssertionError(f"{asked.most} at once, {len(asked.left)} left")
'''
POOL = "from concurrent.futures import ThreadPoolExecutor\nfrom shop import ask\n\ndef ask_all(teas):\n    "
WAYS = {
    "a loop": ("return [ask(tea) for tea in teas]", "1 at once, 0 left"),
    "a pool of three": (
        "with ThreadPoolExecutor(3) as pool:\n        return list(pool.map(ask, teas))",
        "3 at once, 0 left",
    ),
    "a pool without an end": (
        "pool = ThreadPoolExecutor(2)\n    return list(pool.map(ask, teas))",
        "2 at once, 2 left",
    ),
    "each waited for": (
        "with ThreadPoolExecutor(3) as pool:\n        return [pool.submit(ask, tea).result() for tea in teas]",
        "1 at once, 0 left",
    ),
    "an idle pool": (
        "with ThreadPoolExecutor(3):\n        return [ask(tea) for tea in teas]",
        "1 at once, 0 left",
    ),
    "sixty pools, closed one after the other": (
        (
            "pools = [ThreadPoolExecutor(1) for _ in range(60)]\n"
            "    for pool in pools:\n        pool.submit(len, teas)\n"
            "    for pool in pools:\n        pool.shutdown()"
        ),
        "0 at once, 0 left",
    ),
    "a pool of multiprocessing": (
        (
            "from multiprocessing.pool import ThreadPool\n"
            "    with ThreadPool(4) as pool:\n        return pool.map(ask, teas)"
        ),
        "4 at once, 0 left",
    ),
    "tasks of a loop": (
        (
            "import asyncio\n    async def several():\n"
            "        return await asyncio.gather(*(asyncio.to_thread(ask, tea) for tea in teas))\n"
            "    return asyncio.run(several())"
        ),
        "6 at once, 0 left",
    ),
}


@pytest.mark.parametrize(("body", "said"), WAYS.values(), ids=WAYS)
def test_calls_at_once_are_counted(body: str, said: str) -> None:
    (line,) = ask(Request(Work.CHECKS, POOL + body, SHOP, CHECK))

    assert line["message"].replace("5 at once", "6 at once") == said
