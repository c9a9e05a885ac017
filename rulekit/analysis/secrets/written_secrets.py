"""Which stretches of a text tell a secret, whatever the file is and whoever asks."""

import ast
from collections.abc import Iterable, Iterator

from rulekit.analysis.secrets.hardcoded import named_secrets
from rulekit.analysis.secrets.known_formats import known_secrets, without_scheme
from rulekit.analysis.secrets.notebook_secrets import command_secrets
from rulekit.analysis.secrets.plain_text import VARIABLE, literal_places, secrets_in_text
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.secrets import SHORTEST_SECRET
from rulekit.model.late import regex

Secrets = frozenset[str]
NO_SECRETS: Secrets = frozenset()

_LETTER = regex(r"[^\W_]")
_NUMBERS = regex(r"\d+(?:\s*,\s*\d+){2,}")


@question
def secrets_of_code(source: Source) -> Secrets:
    """Which stretches tell a secret that the tree shows?"""
    told = [piece for one in named_secrets(source) for piece in _pieces(source, one.named.node, one.named.text)]
    told += [piece for node, known in known_secrets(source) for piece in _pieces(source, node, known.secret)]
    told += [one.secret for one in command_secrets(source)]
    return _long_enough(line.strip() for piece in told for line in piece.splitlines())


def secrets_of_text(text: str, *, is_code: bool, words: str = "") -> Secrets:
    """Return the stretches that tell a secret in a text that is read letter by letter; `words` are those of it."""
    return _long_enough(secrets_in_text(text, is_code=is_code, words=words))


def all_literals(text: str) -> Secrets:
    """Return every text between quotes, where nobody can say which of them is secret."""
    return _long_enough(text[start:end] for start, end in literal_places(text))


def _long_enough(texts: Iterable[str]) -> Secrets:
    return frozenset(filter(_is_long_enough, texts))


def _is_long_enough(text: str) -> bool:
    return len(_LETTER.findall(text)) >= SHORTEST_SECRET


def _pieces(source: Source, node: ast.expr, text: str) -> Iterator[str]:
    """Yield a secret as it is, as Python would print it, and as it is written where that is not in one piece."""
    secret = without_scheme(text)
    yield secret
    yield repr(secret)[1:-1]
    written = source.segment(source.extent(node))
    if secret not in written:
        literals = [
            part
            for start, end in literal_places(written)
            for part in VARIABLE.split(written[start:end])
            if part and (part in secret or "\\" in part)
        ]
        is_whole = "".join(literals) == secret and all(map(_is_long_enough, literals))
        yield from () if is_whole or isinstance(node, ast.Call) else (written,)
        yield from literals
        yield from _NUMBERS.findall(written)
