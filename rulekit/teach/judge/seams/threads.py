"""What threads do: how many calls are under way at the same time, and who is still there afterwards."""

import functools
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

# A call waits this long for others that may still come, once; then all that come are let through.
QUIET = 0.3
LINGER, PATIENCE = 0.1, 1.0


class Threads:
    """`most` calls were under way at the same time; calls wait until there are `enough`, or nobody else comes."""

    def __init__(self) -> None:
        self.most = 0
        self.enough = 2
        self._now = 0
        self._is_open = False
        self._changed = threading.Condition()
        self._before = frozenset(threading.enumerate())

    @property
    def left(self) -> list[threading.Thread]:
        """The threads that were started since the beginning and are still there.

        Nobody waits for daemons, such as the workers of `multiprocessing.pool.ThreadPool`: they get time to end.
        """
        left = [one for one in threading.enumerate() if one not in self._before]
        for one in left:
            if one.daemon:
                one.join(PATIENCE)
        return [one for one in left if not one.daemon or one.is_alive()]

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Be under way."""
        with self._changed:
            self._now += 1
            self.most = max(self.most, self._now)
            self._is_open = self._is_open or self._now >= self.enough
            self._changed.notify_all()
            while not self._is_open and self._changed.wait(QUIET):
                pass
            self._is_open = True
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._now -= 1

    def watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Let a function count as under way while it runs."""

        @functools.wraps(function)
        def watched(*given: Any, **named: Any) -> Any:
            with self.under_way():
                return function(*given, **named)

        return watched


@pytest.fixture
def threads() -> Iterator[Threads]:
    """Watch threads; each stays a moment longer, so that who does not wait for it finds it still there.

    Whoever waits for it lets it go: many workers, one waited for after the other, cost no time.
    """
    run, join = threading.Thread.run, threading.Thread.join
    moments: defaultdict[threading.Thread, threading.Event] = defaultdict(threading.Event)

    def run_and_linger(thread: threading.Thread) -> None:
        moment = moments[thread]
        try:
            run(thread)
        finally:
            moment.wait(LINGER)

    def let_go_and_join(thread: threading.Thread, timeout: float | None = None) -> None:
        moments[thread].set()
        join(thread, timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Thread, "run", run_and_linger)
        patch.setattr(threading.Thread, "join", let_go_and_join)
        yield Threads()
        for moment in list(moments.values()):
            moment.set()
