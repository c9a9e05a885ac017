"""Use `secrets` module instead of `random` for generating tokens and passwords.

## Why
`random` is made for games and simulations: from the numbers that it gave, the next ones can be computed.
The shop mailed its vouchers with codes from `random.choices`.
A student who bought a dozen of them worked out the state of the generator over a weekend, and the thirteenth voucher
was redeemed before the shop had sold it.
Nothing about such a code looks wrong: it is long, it is colourful, and each one is different.
A clock, `uuid1` and `hash` are guessed even more easily.

## Instead
`secrets.token_urlsafe()` makes a token, `secrets.token_hex()` a key, and `secrets.choice(letters)` one letter of a
password.
`secrets.randbelow(n)` draws a number, and `secrets.SystemRandom()` has all other methods of `random`.
They ask the operating system, which nobody has out-guessed yet.

## When to break it
A code that protects nothing may come from anywhere: sample data, a nonce that only has to be new.
Say so at the line: `# noqa: RK504 - made-up customers for the demonstration`.

## What the check sees
- error: a value of `random`, of `numpy.random` or of a `Random()` that becomes a password, a token, a key, a one-time
  code or a session id: by the name that it gets, the key or keyword, the function that returns it.
- warning: the same for salts, nonces, pins and codes; a clock, `uuid1` or `hash` where a secret is made of it.
- advice: an identifier out of `uuid1`; all of it in tests.
- not seen: values without a telling name, and generators that other files hand in.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.syntax.naming import words_in
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.known.randomness import FRACTIONS, INSTEAD, OTHERWISE
from rulekit.model.finding import Finding, Severity, Step
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.security.insecure_random.fix import secrets_instead
from rulekit.rules.security.insecure_random.forward_taint import Purpose, is_alone
from rulekit.rules.security.insecure_random.weak_values import (
    Guessable,
    guessable_at,
    guessable_secrets,
    is_direct,
    is_hashed,
    is_small,
    picks_from_list,
    works_with_language,
)

LONGEST_NAME = 24

UUID = "uuid.uuid1"
MOMENTS = frozenset("time timestamp at when start end started ended first last since until".split())

RULE = Rule(
    code="RK504",
    name="insecure-random",
    known_as=(
        "random token",
        "cryptographic randomness",
        "guessable",
        "predictable token",
        "PRNG",
    ),
    section=Section.SECURITY,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A password, letter by letter",
            bad="""
                import random

                password = "".join(random.choice(letters) for _ in range(length))  # <- RK504
            """,
            good="""
                import secrets

                password = "".join(secrets.choice(letters) for _ in range(length))
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A voucher that is put together first and named later",
            bad="""
                import random
                import string

                drawn = random.choices(string.ascii_uppercase, k=length)  # <- RK504
                order.reset_token = "".join(drawn)
            """,
            good="""
                import secrets

                order.reset_token = secrets.token_urlsafe()
            """,
        ),
        Example(
            "A session that is known by a clock",
            bad="""
                import uuid

                session_id = str(uuid.uuid1())  # <- RK504
            """,
            good="""
                import uuid

                session_id = str(uuid.uuid4())
            """,
            fixed=True,
            asks=True,
        ),
    ),
    tempting=(
        Example(
            "A hash makes a guess longer, not harder",
            bad="""
                import hashlib
                import random

                api_key = hashlib.sha256(str(random.random()).encode()).hexdigest()  # <- RK504
            """,
            good="""
                import secrets

                api_key = secrets.token_hex()
            """,
        ),
        Example(
            "A generator of one's own is the same generator",
            bad="""
                import random

                drawing = random.Random()
                token = drawing.getrandbits(size)  # <- RK504
            """,
            good="""
                import secrets

                token = secrets.randbits(size)
            """,
        ),
    ),
    related=("hardcoded-secret",),
    references=(
        "https://docs.python.org/3/library/secrets.html",
        "https://docs.python.org/3/library/random.html",
        "https://peps.python.org/pep-0506/",
        "https://cwe.mitre.org/data/definitions/330.html",
    ),
    equivalents={"ruff": ("S311",), "bandit": ("B311",), "flake8": ("DUO102",)},
    advice_in=frozenset({"test"}),
)


@RULE.check
def guessable_secret(source: Source) -> Iterator[Finding]:
    """Find values that can be guessed and are used as secrets."""
    for found in guessable_secrets(source):
        word, owner = found.word, found.target.split(".")[-2]
        written = found.arrival.word
        name = quoted(written, LONGEST_NAME, "this secret")
        advice = INSTEAD.get(word, OTHERWISE)
        shown = word if owner == "builtins" else f"{owner}.{word}"
        steps = [Step(source.span(one), "is kept here") for one in found.arrival.path]
        here = source.span(found.arrival.node)
        yield RULE.at(
            source,
            found.call,
            f"{name} comes from `{shown}`, which can be guessed: use `{advice}`",
            severity=_severity(found),
            make_fix=partial(secrets_instead, source, found),
            steps=(*steps, Step(here, f"`{found.arrival.word}` must not be guessed")) if steps else (),
        )


@RULE.exempt
def small_number(call: ast.Call, source: Source) -> bool:
    """One number below a thousand is drawn, which could be tried out in any case."""
    found = guessable_at(source, call)
    return found is not None and is_small(source, found)


@RULE.exempt
def ready_word(call: ast.Call, source: Source) -> bool:
    """One of several ready words, keys or tokens is picked, and none is made."""
    found = guessable_at(source, call)
    return found is not None and picks_from_list(source, found)


@RULE.exempt
def piece_of_language(call: ast.Call, source: Source) -> bool:
    """The code works with a language model or its vocabulary, where a token is a piece of a text."""
    found = guessable_at(source, call)
    return found is not None and words_in(found.arrival.word)[-1:] == ["token"] and works_with_language(source)


@RULE.exempt
def fraction(call: ast.Call, source: Source) -> bool:
    """A fraction is a measure under a short name, unless it is hashed: `iv` is also a volatility, `salt` a share."""
    found = guessable_at(source, call)
    if found is None or is_hashed(source, found):
        return False
    return found.word in FRACTIONS and found.arrival.purpose is Purpose.LIGHT


@RULE.exempt
def secret_of_a_game(call: ast.Call, source: Source) -> bool:
    """A single number or word called `secret` is drawn, for others to guess."""
    found = guessable_at(source, call)
    is_secret = found is not None and words_in(found.arrival.word) == ["secret"]
    return is_secret and is_alone(source, call) and "getrandbits" not in ast.unparse(call.func)


@RULE.exempt
def more_than_a_clock(call: ast.Call, source: Source) -> bool:
    """A clock or a hash is only a part of the value, or of a value that is no password or token."""
    found = guessable_at(source, call)
    return found is not None and not found.is_drawn and not is_direct(source, found)


@RULE.exempt
def moment(call: ast.Call, source: Source) -> bool:
    """A clock gives a moment, and the name says so: `time_at_first_token`."""
    found = guessable_at(source, call)
    return found is not None and not found.is_drawn and not MOMENTS.isdisjoint(words_in(found.arrival.word)[:-1])


def _severity(found: Guessable) -> Severity:
    """An identifier out of `uuid1` is one that nobody else has, but anybody may guess; most need no more."""
    if found.target == UUID:
        return Severity.ADVICE if words_in(found.arrival.word)[-1:] == ["id"] else Severity.WARNING
    is_grave = found.is_drawn and found.arrival.purpose is Purpose.GRAVE
    return Severity.ERROR if is_grave else Severity.WARNING
