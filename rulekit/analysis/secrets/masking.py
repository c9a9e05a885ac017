"""Showing no more of a secret than its beginning, which tells it from others and opens nothing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rulekit.analysis.secrets.plain_text import logins_in
from rulekit.analysis.secrets.written_secrets import Secrets
from rulekit.model.late import regex

MASK = "*"
SHOWN = 3
SHORT, CUT = 6, 5
# A pattern tries so many texts one after another.
FEW = 8
# Groups of a pattern stand in each other as deep as this.
DEEPEST = 40
_DOTS = regex(r"\.\.\.|…")


def mask(text: str, secrets: Secrets) -> str:
    """Show of every secret in a text the first characters only, and of logins in URLs too.

    Where dots cut a text short, what is left of a secret before or behind them is hidden as well.
    """
    shown, last = [], 0
    for start, end in logins_in(text):
        shown += [text[last:start], _masked(text[start:end])]
        last = end
    text = "".join([*shown, text[last:]])
    if not secrets:
        return text
    text = _any_of(secrets).sub(lambda match: _masked(match[0]), text)
    for secret in _beside_dots(secrets, text) if _DOTS.search(text) else ():
        for dots in _DOTS.finditer(text):
            text = _without_rest(text, secret, dots)
    return text


def _beside_dots(secrets: Secrets, text: str) -> Iterable[str]:
    """Return the secrets whose beginning or end stands in a text."""
    ends = _ends_of(secrets)
    pieces = {text[at : at + CUT] for at in range(len(text) - CUT + 1)}
    return dict.fromkeys(secret for piece in pieces for secret in ends.get(piece, ()))


@lru_cache(maxsize=64)
def _ends_of(secrets: Secrets) -> Mapping[str, Sequence[str]]:
    """Tell which secrets begin or end with some characters; what is no longer than these cannot be cut."""
    ends: dict[str, list[str]] = defaultdict(list)
    for secret in secrets:
        if len(secret) > CUT:
            ends[secret[:CUT]].append(secret)
            ends[secret[-CUT:]].append(secret)
    return ends


def places_of(secrets: Secrets, text: str) -> list[tuple[int, str]]:
    """Tell where secrets stand in a text, and which."""
    return [(match.start(), match[0]) for match in _any_of(secrets).finditer(text)] if secrets else []


def beginning_of(secret: str) -> str:
    """Return as much of a secret as may be shown."""
    return secret[: min(SHOWN, len(secret) // 2)]


def _masked(secret: str) -> str:
    return beginning_of(secret).ljust(len(secret), MASK)


@lru_cache(maxsize=64)
def _any_of(secrets: Secrets) -> re.Pattern[str]:
    """Find any of some texts; words and short ones, which mean other things elsewhere, only beside a quote."""
    return re.compile(_alternatives(sorted(secrets, key=len, reverse=True)))


def _alternatives(texts: Sequence[str], known: int = 0) -> str:
    """Write a pattern for texts that begin with the same known characters: many are told apart by their next one.

    So one glance rules out most; of those that begin alike the longest stands first.
    """
    if len(texts) <= FEW or known >= DEEPEST:
        return "|".join(map(_found, texts))
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        by_beginning[text[: known + 1]].append(text)
    if len(by_beginning) == 1:
        return _alternatives(texts, known + 1)
    # What ends here stands in a group of its own, behind those that go on.
    groups = sorted(by_beginning.items(), key=lambda group: -len(group[0]))
    return "|".join(f"(?={re.escape(start)})(?:{_alternatives(inner, known + 1)})" for start, inner in groups)


def _found(secret: str) -> str:
    text = re.escape(secret)
    if len(secret) < SHORT or secret.isalpha() or secret.isdigit():
        return rf"(?<=[\"']){text}(?![\w:/.-])|(?<![\w:/.-]){text}(?=[\"'])"
    return text


def _without_rest(text: str, secret: str, dots: re.Match[str]) -> str:
    for size in range(len(secret) - 1, CUT - 1, -1):
        if text.endswith(secret[:size], 0, dots.start()):
            return text[: dots.start() - size] + _masked(secret[:size]) + text[dots.start() :]
        if text.startswith(secret[-size:], dots.end()):
            return text[: dots.end()] + MASK * size + text[dots.end() + size :]
    return text
