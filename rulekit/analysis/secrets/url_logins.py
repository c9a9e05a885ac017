"""Logins in URLs: `https://user:password@host` and `https://token@host`."""

import re
from collections.abc import Iterator

from rulekit.analysis.secrets.likelihood import Likelihood, likelihood

LONGEST_USER = 4  # `git` and `root` open nothing
_LOGIN = re.compile(
    r"://(?P<user>[^\s/:@?#\"'`<>]{0,200})"
    r"(?::(?P<password>[^\s/\"'`<>]{0,400}|(?!\d{0,5}/)[^\s\"'`<>]{0,400}?))?@(?=[\w.\[{<%$-])"
)
_NO_PASSWORD = frozenset({"", "x-oauth-basic"})
VARIABLE = re.compile(r"\$[A-Z_][A-Z0-9_]*|\$?\{[^{}]*\}|%\(\w+\)s|<[^<>]*>")


def logins_in(text: str) -> Iterator[tuple[int, int]]:
    """Tell one after another where the passwords and tokens in the URLs of a text begin and end."""
    for match in _LOGIN.finditer(text) if "://" in text and "@" in text else ():
        user, password = match["user"], match["password"] or ""
        if likelihood(user) >= Likelihood.RANDOM or (password in _NO_PASSWORD and len(user) > LONGEST_USER):
            yield from _without_variables(text, *match.span("user"))
        if password:
            yield from _without_variables(text, *match.span("password"))


def _without_variables(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Leave out what stands for a value: `${TOKEN}`, `{token}`, `<token>`."""
    for variable in VARIABLE.finditer(text, start, end):
        yield start, variable.start()
        start = variable.end()
    yield start, end
