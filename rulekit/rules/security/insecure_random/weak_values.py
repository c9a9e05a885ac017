"""Guessable values that become secrets: the way from where one is drawn to a name that says so."""

import ast

from rulekit.analysis.flow.calls import calls_by_word, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.cell_links import counts_anywhere
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.naming import words_in
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.randomness import CLOCKS, LANGUAGE_LISTS, LANGUAGE_TOOLS, WEAK
from rulekit.model.late import dataclass, regex
from rulekit.rules.security.insecure_random.forward_taint import (
    Arrival,
    ForwardTaint,
    Purpose,
    has_letters,
    is_alone,
    purpose,
    words_of_names,
)

SMALLEST = 1_000
_SECRETIVE = (
    *(
        "token",
        "passw",
        "pwd",
        "passcode",
        "passphrase",
        "kennwort",
        "secret",
        "otp",
        "nonce",
        "psk",
        "salt",
        "captcha",
    ),
    *("csrf", "session", "_key", "apikey", "_code", "_link", "_id", "iv =", "iv=", "pin =", "pin=", '"iv"', '"pin"'),
)
_EDGES = '= "'
_LETTER = regex(r"[\w-]")
_TAKERS = ("hmac", "jwt", "pbkdf2", "bcrypt", "Fernet")
# Long runs of letters, such as data in base64, are looked at once, and not again from each of their letters.
_NAMES_SECRETS = rf"(?<![\w-])[\w-]*(?i:{'|'.join((*_SECRETIVE, *_TAKERS))})[\w-]*"
_STALE_WORDS = frozenset("time time_ns hash now utcnow".split())
_STALE = CLOCKS | {"builtins.hash"}
_DRAWN_TARGETS = WEAK - _STALE
_STRONG = ("secrets.", "uuid.uuid4", "os.urandom")
_WHOLE = frozenset({"randint", "randrange", "integers", "random_integers"})
_PICKING = frozenset({"choice", "choices", "sample"})
_HEAVY = tuple("password passwd pwd otp session_id csrf csrf_token reset_token api_key secret_key auth_token".split())


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


@question
def guessable_secrets(source: Source) -> tuple[Guessable, ...]:
    """Which guessable values become secrets? The gravest use of each."""
    drawn = _DRAWN_TARGETS if "random" in vocabulary(source) or "uuid1" in vocabulary(source) else frozenset()
    targets = drawn if _STALE_WORDS.isdisjoint(calls_by_word(source)) else drawn | _STALE
    calls = [*calls_to(source, targets)]
    # `map(random.choice, alphabets)` draws by a function that it is handed.
    mappings = (call for call in calls_by_word(source).get("map", ()) if call.args)
    calls += [(call, str(name)) for call in mappings if (name := names(source).resolve(call.args[0])) in targets]
    if not calls or not names_secrets(source):
        return ()
    guessable: list[Guessable] = []
    for call, target in calls:
        taint = ForwardTaint(source)
        arrivals = [*taint.shuffled(call)] if target.endswith(".shuffle") else [*taint.from_(call)]
        if arrivals:
            guessable.append(Guessable(call, target, max(arrivals, key=lambda arrival: arrival.purpose)))
    return tuple(guessable)


@counts_anywhere(_NAMES_SECRETS)
@question
def names_secrets(source: Source) -> bool:
    """Does any word in the text say that nobody may guess what it stands for?"""
    words = vocabulary(source)
    if any(word in words for word in _TAKERS):
        return True
    small_words = words.lower() + "\n"
    hints = [hint for hint in _SECRETIVE if hint in small_words or f"{hint.strip(_EDGES)}\n" in small_words]
    text = "\n".join((source.text, *source.parsed.said)) if hints else ""
    small = text.lower()
    return any(purpose(word) is not Purpose.NONE for hint in hints for word in _words_with(hint, text, small))


def _words_with(hint: str, text: str, small: str) -> set[str]:
    """Give the whole words of a text that hold a hint."""
    found: set[str] = set()
    place = small.find(hint)
    while place >= 0 and len(small) == len(text):
        start, end = place, place + len(hint.rstrip(_EDGES))
        while start and _LETTER.match(text, start - 1):
            start -= 1
        while _LETTER.match(text, end):
            end += 1
        found.add(text[start:end].strip('"'))
        place = small.find(hint, max(end, place + 1))
    return found


def guessable_at(source: Source, call: ast.Call) -> Guessable | None:
    """Find what is known of one call."""
    return next((guessable for guessable in guessable_secrets(source) if guessable.call is call), None)


def is_small(source: Source, guessable: Guessable) -> bool:
    """Tell whether a whole number below a thousand is drawn, once."""
    if guessable.word not in _WHOLE or not guessable.call.args or not is_alone(source, guessable.call):
        return False
    bounds = [constant(source, one) for one in guessable.call.args[:2]]
    return isinstance(bounds[-1], int) and bounds[-1] < SMALLEST


def picks_from_list(source: Source, guessable: Guessable) -> bool:
    """Tell whether one of several ready words or keys is picked, rather than letters for a new one."""
    call = guessable.call
    if guessable.word not in _PICKING or not call.args or names(source).resolve(guessable.call.func) == "builtins.map":
        return False
    if is_alone(source, call) and guessable.word == "choice":
        return not has_letters(source, call.args[0])
    return any(LANGUAGE_LISTS.search(word) for word in words_of_names(call.args[0]))


def is_hashed(source: Source, guessable: Guessable) -> bool:
    """Tell whether the secret is a hash of the value, as nobody hashes what is measured."""
    around = (node for node in source.ancestors(guessable.call) if node is not guessable.arrival.node)
    calls = (node for node in around if isinstance(node, ast.Call))
    return any((names(source).resolve(call.func) or "").startswith("hashlib.") for call in calls)


@question
def works_with_language(source: Source) -> bool:
    """Does the code deal with words of a language, where a token is a piece of text?"""
    return bool(LANGUAGE_TOOLS.search(source.text))


def is_direct(source: Source, guessable: Guessable) -> bool:
    """Tell whether a secret is made of nothing but a clock or a hash: no key or other value goes into it."""
    if guessable.arrival.path or guessable.arrival.purpose is not Purpose.GRAVE:
        return False
    words = words_in(guessable.arrival.word)
    is_token = guessable.target != "builtins.hash" and words[-1:] == ["token"]
    value = getattr(source.statement(guessable.call), "value", None)
    if value is None or not (is_token or "_".join(words).endswith(_HEAVY)):
        return False
    inner = {*walk(guessable.call)}
    for name in (node for node in walk(value) if isinstance(node, ast.Name) and node not in inner):
        function: ast.AST = name
        while isinstance(source.parents.get(function), ast.Attribute):
            function = source.parents[function]
        call = source.parents.get(function)
        is_own = not isinstance(call, ast.Call) or call.func is not function
        if is_own or (names(source).resolve(function) or "").startswith(_STRONG):
            return False
    return True
