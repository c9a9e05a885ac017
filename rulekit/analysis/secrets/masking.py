"""Showing no more of a secret than its beginning, which tells it from others and opens nothing."""

import re
from functools import lru_cache

from rulekit.analysis.secrets.plain_text import logins_in
from rulekit.analysis.secrets.written_secrets import Secrets

MASK = "*"
SHOWN = 3
SHORT, CUT = 6, 5
_DOTS = re.compile(r"\.\.\.|…")


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
    for secret in secrets if _DOTS.search(text) else ():
        if secret[:CUT] in text or secret[-CUT:] in text:
            for dots in _DOTS.finditer(text):
                text = _without_rest(text, secret, dots)
    return text


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
    return re.compile("|".join(map(_found, sorted(secrets, key=len, reverse=True))))


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
