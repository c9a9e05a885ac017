"""What is drawn from the operating system is counted, whichever way it is drawn; all other chance can be guessed."""

import os
import random
import secrets
import ssl
import time
import uuid
from collections.abc import Callable

import pytest

from rulekit.teach.judge.seams.chance import Chance

DRAWS: dict[str, tuple[Callable[[], object], int]] = {
    "token_hex": (lambda: secrets.token_hex(16), 16),
    "token_urlsafe": (lambda: secrets.token_urlsafe(20), 20),
    "randbits": (lambda: secrets.randbits(128), 16),
    "uuid4": (uuid.uuid4, 16),
    "urandom": (lambda: os.urandom(5), 5),
    "the system's random": (lambda: random.SystemRandom().getrandbits(64), 8),
    "ssl": (lambda: ssl.RAND_bytes(16), 16),
}
UNDRAWN: dict[str, Callable[[], object]] = {
    "random": random.random,
    "uuid1": uuid.uuid1,
    "time": time.time_ns,
}


@pytest.mark.parametrize(("draw", "count"), DRAWS.values(), ids=DRAWS)
def test_what_is_drawn_is_counted(chance: Chance, draw: Callable[[], object], count: int) -> None:
    draw()

    assert sum(chance.drawn) == count


@pytest.mark.parametrize("make", UNDRAWN.values(), ids=UNDRAWN)
def test_what_can_be_worked_out_is_not_drawn(chance: Chance, make: Callable[[], object]) -> None:
    make()

    assert chance.drawn == []


def test_who_knows_the_state_tells_what_comes(chance: Chance) -> None:
    guessed = chance.guess().random()

    assert random.random() == guessed  # noqa: S311, RK504 - that it can be guessed is the point
