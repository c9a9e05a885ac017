"""Races: functions that run at the same time, in every order of their steps that makes a difference."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import frontrun
import pytest
from frontrun._cooperative import patch_locks, unpatch_locks

SECONDS, MOST = 5.0, 2_000
ACTORS = ("first", "second", "third", "fourth")
STEP = re.compile(r"\s*Thread (\d+) \| (\S+?):(\d+)\s+(.*)")
TOUCHED = re.compile(r"\s*\| \[(\S+) (.*)\]")
WORDS = {"read": "reads", "write": "writes", "read+write": "reads and writes"}


class Race:
    """Plays functions against each other, under a scheduler that decides who goes on after each step."""

    def __init__(self) -> None:
        self.played = 0

    def __call__(
        self,
        begin: Callable[[], Any],
        *actors: Callable[[Any], object],
        holds: Callable[[Any], object],
        of: Callable[[Any], str] = lambda _: "",
    ) -> None:
        """Play the actors with what `begin` gives, in all orders; then `holds` must be true, or say what is not.

        Raises:
            AssertionError: in some order it does not hold, with the story of that order.
        """
        story = self.story(begin, *actors, holds=holds)
        if story:
            raise AssertionError(story)
        del of

    def story(self, begin: Callable[[], Any], *actors: Callable[[Any], object], holds: Callable[[Any], object]) -> str:
        """Tell what went wrong in the first order in which it does not hold, or nothing."""
        errors: list[BaseException] = []
        result = frontrun.explore(
            setup=begin,
            workers=[_kept(actor, errors) for actor in actors],
            invariant=lambda state: not errors and _true(holds(state)),
            clock="virtual",
            detect_io=False,
            reproduce_on_failure=0,
            max_executions=MOST,
            total_timeout=SECONDS,
        )
        self.played += result.num_explored
        return "" if result.property_holds else str(result.explanation)


def _kept(actor: Callable[[Any], object], errors: list[BaseException]) -> Callable[[Any], None]:
    def run(state: Any) -> None:
        try:
            actor(state)
        except Exception as error:  # noqa: BLE001 - what it raises is the answer's, and part of the story
            errors.append(error)

    return run


def _true(value: object) -> bool:
    return value is None or bool(value)


@pytest.fixture
def race() -> Iterator[Race]:
    """Play races: locks, queues and clocks that are made from now on belong to the scheduler."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRONTRUN_ACTIVE", "1")
        patch_locks()
        try:
            yield Race()
        finally:
            unpatch_locks()
