"""Chance that can be guessed: `random` begins in the same state in every run."""

import random
from collections.abc import Mapping
from types import ModuleType

from rulekit.teach.trial.standins.naming import module_of

SEED = 20_260_302


class Chance:
    """`random` with a fixed beginning; `secrets` and `uuid` are the real ones."""

    def guess(self) -> ModuleType:
        """Give a copy of `random` as it is at the beginning of a run: who knows the state knows what comes."""
        hidden = random.Random(SEED)  # noqa: S311, RK504 - that it can be guessed is the lesson
        own = {name: getattr(hidden, name) for name in random.__all__ if hasattr(hidden, name)}
        return module_of("random", own)

    def modules(self) -> Mapping[str, ModuleType]:
        """Give `random`."""
        return {"random": self.guess()}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function draws."""
        return {}
