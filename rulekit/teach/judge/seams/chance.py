"""Chance that can be guessed: `random` begins in the same state in every run."""

import random
from collections.abc import Iterator

import pytest

SEED = 20_260_302


class Chance:
    """`random` with a fixed beginning; `secrets`, `uuid` and `os.urandom` are the real ones."""

    def guess(self) -> random.Random:
        """Give `random` as it is at the beginning of a run: who knows the state knows what comes."""
        return random.Random(SEED)  # noqa: S311, RK504 - that it can be guessed is the lesson


@pytest.fixture
def chance() -> Iterator[Chance]:
    """Begin `random` anew."""
    before = random.getstate()
    random.seed(SEED)
    yield Chance()
    random.setstate(before)
