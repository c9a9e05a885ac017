"""The order of options: another one for each learner, so that no letter gives the right one away."""

import contextlib
import random
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rulekit.teach.exercise import Exercise, Option

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FILE = "order"
BITS = 32


def shuffled(options: Sequence[Option], name: str) -> tuple[Option, ...]:
    """Put options into the order that a name decides, the same one everywhere, and give them their letters."""
    order = list(options)
    random.Random(zlib.crc32(name.encode())).shuffle(order)  # noqa: S311 - a shuffle, no secret
    return tuple(replace(one, letter=letter) for letter, one in zip(LETTERS, order, strict=False))


def asked_of(exercise: Exercise, learner: str) -> Exercise:
    """Give an exercise as this learner sees it; nobody's name leaves it as it is."""
    if not learner or not exercise.options:
        return exercise
    options = shuffled(exercise.options, f"{learner} {exercise.id}")
    right = next((one.letter for one in options if one.is_right), "")
    return replace(exercise, options=options, solution=right)


def learner_in(folder: Path) -> str:
    """Give the number that stands for the learner of a folder; the first to ask draws it.

    Where it cannot be kept, it holds as long as the kernel runs.
    """
    drawn = str(secrets.randbits(BITS))
    path = folder / FILE
    with contextlib.suppress(OSError, ValueError):
        folder.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError), path.open("x", encoding="utf-8") as new:
            new.write(drawn)
        return str(int(path.read_text("utf-8")))
    return drawn
