"""Where an answer is tried without a process of its own, the guard stands in this one, while it is tried."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from rulekit.teach.judge.guard import Bounds, guard
from rulekit.teach.judge.reached import harm_of


class Watch:
    """Whether the guard looks, at which thread, and the harm that it has refused."""

    def __init__(self) -> None:
        self.thread: int | None = None
        self.refused: list[str] = []


@contextmanager
def guarded() -> Iterator[list[str]]:
    """Refuse all writing, programs and connections of this thread; give the list to which their words are added."""
    watch = _watch()
    watch.refused.clear()
    without_files, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    watch.thread = threading.get_ident()
    try:
        yield watch.refused
    finally:
        watch.thread = None
        sys.dont_write_bytecode = without_files


@cache
def _watch() -> Watch:
    """Set up the hook, once: it cannot be taken off."""
    watch = Watch()

    def tell(event: str, about: tuple[Any, ...], *, refused: bool) -> None:
        if refused:
            watch.refused.append(harm_of(event, about))

    hook, this = guard(Bounds(), tell, []), threading.get_ident

    def look(event: str, about: tuple[Any, ...]) -> None:
        if watch.thread == this():
            hook(event, about)

    sys.addaudithook(look)
    return watch
