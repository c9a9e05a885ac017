"""Texts that are secrets by their looks: keys of well-known services, private keys, passwords in URLs."""

import ast
import base64
import re
from collections.abc import Iterator
from typing import NamedTuple

from rulekit.analysis.secrets.secret_names import Secrecy, secrecy
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.secrets import (
    COMPANIONS,
    CONNECTION_STRING,
    CREDENTIALS_IN_URL,
    KEY_VALUE_PAIR,
    KEY_VALUE_PAIRS,
    ORDINARY,
    PLACEHOLDERS,
    SHAPE_STARTS,
    SHAPES,
    TOKENS_BY_PLACE,
)
from rulekit.model.late import regex

SHORTEST = 12
_FORMATS = tuple((what, regex(pattern)) for what, pattern in SHAPES.items())
_ANY_FORMAT = regex("|".join(f"(?:{pattern})" for pattern in SHAPES.values()))
_PRIVATE_KEY = "a private key"
_CONNECTION = "a password in a connection"
_OF_MANUAL = "EXAMPLE"
_BASIC = "Basic "
_OWN_MACHINE = regex(r"(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])(?![\w.-])", re.IGNORECASE)
_HOLDERS = frozenset("@;=")
_HOLDS = regex(r"://|=")
_SCHEME = regex(r"(?:Bearer|Basic|Token|token|ApiKey|apikey|Api-Key|JWT|Digest|bearer|basic) +(?=\S+\Z)")


class KnownSecret(NamedTuple):
    """A text that is a secret by its looks: what it is, and the secret part of it.

    A token opens a service by itself; what `is_of_manual` is an example out of the service's documentation. A password
    that only says the user again, for a service on one's own machine, `is_preset`: everybody has it.
    """

    what: str
    secret: str
    is_token: bool = True
    is_of_manual: bool = False
    is_preset: bool = False


@question
def known_secrets(source: Source) -> tuple[tuple[ast.expr, KnownSecret], ...]:
    """Which texts are keys of a well-known service, or hold a password in a URL or a connection?"""
    found: dict[ast.expr, KnownSecret] = {}
    for node in source.nodes(ast.Constant):
        text = node.value
        if isinstance(text, str) and len(text) >= SHORTEST:
            is_likely = text[:2] in SHAPE_STARTS or not _HOLDERS.isdisjoint(text)
            if is_likely and (known := known_secret(text)):
                found[node] = known
    for built, text in _built_texts(source):
        is_new = found.keys().isdisjoint(walk(built))
        # A password that comes by a name is told where the name gets it.
        if (known := known_secret(text)) and is_new and known.secret in "\n".join(_literals_in(built)):
            found[built] = known
    return tuple(found.items())


def _built_texts(source: Source) -> Iterator[tuple[ast.expr, str]]:
    """Put together f-strings, and what `%` and `.format` fill, with `{}` for what cannot be told."""
    templates: list[tuple[ast.expr, ast.expr]] = [(one, one) for one in source.nodes(ast.JoinedStr)]
    templates += [(one, one.left) for one in source.nodes(ast.BinOp) if isinstance(one.op, ast.Mod)]
    for call in source.nodes(ast.Call):
        if isinstance(call.func, ast.Attribute) and last_name(call.func) == "format":
            templates.append((call, call.func.value))
    for whole, template in templates:
        if any(_HOLDS.search(text) for text in _literals_in(template)):
            yield whole, text_of(source, whole).filled("{}")


def _literals_in(template: ast.expr) -> Iterator[str]:
    for node in walk(template):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def known_secret(text: str) -> KnownSecret | None:
    """Recognise keys of well-known services, private keys, signed tokens, and passwords in URLs."""
    if text[:2] in SHAPE_STARTS and _ANY_FORMAT.match(text):
        for what, pattern in _FORMATS:
            if match := pattern.match(text):
                return _key(what, match[0])
    if "://" in text and "@" in text and (url := CREDENTIALS_IN_URL.search(text)):
        return _password_in_url(text, url)
    secret = _password_in_connection(text) if "=" in text else ""
    if not secret or _is_placeholder(secret):
        return None
    return KnownSecret(_CONNECTION, secret, is_token=False)


def _password_in_connection(text: str) -> str:
    """Find the password of a connection: `Server=db;Password=...`, `host=db password=...`, `...?password=...`."""
    if found := CONNECTION_STRING.search(text):
        return found["password"] or found["query"]
    if not KEY_VALUE_PAIRS.fullmatch(text):
        return ""
    pairs = {match["key"].lower(): match["quoted"] or match["bare"] for match in KEY_VALUE_PAIR.finditer(text)}
    passwords = [value for key, value in pairs.items() if value and secrecy(key) is Secrecy.PASSWORD]
    return passwords[0] if passwords and not COMPANIONS.isdisjoint(pairs) else ""


def _key(what: str, text: str) -> KnownSecret | None:
    """Pass over `ghp_xxxx` and the like; the one AWS key that its documentation shows keeps its mark."""
    is_of_manual = text.endswith(_OF_MANUAL)
    if (PLACEHOLDERS.search(text) and not is_of_manual) or is_empty_login(text):
        return None
    secret = text.strip() if what == _PRIVATE_KEY else text.rpartition(" ")[2]
    return KnownSecret(what, secret, what not in TOKENS_BY_PLACE, is_of_manual)


def is_empty_login(text: str) -> bool:
    """Recognise `Basic dXNlcjpwYXNzd29yZA==`, which says `user:password` in base 64, and what says no login at all."""
    if not text.startswith(_BASIC):
        return False
    try:
        login = base64.b64decode(text.removeprefix(_BASIC), validate=True).decode()
    except ValueError:
        return True
    _, colon, password = login.partition(":")
    return not colon or not password or _is_placeholder(password)


def _password_in_url(text: str, url: re.Match[str]) -> KnownSecret | None:
    secret, user, host = url["password"], url["user"].lower(), url["host"]
    if PLACEHOLDERS.search(secret) or secret.startswith(("$", "%", ":")) or host.startswith("<"):
        return None
    is_example = " " in text.strip() or "example" in host or user in {"user", "username", ""}
    if is_example and _is_placeholder(secret):
        return None
    is_preset = secret.lower() == user and _OWN_MACHINE.match(text, url.start("host")) is not None
    return KnownSecret("a password in an address", secret, is_token=False, is_preset=is_preset)


def _is_placeholder(secret: str) -> bool:
    """Recognise `password`, `pass` and the like, which stand where a password would."""
    return bool(PLACEHOLDERS.search(secret)) or secret.lower() in ORDINARY or len(set(secret)) == 1


def without_scheme(text: str) -> str:
    """Take the scheme off what stands in a header: `Bearer ...`."""
    match = _SCHEME.match(text)
    return text[match.end() :] if match else text
