"""Locks of threads that do not run at the same time: who meets a held lock is put off."""

from typing import Any, Protocol

from rulekit.teach.trial.standins.waiting import WaitsForEver


class PutOff(BaseException):  # noqa: RK302 - no handler of an answer may catch it
    """Somebody else holds the lock: this one has to begin again later."""


class Actors(Protocol):
    """Who runs at the moment, and what happens when a lock is free."""

    actor: str
    locks: list[Any]

    def released(self) -> None:
        """Let the next one run."""
        ...


class Lock:
    """Stands in for `Lock`, `RLock` and the semaphores."""

    _actors: Any
    _again = False

    def __init__(self, value: int = 1) -> None:
        self._free = value
        self._held: list[str] = []
        self.uses = 0
        self._actors().locks.append(self)

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock.

        Whoever would wait with a timeout waits long enough: the other one goes on at once and gives the lock back.

        Raises:
            PutOff: the other one holds it.
            WaitsForEver: the same thread holds it already.
        """
        actor = self._actors().actor
        if self._free > 0 or (self._again and actor in self._held):
            self._free -= 1
            self._held.append(actor)
            self.uses += 1
            return True
        if not blocking or timeout == 0 or (timeout > 0 and actor in self._held):
            return False
        if actor in self._held:
            raise WaitsForEver("the code waits for ever for a lock that it holds already")
        raise PutOff

    def release(self) -> None:
        """Give the lock back.

        Raises:
            RuntimeError: nobody holds it.
        """
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held.pop()
        self._free += 1
        self._actors().released()

    def locked(self) -> bool:
        """Tell whether somebody holds it."""
        return bool(self._held)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class AgainLock(Lock):
    """A lock that its holder may take again."""

    _again = True

    def __init__(self) -> None:
        super().__init__()


class Condition(AgainLock):
    """A condition: nobody can be woken up here, so waiting without a timeout never ends."""

    def __init__(self, lock: object = None) -> None:
        del lock
        super().__init__()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for what cannot come.

        Raises:
            WaitsForEver: there is no timeout.
        """
        if timeout is None:
            raise WaitsForEver("the code waits for ever for a condition")
        return False

    def notify(self, n: int = 1) -> None:
        """Wake nobody."""

    def notify_all(self) -> None:
        """Wake nobody."""


class Event:
    """Stands in for `Event`."""

    def __init__(self) -> None:
        self._is_set = False

    def is_set(self) -> bool:
        """Tell whether it has happened."""
        return self._is_set

    def set(self) -> None:
        """Let it happen."""
        self._is_set = True

    def clear(self) -> None:
        """Begin anew."""
        self._is_set = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for it.

        Raises:
            WaitsForEver: it has not happened, and there is no timeout.
        """
        if not self._is_set and timeout is None:
            raise WaitsForEver("the code waits for ever for an event")
        return self._is_set


def lock_classes(actors: Actors) -> dict[str, object]:
    """Make the classes of one run."""
    own = {"_actors": staticmethod(lambda: actors)}
    lock = type("Lock", (Lock,), own)
    return {
        "Lock": lock,
        "RLock": type("RLock", (AgainLock,), own),
        "Semaphore": type("Semaphore", (Lock,), own),
        "BoundedSemaphore": type("BoundedSemaphore", (Lock,), own),
        "Condition": type("Condition", (Condition,), own),
        "Event": Event,
    }
