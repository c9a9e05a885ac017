"""Threads without threads: what is started runs at once, and a race is played through in every order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar

from rulekit.teach.trial.standins.locks import PutOff, lock_classes
from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.pools import Pool, pool_modules
from rulekit.teach.trial.standins.started_threads import MadeThread, thread_classes

FIRST, SECOND = "first", "second"
Value = TypeVar("Value")


@dataclass
class Interleaving:
    """One order of two functions: at which switch point, the story in lines, errors, and what `after` gave."""

    at: int
    story: list[str] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    result: Any = None

    @property
    def text(self) -> str:
        """The story as text."""
        return "\n".join(self.story)


class Threads:
    """`made` threads, `pools`, `joins` (timeouts given), `locks`; `race` plays two functions against each other.

    With `hangs`, threads that are started never come to an end.
    """

    def __init__(self) -> None:
        self.made: list[MadeThread] = []
        self.pools: list[Pool] = []
        self.joins: list[float | None] = []
        self.locks: list[Any] = []
        self.hangs = False
        self.actor = FIRST
        self._points = 0
        self._target = -1
        self._second: Callable[[], object] | None = None
        self._waiting = False
        self._playing = False
        self._played = Interleaving(0)

    def race(
        self,
        first: Callable[[], object],
        second: Callable[[], object],
        before: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
    ) -> list[Interleaving]:
        """Run `first`, and `second` whole at each place where `first` has computed a value and not stored it yet."""
        points, found = 1, []
        at = 0
        while at < points:
            played = self._play(at, first, second, before)
            points = max(points, self._points)
            played.result = after() if after else None
            found.append(played)
            at += 1
        return found

    def switch(self, value: Value, line: int) -> Value:
        """Stand between computing and storing: here the other one may run."""
        if not self._playing or self.actor != FIRST:
            return value
        here, self._points = self._points, self._points + 1
        if here == self._target:
            self._played.story.append(f"first   has computed line {line} and not stored it yet")
            self._run_second()
            self._played.story.append(f"first   stores line {line} and goes on")
        return value

    def released(self) -> None:
        """Let the one run who waited for a lock."""
        if self._waiting and self.actor == FIRST:
            self._waiting = False
            self._run_second()

    def modules(self) -> Mapping[str, ModuleType]:
        """Give `threading`, `_thread`, `concurrent.futures` and `queue`."""
        threading = {**lock_classes(self), **thread_classes(self)}
        return {"threading": module_of("threading", threading), **pool_modules(self)}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function starts threads."""
        return {}

    def _play(
        self,
        at: int,
        first: Callable[[], object],
        second: Callable[[], object],
        before: Callable[[], object] | None,
    ) -> Interleaving:
        if before:
            before()
        self._points, self._target, self._second, self._waiting = 0, at, second, False
        self._playing, self._played = True, Interleaving(at)
        try:
            self._attempt(first)
            if self._second is not None:
                self._waiting = False
                self._run_second()
        finally:
            self._second, self._playing = None, False
        return self._played

    def _run_second(self) -> None:
        second, self.actor = self._second, SECOND
        if second is None:
            return
        try:
            self._attempt(second)
            self._second = None
            self._played.story.append("second  runs from its start to its end")
        except PutOff:
            self._waiting = True
            self._played.story.append("second  waits for the lock that first holds")
        finally:
            self.actor = FIRST

    def _attempt(self, function: Callable[[], object]) -> None:
        try:
            function()
        except Exception as error:  # noqa: BLE001 - what it raises is the answer's, and is shown by the check
            self._played.errors.append(error)
