"""Races: functions that run at the same time, in every order of their steps that makes a difference."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frontrun
import pytest
from frontrun._cooperative import patch_locks, unpatch_locks

SECONDS, MOST, SWITCHES = 5.0, 2_000, 2
ORDINALS = ("first", "second", "third", "fourth")
STEP = re.compile(r"\s*Thread (\d+) \| (\S+?):(\d+)\s+(.*)")
TOUCHED = re.compile(r"\s*\| \[(\S+) (.*)\]")
DOES = {"read": "reads", "write": "writes"}
DEADLOCK = "each of them waits for what another one holds, for ever"


class Race:
    """Plays functions against each other under a scheduler, which decides after each step who goes on."""

    def __call__(
        self,
        begin: Callable[[], Any],
        *actors: Callable[[Any], object],
        wrong: Callable[[Any], str],
    ) -> str:
        """Play the actors with what `begin` gives, in all orders, until `wrong` says something of the end of one.

        Give what it says with the story of that order, or nothing.
        """
        said: list[str] = []
        errors: list[BaseException] = []

        def begun() -> Any:
            errors.clear()
            said.clear()
            return begin()

        def holds(state: Any) -> bool:
            said.append(f"one stops with `{errors[0]!r}`" if errors else wrong(state))
            return not said[-1]

        played = frontrun.explore(
            setup=begun,
            workers=[_kept(actor, errors) for actor in actors],
            invariant=holds,
            clock="virtual",
            detect_io=False,
            preemption_bound=SWITCHES,
            reproduce_on_failure=0,
            max_executions=MOST,
            total_timeout=SECONDS,
        )
        if played.property_holds:
            return ""
        told = played.explanation or ""
        what = said[-1] if said and said[-1] else DEADLOCK if "deadlock" in told.lower() else "it comes to no end"
        return "\n".join((f"{what}:", *_story(told)))


def _kept(actor: Callable[[Any], object], errors: list[BaseException]) -> Callable[[Any], None]:
    def run(state: Any) -> None:
        try:
            actor(state)
        except Exception as error:  # noqa: BLE001 - what it raises is the answer's, and part of the story
            errors.append(error)

    return run


def _story(trace: str) -> Iterator[str]:
    """Tell a trace in plain words: who is in which line of the answer, and reads or writes what others see there."""
    told: list[tuple[str, str, set[str]]] = []
    for line in trace.splitlines():
        if (step := STEP.fullmatch(line)) and Path(step[2]).stem == "answer":
            here = (ORDINALS[int(step[1])], f"line {step[3]}: `{step[4].strip()}`")
            if not told or told[-1][:2] != here:
                told.append((*here, set()))
        elif told and (touched := TOUCHED.fullmatch(line)):
            told[-1][2].update(touched[1].split("+"))
    for actor, where, kinds in told:
        does = " and ".join(words for kind, words in DOES.items() if kind in kinds)
        yield f"{actor:<7} {where}{f'   ({does})' if does else ''}"


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
