"""Secrets in a text that is read letter by letter: URLs, comments, commands, lists, code that does not parse."""

import re
from collections.abc import Iterator

from rulekit.analysis.secrets.hardcoded import is_secret
from rulekit.analysis.secrets.known_formats import KnownSecret, known_secret, without_scheme
from rulekit.analysis.secrets.likelihood import Likelihood, likelihood
from rulekit.analysis.secrets.named_strings import Place
from rulekit.analysis.secrets.secret_names import LONGEST, places_of_parts
from rulekit.known.secrets import CREDENTIALS_IN_URL, ORDINARY, SHAPE_STARTS, SHAPE_WORDS, SHAPES
from rulekit.model.late import regex

LONGEST_USER = 4  # `git` and `root` open nothing
_LOGIN = regex(
    r"://(?P<user>[^\s/:@?#\"'`<>]{0,200})"
    r"(?::(?P<password>[^\s/\"'`<>]{0,400}|(?!\d{0,5}/)[^\s\"'`<>]{0,400}?))?@(?=[\w.\[{<%$-])"
)
_NO_PASSWORD = frozenset({"", "x-oauth-basic"})
VARIABLE = regex(r"\$[A-Z_][A-Z0-9_]*|\$?\{[^{}]*\}|%\(\w+\)s|%[sr]|<[^<>]*>")
_BORDER = regex(r"\\.|\"\"\"|'''|[\"'\n]", re.DOTALL)
_LOOSE = ("a private key", "a password in a header")
_KEYS = "|".join(shape for what, shape in SHAPES.items() if what not in _LOOSE).replace(r"\Z", r"(?![\w+/=-])")
_FIRST = "".join(sorted({start[0] for start in SHAPE_STARTS if start.isalpha()}))
_ANYWHERE = regex(rf"\b(?=[{_FIRST}])(?<!-)(?:{_KEYS})")
_LONG = regex(r"[\w-]{16}")
_PRIVATE_KEY = regex(r"-----BEGIN [^-]*PRIVATE KEY[^-]*-----(?P<body>[^-]*)")
_OF_KEY = regex(r"[A-Za-z0-9+/=]{5,}")
_BEGINNING = regex(r"[\w.-]*\Z")
_NAME = regex(r"[\w.-]{0,60}+")
_QUOTED = regex(
    r"[\"'\])]{0,2}\s*+(?P<sign>:[^=\n\"']{0,80}=|[!=]?=|:|,|\b(?:or|in)\b)\s*+[(\[{]?\s*+[rbfuRBFU]{0,2}"
    r"(?P<quote>\"\"\"|\'\'\'|\"|')(?P<text>(?:\\.|(?!(?P=quote))[^\n]){1,500})"
)
_BARE = regex(
    r"(?P<sign>[ \t]*[=:](?!=)[ \t]*|[ \t]+)(?:(?:[Bb]earer|[Bb]asic|[Tt]oken)[ \t]+)?"
    r"(?P<text>[^\s\"'`;,&<>(){}\[\]]{1,200}+)(?![(\[{])"
)
_USER = regex(r"-(?<!\S-)(?:u|-(?:proxy-)?user)(?:=|[ \t]+)[\"']?[\w.@%+-]{1,100}+:(?P<text>[^\s\"':]{1,200}+)")
COMMAND = regex(r"^[ \t]*[!%].*|(?:^|\s)#.*", re.MULTILINE)
_SHELL_CELL = regex(r"^[ \t]*%%(?:bash|sh|script|system|sx|!|cmd)", re.MULTILINE)


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


def literal_places(text: str) -> Iterator[tuple[int, int]]:
    """Tell where what stands between quotes begins and ends; a single quote that nobody closes ends with its line."""
    opened, start = "", 0
    for border in _BORDER.finditer(text):
        mark = border[0]
        if not opened and mark[0] in "\"'":
            opened, start = mark, border.end()
        elif opened and mark.startswith(opened):
            yield start, border.start()
            opened = ""
        elif mark == "\n" and len(opened) == 1:
            opened = ""


def known_in_text(text: str) -> Iterator[KnownSecret]:
    """Yield the keys of a known make, and the passwords in URLs, that a text tells; a key in a URL is a key."""
    likely = (*_ANYWHERE.finditer(text), *_PRIVATE_KEY.finditer(text)) if _LONG.search(text) else ()
    urls = CREDENTIALS_IN_URL.finditer(text) if "://" in text and "@" in text else ()
    known = (known_secret(match[0]) for match in (*likely, *urls))
    told: dict[str, KnownSecret] = {}
    for secret in known:
        if secret:
            told.setdefault(secret.secret, secret)
    yield from told.values()


def secrets_in_text(text: str, *, is_code: bool, words: str = "") -> Iterator[str]:
    """Yield the secrets that a text tells; `words` has each of its words once, for a quick look.

    In what `is_code`, words without quotes count in strings, comments and commands only: a tree tells the rest.
    """
    logins = (text[start:end] for start, end in logins_in(text))
    yield from (login for login in logins if login.lower() not in ORDINARY)
    if _LONG.search(text):
        likely = _ANYWHERE.finditer(text) if SHAPE_WORDS.search(words or text) else ()
        known = (known_secret(match[0]) for match in likely)
        yield from (found.secret for found in known if found)
        for key in _PRIVATE_KEY.finditer(text):
            yield from _OF_KEY.findall(key["body"])
    bare = [match for match in _USER.finditer(text) if is_secret("password", match["text"], Place.ITEM)]
    for at in places_of_parts(text):
        if match := _NAME.match(text, at):
            yield from _quoted(text, match, is_code=is_code)
            bare += _bare(text, match)
    if bare and is_code and not _SHELL_CELL.search(text):
        spans = [*(one.span() for one in COMMAND.finditer(text)), *literal_places(text)]
        bare = [one for one in bare if any(start <= one.start() and one.end() <= end for start, end in spans)]
    yield from (match["text"] for match in bare)


def _quoted(text: str, name: re.Match[str], *, is_code: bool) -> Iterator[str]:
    """Yield what stands in quotes behind the name of a secret: `password = "..."`, `"api_key": "..."`."""
    if match := _QUOTED.match(text, name.end()):
        place = Place.ITEM if is_code or not match["sign"].endswith("=") else Place.ASSIGNED
        is_closed = text.startswith(match["quote"], match.end())
        held = match["text"] if is_closed else match["text"].partition(" ")[0]
        whole = _whole(text, name)
        yield from (without_scheme(part) for part in VARIABLE.split(held) if is_secret(whole, part, place))


def _bare(text: str, name: re.Match[str]) -> Iterator[re.Match[str]]:
    """Find what stands behind the name of a secret without quotes: `--token ...`, `Authorization: Bearer ...`."""
    if match := _BARE.match(text, name.end()):
        whole = _whole(text, name)
        is_told = whole.startswith("-") or match["sign"].strip() or likelihood(match["text"]) >= Likelihood.RANDOM
        if is_told and is_secret(whole, match["text"], Place.ITEM):
            yield match


def _whole(text: str, name: re.Match[str]) -> str:
    """Return the name with the words before the one that tells: `shop-api-key` for `key`."""
    before = _BEGINNING.search(text, max(name.start() - LONGEST, 0), name.start())
    return (before[0] if before else "") + name[0]
