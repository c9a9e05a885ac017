"""Chance that can be guessed begins in the same state in every run; what the operating system gives is counted."""

import importlib
import importlib.util
import random
from collections.abc import Callable, Iterator

import pytest

SEED = 20_260_302
PLACES = (("os", "urandom"), ("os", "getrandom"), ("random", "_urandom"), ("ssl", "RAND_bytes"))


class Chance:
    """`random` has a fixed beginning; `drawn` holds how many bytes each draw from the operating system gave."""

    def __init__(self) -> None:
        self.drawn: list[int] = []

    def guess(self) -> random.Random:
        """Give `random` as it is at the beginning of a run: who knows the state knows what comes."""
        return random.Random(SEED)  # noqa: S311, RK504 - that it can be guessed is the lesson

    def counted(self, draw: Callable[..., bytes]) -> Callable[..., bytes]:
        """Count what a way to draw gives."""

        def draw_counted(*given: int, **options: int) -> bytes:
            came = draw(*given, **options)
            self.drawn.append(len(came))
            return came

        return draw_counted


@pytest.fixture
def chance() -> Iterator[Chance]:
    """Begin `random` anew, and listen where `secrets`, `uuid`, `SystemRandom` and `ssl` draw."""
    before, chance = random.getstate(), Chance()
    random.seed(SEED)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in PLACES:
            owner = importlib.import_module(module) if importlib.util.find_spec(module) else None
            if owner is not None and hasattr(owner, name):
                patch.setattr(owner, name, chance.counted(getattr(owner, name)))
        yield chance
    random.setstate(before)
