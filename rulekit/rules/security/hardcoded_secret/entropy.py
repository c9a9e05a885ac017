"""How much a text looks like a secret."""

import base64
import enum
import math
import re
from collections import Counter
from typing import NamedTuple

from rulekit.analysis.names.secret_names import words_in
from rulekit.known.secrets import (
    CONNECTION_STRING,
    CREDENTIALS_IN_URL,
    MADE_UP,
    ORDINARY,
    PASSWORDS,
    PLACEHOLDERS,
    SHAPE_STARTS,
    SHAPES,
)

LONGEST = 500
SHOWN = "EXAMPLE"
SHORTEST_MIXED, SHORTEST_STRONG, LONG = 6, 8, 20
FEW_CLASSES, MANY_CLASSES = 2, 3
ENTROPY = 3.0
_SHORT_HUMP = 3

_SHAPES = tuple((what, re.compile(pattern)) for what, pattern in SHAPES.items())
_ANY_SHAPE = re.compile("|".join(f"(?:{pattern})" for pattern in SHAPES.values()))
_CLASSES = tuple(map(re.compile, ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")))
_WORDS = re.compile(r"[A-Za-z]+(?:[_\-.:/][A-Za-z]+)*")
_VARIABLE = re.compile(r"_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PATH = re.compile(
    r"(?:\.{0,2}|~)/[\w.@/ -]*|[A-Za-z]:[\\/].*|[a-z_-]+(?:/[a-z_-]+)+(?:\.\w+)?"
    r"|[\w./-]+\.(?:txt|json|ya?ml|pem|key|crt|env|ini|cfg|toml|py|html?|xml|csv|db|log|gpg|asc|p12|pfx|jks|conf|php|js)"
)
_PATTERN = re.compile(r"\(\?|\[a-z|\[A-Z|\[0-9|\\[dwsSWDb]|\.\*|\.\+|\[\^|\{\d+,|^\^.*\$\Z")
_DOTTED = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+(?::\w+)?")
_HASH = re.compile(r"\$?\w+\$.*\$.*|(?:sha\d*|md5|pbkdf2)\w*[:$].*|\{\w+\}.*")
_URL = re.compile(r"[a-z][a-z0-9+.-]*:(?://|\w+:)", re.IGNORECASE)
_NUMBERED = re.compile(r"v?\d+(?:[.:/-]\d+)+|0x[0-9a-fA-F]{1,8}")
_NAMED_NUMBER = re.compile(r"(?P<word>[a-z]+)[_-]?\d{1,2}|[A-Z]{1,4}\d{1,4}")
_SLUG = re.compile(r"[a-z]+\d{0,2}(?:[-_.][a-z]+\d{0,2})+")
_LABELS = PASSWORDS | {"key", "token", "pass", "auth", "credential", "credentials"}
_PHRASE = re.compile(r"(?!.*\b(?:your|the|a|enter|is|for|of|no|not|must|pass\w*)\b)[a-z]{3,}(?: [a-z]{3,}){3,}")
_BASIC = "Basic "
_OPTION = re.compile(r"--?[a-z][\w-]*=?")


class Worth(enum.IntEnum):
    """What a text looks like: no secret, words that name one, a word, a word with digits, or random letters."""

    NONE = 0
    LABEL = 1
    WORD = 2
    MIXED = 3
    RANDOM = 4


class Shape(NamedTuple):
    """A text that is a secret by its looks: what it is, and the secret part of it.

    A token opens a service by itself; what `is_shown` is an example out of the service's documentation.
    """

    what: str
    secret: str
    is_token: bool = True
    is_shown: bool = False


def shape_of(text: str) -> Shape | None:
    """Recognise keys of well-known services, private keys, signed tokens, and passwords in addresses."""
    if text[:2] in SHAPE_STARTS and _ANY_SHAPE.match(text):
        for what, pattern in _SHAPES:
            if match := pattern.match(text):
                return _of_make(what, match[0])
    if "://" in text and "@" in text and (url := CREDENTIALS_IN_URL.search(text)):
        return _in_address(text, url)
    if "=" in text and ";" in text and (found := CONNECTION_STRING.search(text)):
        secret = found["password"]
        return None if _stands_in(secret) else Shape("a password in a connection", secret, is_token=False)
    return None


def _of_make(what: str, text: str) -> Shape | None:
    """Pass over `ghp_xxxx` and the like; the one AWS key that its documentation shows keeps its mark."""
    is_shown = text.endswith(SHOWN)
    if PLACEHOLDERS.search(text) and not is_shown:
        return None
    secret = text.strip() if what == "a private key" else text.rpartition(" ")[2]
    if is_empty_login(text):
        return None
    is_token = what != "a private key" and not text.startswith(_BASIC)
    return Shape(what, secret, is_token=is_token, is_shown=is_shown)


def is_empty_login(text: str) -> bool:
    """Recognise `Basic dXNlcjpwYXNzd29yZA==`, a header that says `user:password` in base 64."""
    if not text.startswith(_BASIC):
        return False
    try:
        return _stands_in(
            base64.b64decode(text.removeprefix(_BASIC), validate=True).decode("latin-1").partition(":")[2]
        )
    except ValueError:
        return False


def _in_address(text: str, url: re.Match[str]) -> Shape | None:
    secret, user = url["password"], url["user"]
    if PLACEHOLDERS.search(secret) or secret.startswith(("$", "%", ":")) or url["host"][:1] in set("{<%"):
        return None
    if _stands_in(secret) and (
        " " in text.strip() or "example" in url["host"] or user.lower() in {"user", "username", ""}
    ):
        return None
    return Shape("a password in an address", secret, is_token=False)


def _stands_in(secret: str) -> bool:
    """Recognise `password`, `pass` and the like, which stand where a password would."""
    return bool(PLACEHOLDERS.search(secret)) or secret.lower() in ORDINARY or len(set(secret)) == 1


def worth(text: str, name: str = "") -> Worth:
    """Weigh a text that a name with a secret holds."""
    if _PHRASE.fullmatch(text) and words_in(name)[-1:] == ["passphrase"]:
        return Worth.MIXED
    if not text.isascii() or len(text) > LONGEST or re.search(r"\s", text) or len(set(text)) == 1:
        return Worth.NONE
    if PLACEHOLDERS.search(text) or _is_something_else(text) or _says_its_name(text, name):
        return Worth.NONE
    if _WORDS.fullmatch(text):
        return _of_words(text)
    return _of_mixture(text)


def _is_something_else(text: str) -> bool:
    """Recognise paths, patterns, addresses, hashes, names of variables and modules, options and versions."""
    kinds = (_VARIABLE, _PATH, _DOTTED, _HASH, _NUMBERED, _OPTION)
    return any(kind.fullmatch(text) for kind in kinds) or bool(_URL.match(text) or _PATTERN.search(text))


def _says_its_name(text: str, name: str) -> bool:
    """Recognise labels: the name again, or a word that only says that here is a secret."""
    letters = re.sub(r"[^a-z0-9]", "", text.lower())
    return (
        text.lower() in ORDINARY or letters in ORDINARY or not letters or letters == re.sub(r"[\W_]", "", name.lower())
    )


def _of_words(text: str) -> Worth:
    """Weigh letters: words of a label are none, made-up words are, and letters without words may be random."""
    humps = words_in(text)
    if len(text) >= LONG and len(text) / len(humps) < _SHORT_HUMP:
        return Worth.RANDOM
    if len(humps) > 1 and not _LABELS.isdisjoint(humps):
        return Worth.WORD if not MADE_UP.isdisjoint(humps) else Worth.LABEL
    return Worth.WORD


def _of_mixture(text: str) -> Worth:
    classes = sum(bool(kind.search(text)) for kind in _CLASSES)
    if _SLUG.fullmatch(text):
        return Worth.WORD
    has_digit = any(character.isdigit() for character in text)
    if len(text) >= LONG and entropy(text) >= ENTROPY and has_digit:
        return Worth.RANDOM
    if len(text) >= SHORTEST_STRONG and classes >= MANY_CLASSES and has_digit:
        return Worth.RANDOM
    numbered = _NAMED_NUMBER.fullmatch(text)
    if numbered and (numbered["word"] or "") in ORDINARY | {""}:
        return Worth.LABEL
    return Worth.MIXED if len(text) >= SHORTEST_MIXED and has_digit and classes >= FEW_CLASSES else Worth.WORD


def entropy(text: str) -> float:
    """Give the bits of Shannon's entropy for each character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())
