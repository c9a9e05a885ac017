"""Sleeping takes no time: the clocks go on by as much as was slept."""

import time
from collections.abc import Callable, Iterator

import pytest

A_MOMENT = 0.0005
CLOCKS = ("time", "monotonic", "perf_counter")
NANOSECONDS = 1_000_000_000


@pytest.fixture(autouse=True)
def clock() -> Iterator[list[float]]:
    """Let `time.sleep` take a moment; give the seconds that were slept, in order."""
    slept: list[float] = []
    sleep = time.sleep

    def hurried(seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        slept.append(seconds)
        sleep(min(seconds, A_MOMENT))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", hurried)
        for name in CLOCKS:
            patch.setattr(time, name, _ahead(vars(time)[name], slept))
            patch.setattr(time, f"{name}_ns", _ahead_ns(vars(time)[f"{name}_ns"], slept))
        yield slept


def _ahead(clock: Callable[[], float], slept: list[float]) -> Callable[[], float]:
    return lambda: clock() + sum(slept)


def _ahead_ns(clock: Callable[[], int], slept: list[float]) -> Callable[[], int]:
    return lambda: clock() + int(sum(slept) * NANOSECONDS)
