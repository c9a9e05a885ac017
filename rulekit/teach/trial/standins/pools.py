"""Pools that work at once, and queues that nobody else fills."""

import concurrent.futures as real
import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from types import ModuleType
from typing import Any, Protocol, Self

from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.waiting import WaitsForEver


class Holder(Protocol):
    """What was made so far."""

    pools: list[Any]


class Pool:
    """Stands in for `ThreadPoolExecutor`: `max_workers`, `tasks`, `is_closed`, and errors that nobody asked for."""

    _threads: Any

    def __init__(self, max_workers: int | None = None, *_: object, **__: object) -> None:
        self.max_workers = max_workers
        self.tasks = 0
        self.is_closed = False
        self._threads().pools.append(self)

    def submit(self, function: Callable[..., object], /, *arguments: Any, **options: Any) -> Future[Any]:
        """Do the work at once; the future holds what came of it.

        Raises:
            RuntimeError: the pool is closed.
        """
        if self.is_closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        self.tasks += 1
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*arguments, **options))
        except Exception as error:  # noqa: BLE001 - the future holds it
            future.set_exception(error)
        return future

    def map(self, function: Callable[..., object], *items: Iterable[Any], **_: object) -> Iterator[Any]:
        """Do the work for each item, and give the results in order."""
        futures = [self.submit(function, *some) for some in zip(*items, strict=False)]
        return (future.result() for future in futures)

    def shutdown(self, *_: object, **__: object) -> None:
        """Close the pool."""
        self.is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()


class Queue(queue.Queue[Any]):
    """A queue whose `get` does not wait for what never comes."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Take an item.

        Raises:
            WaitsForEver: it is empty, and there is no timeout.
        """
        if self.empty() and block and timeout is None:
            raise WaitsForEver("`get()` waits for ever on an empty queue")
        return super().get(block=False)

    def join(self) -> None:
        """Wait until all is done.

        Raises:
            WaitsForEver: something is not marked as done.
        """
        if self.unfinished_tasks:
            raise WaitsForEver("`join()` waits for ever: `task_done()` is missing")


def pool_modules(threads: Holder) -> dict[str, ModuleType]:
    """Make `concurrent.futures` and `queue`."""
    pool = type("ThreadPoolExecutor", (Pool,), {"_threads": staticmethod(lambda: threads)})
    names = {name: getattr(real, name) for name in ("Future", "wait", "as_completed", "TimeoutError", "CancelledError")}
    names |= {"ThreadPoolExecutor": pool, "ProcessPoolExecutor": pool, "Executor": Pool}
    names |= {name: getattr(real, name) for name in ("ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION")}
    return {
        "concurrent.futures": module_of("concurrent.futures", names),
        "queue": module_of("queue", {"Queue": Queue}),
    }
