"""Proving one exercise after another, and counting what was tried."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rulekit.teach.exercise import Exercise
from rulekit.teach.proof.choices import option_problems
from rulekit.teach.proof.hints import hint_problems
from rulekit.teach.proof.lazy import lazy_answers
from rulekit.teach.proof.properties import (
    MUTANTS,
    PROPERTIES,
    REPEATED,
    count_mutants,
    is_deterministic,
    too_many_survive,
)

TWICE, THOROUGH = 2, 20


@dataclass
class Tally:
    """What was tried over all exercises."""

    exercises: int = 0
    wrong: int = 0
    lazy: int = 0
    alternates: int = 0
    mutants: int = 0
    survivors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Tell the counts in one line."""
        return (
            f"{self.exercises} exercises: {self.alternates} alternates, {self.wrong} wrong answers, {self.lazy} lazy"
            f" answers, {self.mutants - len(self.survivors)} of {self.mutants} damaged solutions refused"
        )


def prove(exercise: Exercise, tally: Tally, times: int = TWICE) -> Iterator[str]:
    """Give one line, with the property's name, for every way in which an exercise fails."""
    tally.exercises += 1
    if not exercise.kind.is_code:
        yield from (f"K7: {line}" for line in hint_problems(exercise))
        yield from (f"K4: {line}" for line in option_problems(exercise))
        return
    tally.wrong += len(exercise.wrong)
    tally.alternates += len(exercise.alternates)
    tally.lazy += sum(1 for _ in lazy_answers(exercise))
    for name, holds in PROPERTIES.items():
        if name not in {MUTANTS, REPEATED}:
            yield from (f"{name}: {line}" for line in holds(exercise))
    total, survivors = count_mutants(exercise)
    tally.mutants += total
    tally.survivors += (f"{exercise.id} {one}" for one in survivors)
    yield from (f"{MUTANTS}: {line}" for line in too_many_survive(total, survivors))
    yield from (f"{REPEATED}: {line}" for line in is_deterministic(exercise, times))
