"""What a judge is asked: an answer, what belongs to it, and what is to be done with it; it travels as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

SECONDS = 5.0


class Work(StrEnum):
    """What is to be done with an answer."""

    CHECKS = "checks"
    TESTS = "tests"
    WITNESS = "witness"
    LOOK = "look"


@dataclass(frozen=True)
class Mutant:
    """A module of the exercise with one fault: what is wrong, the module's name, and its text."""

    fault: str
    module: str
    text: str


@dataclass(frozen=True)
class Request:
    """One answer and the work that it makes.

    `modules` may be imported by the answer; `checks` are tests, or the text of a witness; `programs` may start;
    packages that are `absent` cannot be imported, wherever this runs; `expression` is evaluated among the names of the
    answer; each check may take some `seconds`. A brief work is over with the first check that fails.
    """

    work: Work
    answer: str
    modules: Mapping[str, str] = field(default_factory=dict)
    checks: str = ""
    programs: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    mutants: tuple[Mutant, ...] = ()
    expression: str = ""
    seconds: float = SECONDS
    is_brief: bool = False

    def to_json(self) -> str:
        """Write it as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Request":
        """Read what `to_json` wrote."""
        told: dict[str, Any] = json.loads(line)
        mutants = tuple(Mutant(**one) for one in told.pop("mutants"))
        return cls(
            Work(told.pop("work")),
            programs=tuple(told.pop("programs")),
            absent=tuple(told.pop("absent")),
            mutants=mutants,
            **told,
        )
