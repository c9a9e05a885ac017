"""How much a text looks like a secret."""

import enum
import math
import re
from collections import Counter
from itertools import pairwise

from rulekit.analysis.syntax.naming import words_in
from rulekit.known.secrets import MADE_UP, ORDINARY, PASSWORDS, PLACEHOLDERS
from rulekit.model.late import regex

LONGEST = 500
SHORTEST_MIXED, SHORTEST_STRONG, LONG = 6, 8, 20
FEW_CLASSES, MANY_CLASSES = 2, 3
ENTROPY = 3.0
_SHORT_HUMP = 3
RUN = 6

_CLASSES = tuple(map(regex, ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")))
_WORDS = regex(r"[A-Za-z]+(?:[_\-.:/][A-Za-z]+)*")
_VARIABLE = regex(r"_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PATH = regex(
    r"(?:\.{0,2}|~)/[\w.@/ -]*|[A-Za-z]:[\\/].*|[a-z_-]+(?:/[a-z_-]+)+(?:\.\w+)?"
    r"|[\w./-]+\.(?:txt|json|ya?ml|pem|key|crt|env|ini|cfg|toml|py|html?|xml|csv|db|log|gpg|asc|p12|pfx|jks|conf|php|js)"
)
_PATTERN = regex(r"\(\?|\[a-z|\[A-Z|\[0-9|\\[dwsSWDb]|\.\*|\.\+|\[\^|\{\d+,|^\^.*\$\Z")
_DOTTED = regex(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+(?::\w+)?")
_HASH = regex(r"\$?\w+\$.*\$.*|(?:sha\d*|md5|pbkdf2)\w*[:$].*|\{\w+\}.*")
_URL = regex(r"[a-z][a-z0-9+.-]*:(?://|\w+:)", re.IGNORECASE)
# A public key in DER begins with its length and the number of its algorithm: RSA, or elliptic curves.
_PUBLIC_KEY = regex(r"MI[GI][\w+/]{1,4}(?:A0GCSqGSIb3DQEBAQUAA4|ANBgkqhkiG9w0BAQEFAAOC)|MF[kI]wEw|MH[Yw]wEA")
_NUMBERED = regex(r"v?\d+(?:[.:/-]\d+)+|(?:0x|#)[0-9a-fA-F]{1,8}")
_NAMED_NUMBER = regex(r"(?P<word>[a-z]+)[_-]?\d{1,2}|[A-Z]{1,4}\d{1,4}")
_SLUG = regex(r"[a-z]+\d{0,2}(?:[-_.][a-z]+\d{0,2})+")
_LABELS = PASSWORDS | {"key", "token", "pass", "auth", "credential", "credentials"}
_PHRASE = regex(r"(?!.*\b(?:your|the|a|enter|is|for|of|no|not|must|pass\w*)\b)[a-z]{3,}(?: [a-z]{3,}){3,}")
_DRAWN = regex(r"[0-9a-f]{32,128}|[0-9A-F]{32,128}|(?=\D*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[\w+/-]{24,}={0,2}")
_HEXADECIMAL = regex(r"[0-9a-fA-F]+")
_AROUND = (ord("9"), ord("0"))
_OPTION = regex(r"--?[a-z][\w-]*=?")


class Likelihood(enum.IntEnum):
    """What a text looks like: no secret, words that name one, a word, a word with digits, random, or drawn letters."""

    NONE = 0
    LABEL = 1
    WORD = 2
    MIXED = 3
    RANDOM = 4
    DRAWN = 5


def likelihood(text: str, name: str = "") -> Likelihood:
    """Weigh a text that a name with a secret holds."""
    if _PHRASE.fullmatch(text) and words_in(name)[-1:] == ["passphrase"]:
        return Likelihood.MIXED
    if not text.isascii() or len(text) > LONGEST or re.search(r"\s", text) or len(set(text)) == 1:
        return Likelihood.NONE
    if is_something_else(text) or PLACEHOLDERS.search(text):
        return Likelihood.NONE
    # Labels say the name again, or only that here is a secret.
    letters = re.sub(r"[^a-z0-9]", "", text.lower())
    if letters in {"", re.sub(r"[\W_]", "", name.lower())} or not ORDINARY.isdisjoint((letters, text.lower())):
        return Likelihood.NONE
    return _of_words(text) if _WORDS.fullmatch(text) else _of_mixture(text)


def is_something_else(text: str) -> bool:
    """Recognise paths, patterns, addresses, hashes, names of variables and modules, options and versions."""
    is_other = any(kind.fullmatch(text) for kind in (_VARIABLE, _PATH, _DOTTED, _HASH, _NUMBERED, _OPTION))
    return is_other or bool(_URL.match(text) or _PUBLIC_KEY.match(text) or _PATTERN.search(text))


def is_hash(text: str) -> bool:
    """Recognise what is kept of a password: `$2b$12$...`, `pbkdf2_sha256$...`, `{SSHA}...`."""
    return _HASH.fullmatch(text) is not None


def _of_words(text: str) -> Likelihood:
    """Weigh letters: words of a label are none, made-up words are, and letters without words may be random."""
    humps = words_in(text)
    if len(text) >= LONG and len(text) / len(humps) < _SHORT_HUMP:
        return Likelihood.RANDOM
    if len(humps) > 1 and not _LABELS.isdisjoint(humps):
        return Likelihood.WORD if not MADE_UP.isdisjoint(humps) else Likelihood.LABEL
    return Likelihood.WORD


def is_drawn(text: str) -> bool:
    """Tell whether a machine drew the letters: no word and no run such as `12345` is among them."""
    if not _DRAWN.fullmatch(text) or entropy(text) < ENTROPY or has_run(text):
        return False
    return bool(_HEXADECIMAL.fullmatch(text)) or len(text) / len(words_in(text)) < _SHORT_HUMP


def has_run(text: str) -> bool:
    """Tell whether letters follow each other as on a keyboard or in the alphabet: nobody draws `abcdef`, `111111`."""
    codes = [ord(letter) for letter in text.lower()]
    steps = "".join("=" if b == a else "+" if b == a + 1 or (a, b) == _AROUND else "." for a, b in pairwise(codes))
    return any(sign * (RUN - 1) in steps for sign in "=+")


def _of_mixture(text: str) -> Likelihood:
    if is_drawn(text):
        return Likelihood.DRAWN
    classes = sum(bool(kind.search(text)) for kind in _CLASSES)
    if _SLUG.fullmatch(text):
        return Likelihood.WORD
    has_digit = any(character.isdigit() for character in text)
    if len(text) >= LONG and entropy(text) >= ENTROPY and has_digit:
        return Likelihood.RANDOM
    if len(text) >= SHORTEST_STRONG and classes >= MANY_CLASSES and has_digit:
        return Likelihood.RANDOM
    numbered = _NAMED_NUMBER.fullmatch(text)
    if numbered and (numbered["word"] or "") in ORDINARY | {""}:
        return Likelihood.LABEL
    return Likelihood.MIXED if len(text) >= SHORTEST_MIXED and has_digit and classes >= FEW_CLASSES else Likelihood.WORD


def entropy(text: str) -> float:
    """Return the bits of Shannon's entropy for each character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())
