"""Threads that run where they are started, and the record of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from rulekit.teach.trial.standins.waiting import WaitsForEver


class Made(Protocol):
    """What was made so far."""

    made: list[Any]
    joins: list[float | None]
    hangs: bool


class MadeThread:
    """Stands in for `Thread`: `start` runs the target, unless threads hang."""

    _threads: Any

    def __init__(
        self,
        group: None = None,
        target: Callable[..., object] | None = None,
        name: str | None = None,
        args: Iterable[object] = (),
        **options: Any,
    ) -> None:
        del group
        kwargs: Mapping[str, Any] | None = options.get("kwargs")
        self.name = name or f"Thread-{len(self._threads().made) + 1}"
        self.daemon = bool(options.get("daemon"))
        self.ident: int | None = None
        self.error: BaseException | None = None
        self._target, self._args, self._kwargs = target, tuple(args), dict(kwargs or {})
        self._is_alive = False
        self._threads().made.append(self)

    def run(self) -> None:
        """Do the work."""
        if self._target is not None:
            self._target(*self._args, **self._kwargs)

    def start(self) -> None:
        """Run at once; what the work raises is lost, as it is with real threads."""
        self.ident = len(self._threads().made)
        if self._threads().hangs:
            self._is_alive = True
            return
        try:
            self.run()
        except Exception as error:  # noqa: BLE001 - a thread tells nobody
            self.error = error

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self._is_alive

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end.

        Raises:
            WaitsForEver: it never ends, and there is no timeout.
        """
        self._threads().joins.append(timeout)
        if self._is_alive and timeout is None:
            raise WaitsForEver("`join()` waits for ever for a thread that does not end")


def thread_classes(threads: Made) -> dict[str, object]:
    """Make the classes and functions of one run."""
    own = {"_threads": staticmethod(lambda: threads)}
    thread = type("Thread", (MadeThread,), own)

    def timer(_: float, function: Callable[..., object], args: Iterable[object] = (), kwargs: Any = None) -> object:
        return thread(target=function, args=args, kwargs=kwargs)

    return {"Thread": thread, "Timer": timer, "active_count": lambda: 1 + sum(one.is_alive() for one in threads.made)}
