"""Whether a name says that nobody may guess its value, and how bad a guess would be."""

import enum
from functools import lru_cache

from rulekit.analysis.syntax.naming import words_in
from rulekit.known.randomness import CANCELLING, GRAVE, GRAVE_ENDINGS, GRAVE_PAIRS, LIGHT, LIGHT_PAIRS, TAILS

LONGEST = 60


class Purpose(enum.IntEnum):
    """What a guessed value opens: nothing, a small door, or the shop."""

    NONE = 0
    LIGHT = 1
    GRAVE = 2


@lru_cache(maxsize=4096)
def purpose(name: str) -> Purpose:
    """Weigh a name by its last words: `reset_token` and `otp` are grave, `token_count` is nothing."""
    words = words_in(name) if len(name) <= LONGEST and name.isascii() else []
    while len(words) > 1 and (words[-1] in TAILS or words[-1].isdigit()):
        words.pop()
    if not words or not CANCELLING.isdisjoint(words):
        return Purpose.NONE
    last = words[-1]
    pair = f"{words[-2]} {last}" if len(words) > 1 else ""
    long = f"{words[-3]}_{pair}" if len(words) > 2 else ""
    if last in GRAVE or last.endswith(GRAVE_ENDINGS) or pair in GRAVE_PAIRS or long in GRAVE_PAIRS:
        return Purpose.GRAVE
    return Purpose.LIGHT if last in LIGHT or pair in LIGHT_PAIRS or long in LIGHT_PAIRS else Purpose.NONE
