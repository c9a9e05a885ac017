"""Proving exercises, several at a time, and counting what was tried."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from rulekit.api import begin, in_force
from rulekit.teach.exercise import Exercise
from rulekit.teach.proof.choices import option_problems
from rulekit.teach.proof.hints import hint_problems
from rulekit.teach.proof.lazy import lazy_answers
from rulekit.teach.proof.orders import order_problems
from rulekit.teach.proof.properties import (
    MUTANTS,
    PROPERTIES,
    REPEATED,
    TWICE,
    count_mutants,
    is_repeatable,
    too_many_survive,
)

THOROUGH = 20
APART = frozenset({MUTANTS, REPEATED})


@dataclass(frozen=True)
class Proof:
    """What was tried over some exercises, and a line for every way in which one of them fails."""

    exercises: int = 0
    wrong: int = 0
    lazy: int = 0
    alternates: int = 0
    mutants: int = 0
    survivors: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def __add__(self, other: "Proof") -> "Proof":
        """Put the counts and lines of two together."""
        return Proof(**{name: value + getattr(other, name) for name, value in vars(self).items()})

    def __str__(self) -> str:
        """Tell the counts in one line."""
        return (
            f"{self.exercises} exercises: {self.alternates} alternates, {self.wrong} wrong answers, {self.lazy} lazy"
            f" answers, {self.mutants - len(self.survivors)} of {self.mutants} damaged solutions refused"
        )


def prove_all(exercises: Iterable[Exercise], times: int = TWICE) -> Iterator[Proof]:
    """Prove exercises on all cores, and give the proof of each in their order."""
    with ProcessPoolExecutor(os.cpu_count(), initializer=begin, initargs=(in_force(),)) as pool:
        yield from pool.map(partial(prove, times=times), exercises)


def prove(exercise: Exercise, times: int = TWICE) -> Proof:
    """Prove one exercise; each line begins with the exercise and the property's name."""
    if not exercise.kind.is_code:
        lines = [("K7", line) for line in hint_problems(exercise)] + [
            ("K4", line) for line in (order_problems if exercise.is_put_together else option_problems)(exercise)
        ]
        return Proof(
            1,
            len(exercise.wrong),
            alternates=len(exercise.alternates),
            problems=tuple(f"{exercise.id} {name}: {line}" for name, line in lines),
        )
    total, survivors = count_mutants(exercise)
    lines = [(name, line) for name, holds in PROPERTIES.items() if name not in APART for line in holds(exercise)]
    lines += [(MUTANTS, line) for line in too_many_survive(total, survivors)]
    lines += [(REPEATED, line) for line in is_repeatable(exercise, times)]
    return Proof(
        1,
        len(exercise.wrong),
        sum(1 for _ in lazy_answers(exercise)),
        len(exercise.alternates),
        total,
        tuple(f"{exercise.id} {one}" for one in survivors),
        tuple(f"{exercise.id} {name}: {line}" for name, line in lines),
    )
