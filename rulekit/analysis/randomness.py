"""Guessable values that become secrets: the way from where one is drawn to a name that says so."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rulekit.analysis.calling import calls_to
from rulekit.analysis.constants import constant
from rulekit.analysis.populations import is_alone, speaks_of_language, speaks_of_letters
from rulekit.analysis.secretnames import words_in
from rulekit.analysis.secretpurpose import Purpose
from rulekit.analysis.source import Source
from rulekit.analysis.spreading import Arrival, Spread
from rulekit.known.randomness import CLOCKS, FRACTIONS, LANGUAGE_TOOLS, WEAK

SMALLEST = 1_000
_DRAWN = re.compile(r"random|uuid1|\brng\b")
_SECRET = re.compile(
    r"token|passw|pwd|passcode|passphrase|kennwort|secret|otp|nonce|salt|captcha|csrf|session_?id|[^a-z]pins?[^a-z]"
    r"|[^a-z]iv[^a-z]|[_-](?:key|code|codes|link|hash)|(?:key|code|api|link)[^a-z]|[Cc]ode\b|[Ss]essionid",
    re.IGNORECASE,
)
_WORDS = ("random", "uuid1", "time", "hash(")
_STALE = CLOCKS | {"builtins.hash"}
_WHOLE = frozenset({"randint", "randrange", "integers", "random_integers"})
_PICKING = frozenset({"choice", "choices", "sample"})
_HEAVY = frozenset(
    "password passwd pwd otp session_id csrf csrf_token reset_token api_key secret_key auth_token".split()
)


@dataclass(frozen=True)
class Guessable:
    """A call whose value can be guessed, what it calls, and where the value is used as a secret."""

    call: ast.Call
    target: str
    arrival: Arrival

    @property
    def word(self) -> str:
        """The last word of what is called: `choice`."""
        return self.target.rpartition(".")[2]

    @property
    def is_drawn(self) -> bool:
        """Whether the value is drawn, rather than read off a clock or computed from something known."""
        return self.target not in _STALE


def guessable_secrets(source: Source) -> tuple[Guessable, ...]:
    """Question: which guessable values become secrets? The gravest use of each."""
    if not any(word in source.text for word in _WORDS) or not _SECRET.search(source.text):
        return ()
    found: list[Guessable] = []
    targets = WEAK if _DRAWN.search(source.text) else _STALE
    for call, target in calls_to(source, targets):
        spread = Spread(source)
        arrivals = [*spread.shuffled(call)] if target.endswith(".shuffle") else [*spread.from_(call)]
        if arrivals:
            found.append(Guessable(call, target, max(arrivals, key=lambda one: one.purpose)))
    return tuple(found)


def guessable_at(source: Source, call: ast.Call) -> Guessable | None:
    """Find what is known of one call."""
    return next((one for one in source.ask(guessable_secrets) if one.call is call), None)


def is_small(source: Source, guessable: Guessable) -> bool:
    """Tell whether a whole number below a thousand is drawn, once."""
    if guessable.word not in _WHOLE or not guessable.call.args or not is_alone(source, guessable.call):
        return False
    bounds = [constant(source, one) for one in guessable.call.args[:2]]
    return isinstance(bounds[-1], int) and bounds[-1] < SMALLEST


def is_fraction(guessable: Guessable) -> bool:
    """Tell whether a fraction is drawn, which only text makes a secret of."""
    return guessable.word in FRACTIONS


def picks_from_list(source: Source, guessable: Guessable) -> bool:
    """Tell whether one of several ready words or keys is picked, rather than letters for a new one."""
    call = guessable.call
    if guessable.word not in _PICKING or not call.args:
        return False
    if is_alone(source, call) and guessable.word == "choice":
        return not speaks_of_letters(source, call.args[0])
    return speaks_of_language(call.args[0])


def works_with_language(source: Source) -> bool:
    """Question: does the code deal with words of a language, where a token is a piece of text?"""
    return bool(LANGUAGE_TOOLS.search(source.text))


def is_direct(source: Source, guessable: Guessable) -> bool:
    """Tell whether a secret is made of nothing but a clock or a hash: no key or other value goes into it."""
    if guessable.arrival.way or guessable.arrival.purpose is not Purpose.GRAVE:
        return False
    words = words_in(guessable.arrival.word)
    if not any("_".join(words).endswith(one) for one in _HEAVY):
        return guessable.target != "builtins.hash" and words[-1:] == ["token"] and _is_only(source, guessable)
    return _is_only(source, guessable)


def _is_only(source: Source, guessable: Guessable) -> bool:
    statement = source.statement(guessable.call)
    value = getattr(statement, "value", None)
    inner = {*ast.walk(guessable.call)}
    loose = [node for node in ast.walk(value) if isinstance(node, ast.Name) and node not in inner] if value else []
    parents = source.parents
    return bool(value) and all(_is_function(parents, one) for one in loose)


def _is_function(parents: Mapping[ast.AST, ast.AST], name: ast.Name) -> bool:
    around: ast.AST = name
    while isinstance(parents.get(around), ast.Attribute):
        around = parents[around]
    call = parents.get(around)
    return isinstance(call, ast.Call) and call.func is around
