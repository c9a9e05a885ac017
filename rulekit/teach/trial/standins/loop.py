"""An event loop whose time is the world's: sleeping takes none, and what never comes is told of."""

import asyncio
import selectors
from collections.abc import Coroutine, Mapping
from types import ModuleType
from typing import Any, Protocol

from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.waiting import WaitsForEver


class Time(Protocol):
    """The clock of a world."""

    @property
    def passed(self) -> float:
        """The seconds since the beginning."""
        ...

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        ...


class _Selector(selectors.SelectSelector):
    """Waits in the world's time."""

    def __init__(self, clock: Time) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise WaitsForEver("the code waits for ever: nothing will wake it up")
        self._clock.advance(max(timeout, 0.0))
        return []


class _Loop(asyncio.SelectorEventLoop):
    """A loop that runs beside the one of a kernel."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        super().__init__(_Selector(clock))

    def time(self) -> float:
        return self._clock.passed


def loop_modules(clock: Time) -> Mapping[str, ModuleType]:
    """Make the part of `asyncio` that runs coroutines."""

    def run(coroutine: Coroutine[Any, Any, Any], **_: object) -> Any:
        around = asyncio._get_running_loop()  # noqa: SLF001 - a kernel's loop is running around us
        asyncio._set_running_loop(None)  # noqa: SLF001 - and must not notice
        loop = _Loop(clock)
        try:
            return loop.run_until_complete(coroutine)
        finally:
            loop.close()
            asyncio._set_running_loop(around)  # noqa: SLF001

    return {"asyncio": module_of("asyncio", {"run": run})}
