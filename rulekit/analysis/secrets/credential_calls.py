"""Which calls put a value and the name of a secret together: `getenv("API_KEY", "...")`, `login("anna", "...")`."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import calls_by_word, words_for
from rulekit.analysis.secrets.secret_names import secrecy
from rulekit.analysis.secrets.targets import Named, Place, name_of, text_argument
from rulekit.analysis.syntax.source import Source

_PAIRED = {"setdefault": 0, "putenv": 0, "setenv": 0, "setattr": 1}
_ASKING = frozenset("getenv get pop config env str getattr".split())
_DEFAULTING = sorted(_ASKING | frozenset("add_argument option Option Argument Field".split()))
_DEFAULTS = frozenset({"default", "fallback"})
_PASSWORD_THIRD = 2
_ENOUGH = 2
_LOGINS = {
    **dict.fromkeys("login log_in sign_in signin authenticate basic_auth".split(), 1),
    **dict.fromkeys("BasicAuth HTTPBasicAuth HTTPDigestAuth HTTPProxyAuth".split(), 1),
    **dict.fromkeys("set_password check_password pass_".split(), 0),
}


def named_in_calls(source: Source) -> Iterator[Named]:
    """Yield the values that calls put together with the name of a secret."""
    yield from _paired(source)
    yield from _defaulted(source)
    yield from _compared(source)


def _paired(source: Source) -> Iterator[Named]:
    """Find `os.environ.setdefault("API_KEY", value)` and `setattr(shop, "password", value)`."""
    by_word = calls_by_word(source)
    for word, place in _PAIRED.items():
        for call in by_word.get(word, ()):
            if len(call.args) > place + 1 and secrecy(name := text_argument(call, place)):
                yield call.args[place + 1], name, Place.ASSIGNED, False


def _defaulted(source: Source) -> Iterator[Named]:
    """Find values that step in where nobody gave one: `os.getenv("API_KEY", value)`."""
    by_word = calls_by_word(source)
    for word in _DEFAULTING:
        for call in (call for other in words_for(source, frozenset({word})) for call in by_word.get(other, ())):
            if not call.keywords and len(call.args) < _ENOUGH:
                continue
            default = next((keyword.value for keyword in call.keywords if keyword.arg in _DEFAULTS), None)
            place = int(word == "getattr")
            if default is None and word in _ASKING and len(call.args) > place + 1:
                default = call.args[place + 1]
            if default is not None and (name := _name_asked_for(call)):
                yield default, name, Place.FALLBACK, False


def _name_asked_for(call: ast.Call) -> str:
    texts = (text_argument(call, place).lstrip("-") for place in range(len(call.args)))
    return next((text for text in texts if secrecy(text)), "")


def typed_in(source: Source) -> Iterator[Named]:
    """Yield the passwords that their place tells, as in `login(user, password)`."""
    by_word = calls_by_word(source)
    for word, place in _LOGINS.items():
        for call in by_word.get(word, ()):
            if len(call.args) > place:
                yield call.args[place], "password", Place.ARGUMENT, True
    for call in by_word.get("connect", ()):
        if len(call.args) > _PASSWORD_THIRD:
            yield call.args[_PASSWORD_THIRD], "password", Place.ITEM, False


def _compared(source: Source) -> Iterator[Named]:
    """Find what is compared by `compare_digest`."""
    by_word = calls_by_word(source)
    for call in by_word.get("compare_digest", ()):
        if len(call.args) > 1:
            for side, other in (call.args[:2], call.args[1::-1]):
                if secrecy(name_of(side)):
                    yield other, name_of(side), Place.COMPARED, False
