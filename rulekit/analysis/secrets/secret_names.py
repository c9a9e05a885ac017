"""Whether a name says that its value is secret."""

import enum
import re
from collections.abc import Iterator
from functools import lru_cache

from rulekit.analysis.syntax.naming import words_in
from rulekit.known.secrets import (
    AUTHORIZATION,
    CANCELLING_HEADS,
    ENDINGS,
    KEEPING_TAILS,
    LOOKUP_KEYS,
    PASSES,
    PASSWORDS,
    SECRET_KEYS,
    SECRET_TOKENS,
    SECRETS,
    WEAK_TAILS,
)
from rulekit.model.late import regex

LONGEST = 60
_PART = regex("pass|pw|secret|token|cred|key|auth|kennw|psw|bearer")
_SECRETIVE = regex(r"pass|pwd|pw\b|secret|token|cred|key|auth|kennw|psw|bearer", re.IGNORECASE)
_PLAIN = regex(r"[A-Za-z0-9_.-]+")


class Secrecy(enum.IntEnum):
    """What a name says: nothing, that it is some key, that its value may be secret, that it is, or was typed."""

    NONE = 0
    KEY = 1
    WEAK = 2
    STRONG = 3
    PASSWORD = 4


@lru_cache(maxsize=8192)
def secrecy(name: str) -> Secrecy:
    """Weigh a name by its last words: `db_password` is secret, `password_field` is not."""
    if len(name) > LONGEST or not _SECRETIVE.search(name) or not _PLAIN.fullmatch(name):
        return Secrecy.NONE
    words = words_in(name)
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in KEEPING_TAILS):
        words.pop()
    if not words or not CANCELLING_HEADS.isdisjoint(words[:-1]):
        return Secrecy.NONE
    return _of_tail(words)


def places_of_parts(text: str) -> Iterator[int]:
    """Tell where in a text something stands that the name of a secret may hold."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    return (match.start() for match in _PART.finditer(small))


def secretive_words(words: str) -> frozenset[str]:
    """Return those of some words, one a line, that may be the name of a secret or a part of such a name."""
    lines = f"\n{words}\n"
    found = {lines[lines.rfind("\n", 0, at) + 1 : lines.find("\n", at)] for at in places_of_parts(lines)}
    return frozenset(word for word in found if _SECRETIVE.search(word))


def _of_tail(words: list[str]) -> Secrecy:
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    joined = "_".join(words)
    if last in PASSWORDS or (last == "key" and before in {"secret", "signing"}):
        return Secrecy.PASSWORD
    is_token = last in {"token", "pat"} and before in SECRET_TOKENS
    if is_token or last in SECRETS or (last == "key" and before in SECRET_KEYS) or joined in AUTHORIZATION:
        return Secrecy.STRONG
    if last in {"pass", "pw"} and before in PASSES:
        return Secrecy.PASSWORD
    if ending := ENDINGS.search(last):
        return Secrecy.STRONG if ending[1].endswith(("key", "token")) else Secrecy.PASSWORD
    if last in WEAK_TAILS:
        return Secrecy.WEAK
    return Secrecy.KEY if last == "key" and LOOKUP_KEYS.isdisjoint(words) else Secrecy.NONE
