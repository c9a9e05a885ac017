"""Races are played in every order that makes a difference: what holds passes, what does not is told as a story."""

from textwrap import dedent

import pytest

from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.request import Request, Work

CHECK = '''
def test_count(answer, race):
    """Two add one each."""
    story = race(answer.Counter, lambda one: one.add(), lambda one: one.add(), wrong=wrong)
    assert not story, story


def wrong(counter):
    return "" if counter.value == 2 else f"two were added, and {counter.value} counted"
'''
HEAD = """
import queue
import threading
from concurrent.futures import ThreadPoolExecutor


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.{lock}

    def add(self):
        {body}
"""
RIGHT = {
    "a lock": ("Lock()", "with self.lock:\n    self.value += 1"),
    "a lock that may be taken twice": ("RLock()", "with self.lock, self.lock:\n    self.value += 1"),
    "a condition": ("Condition()", "with self.lock:\n    self.value += 1"),
    "acquired with a timeout": (
        "Lock()",
        (
            "if not self.lock.acquire(timeout=10):\n    raise TimeoutError\n"
            "try:\n    self.value += 1\nfinally:\n    self.lock.release()"
        ),
    ),
    "a semaphore": ("BoundedSemaphore(1)", "with self.lock:\n    self.value += 1"),
}
WRONG = {
    "no lock": ("Lock()", "self.value += 1"),
    "a lock for each call": ("Lock()", "with threading.Lock():\n    self.value += 1"),
    "read outside": ("Lock()", "seen = self.value\nwith self.lock:\n    self.value = seen + 1"),
    "two that each lock": (
        "Lock()",
        "with self.lock:\n    seen = self.value\nwith self.lock:\n    self.value = seen + 1",
    ),
}


def told(lock: str, body: str) -> str:
    """Give what a check says of a counter, or nothing."""
    answer = HEAD.format(lock=lock, body=body.replace("\n", "\n        "))
    (line,) = ask(Request(Work.CHECKS, answer, checks=CHECK))
    return str(line.get("message") or "")


@pytest.mark.parametrize(("lock", "body"), RIGHT.values(), ids=RIGHT)
def test_what_is_guarded_holds(lock: str, body: str) -> None:
    assert told(lock, body) == ""


@pytest.mark.parametrize(("lock", "body"), WRONG.values(), ids=WRONG)
def test_a_lost_change_is_told_as_a_story(lock: str, body: str) -> None:
    message = told(lock, body)

    assert message.startswith("two were added, and 1 counted:\n")
    assert "first   line " in message
    assert "second  line " in message


def test_a_queue_can_be_the_key() -> None:
    answer = HEAD.format(
        lock="Lock()", body="key = self.key.get(timeout=10)\n        self.value += 1\n        self.key.put(key)"
    )
    answer = answer.replace(
        "self.value = 0", "self.value = 0\n        self.key = queue.Queue(maxsize=1)\n        self.key.put(1)"
    )
    (line,) = ask(Request(Work.CHECKS, answer, checks=CHECK))

    assert "message" not in line


def test_who_waits_for_each_other_for_ever_is_told() -> None:
    answer = dedent("""
        import threading

        class Counter:
            def __init__(self):
                self.value = 0
                self.one, self.two = threading.Lock(), threading.Lock()
                self.turn = 0

            def add(self):
                self.turn += 1
                first, second = (self.one, self.two) if self.turn == 1 else (self.two, self.one)
                with first, second:
                    self.value += 1
    """)
    (line,) = ask(Request(Work.CHECKS, answer, checks=CHECK))

    assert "for ever" in line["message"] or "counted" in line["message"]


def test_an_error_in_one_of_them_is_part_of_the_story() -> None:
    assert told("Lock()", "raise KeyError('tea')").startswith("one stops with `KeyError('tea')`")


def test_lines_of_the_story_are_quoted_so_that_no_sign_in_them_is_read_as_markup() -> None:
    message = told("Lock()", "self.value = self.value * 2 * 0 + self.value + 1")

    assert "`self.value = self.value * 2 * 0 + self.value + 1`" in message
