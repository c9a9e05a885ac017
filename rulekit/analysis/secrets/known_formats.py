"""Texts that are secrets by their looks: keys of well-known services, private keys, passwords in URLs."""

import ast
import base64
import re
from typing import NamedTuple

from rulekit.analysis.syntax.source import Source, question
from rulekit.known.secrets import CONNECTION_STRING, CREDENTIALS_IN_URL, ORDINARY, PLACEHOLDERS, SHAPE_STARTS, SHAPES

SHORTEST = 12
_FORMATS = tuple((what, re.compile(pattern)) for what, pattern in SHAPES.items())
_ANY_FORMAT = re.compile("|".join(f"(?:{pattern})" for pattern in SHAPES.values()))
_PRIVATE_KEY = "a private key"
_OF_MANUAL = "EXAMPLE"
_BASIC = "Basic "
_SCHEME = re.compile(r"(?:Bearer|Basic|Token|token|ApiKey|apikey|Api-Key|JWT|Digest|bearer|basic) +(?=\S+\Z)")


class KnownSecret(NamedTuple):
    """A text that is a secret by its looks: what it is, and the secret part of it.

    A token opens a service by itself; what `is_of_manual` is an example out of the service's documentation.
    """

    what: str
    secret: str
    is_token: bool = True
    is_of_manual: bool = False


@question
def known_secrets(source: Source) -> tuple[tuple[ast.Constant, KnownSecret], ...]:
    """Which texts are keys of a well-known service, or hold a password in a URL or a connection?"""
    texts = [(one, one.value) for one in source.nodes(ast.Constant) if isinstance(one.value, str)]
    likely = [
        (node, text)
        for node, text in texts
        if len(text) >= SHORTEST and (text[:2] in SHAPE_STARTS or "@" in text or ";" in text)
    ]
    return tuple((node, known) for node, text in likely if (known := known_secret(text)))


def known_secret(text: str) -> KnownSecret | None:
    """Recognise keys of well-known services, private keys, signed tokens, and passwords in URLs."""
    if text[:2] in SHAPE_STARTS and _ANY_FORMAT.match(text):
        for what, pattern in _FORMATS:
            if match := pattern.match(text):
                return _key(what, match[0])
    if "://" in text and "@" in text and (url := CREDENTIALS_IN_URL.search(text)):
        return _password_in_url(text, url)
    if "=" in text and ";" in text and (found := CONNECTION_STRING.search(text)):
        secret = found["password"]
        return None if _is_placeholder(secret) else KnownSecret("a password in a connection", secret, is_token=False)
    return None


def _key(what: str, text: str) -> KnownSecret | None:
    """Pass over `ghp_xxxx` and the like; the one AWS key that its documentation shows keeps its mark."""
    is_of_manual = text.endswith(_OF_MANUAL)
    if (PLACEHOLDERS.search(text) and not is_of_manual) or is_empty_login(text):
        return None
    secret = text.strip() if what == _PRIVATE_KEY else text.rpartition(" ")[2]
    is_token = what != _PRIVATE_KEY and not text.startswith(_BASIC)
    return KnownSecret(what, secret, is_token, is_of_manual)


def is_empty_login(text: str) -> bool:
    """Recognise `Basic dXNlcjpwYXNzd29yZA==`, a header that says `user:password` in base 64."""
    if not text.startswith(_BASIC):
        return False
    try:
        login = base64.b64decode(text.removeprefix(_BASIC), validate=True).decode("latin-1")
    except ValueError:
        return False
    return _is_placeholder(login.partition(":")[2])


def _password_in_url(text: str, url: re.Match[str]) -> KnownSecret | None:
    secret, user, host = url["password"], url["user"].lower(), url["host"]
    if PLACEHOLDERS.search(secret) or secret.startswith(("$", "%", ":")) or host[:1] in set("{<%"):
        return None
    is_example = " " in text.strip() or "example" in host or user in {"user", "username", ""}
    if is_example and _is_placeholder(secret):
        return None
    return KnownSecret("a password in an address", secret, is_token=False)


def _is_placeholder(secret: str) -> bool:
    """Recognise `password`, `pass` and the like, which stand where a password would."""
    return bool(PLACEHOLDERS.search(secret)) or secret.lower() in ORDINARY or len(set(secret)) == 1


def without_scheme(text: str) -> str:
    """Take the scheme off what stands in a header: `Bearer ...`."""
    match = _SCHEME.match(text)
    return text[match.end() :] if match else text
