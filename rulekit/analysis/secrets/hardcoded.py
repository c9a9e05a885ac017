"""Which texts that belong to the name of a secret are secrets, by their names and looks together."""

import ast
import re
from typing import NamedTuple

from rulekit.analysis.secrets.known_formats import is_empty_login, known_secret, known_secrets, without_scheme
from rulekit.analysis.secrets.likelihood import Likelihood, has_run, is_something_else, likelihood
from rulekit.analysis.secrets.named_strings import NamedString, Place, named_strings
from rulekit.analysis.secrets.secret_names import Secrecy, secrecy
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.secrets import PLACEHOLDERS, SHORTEST_SECRET, UNFILLED


class NamedSecret(NamedTuple):
    """A text that belongs to the name of a secret; it is sure to be one by its looks, or only likely."""

    named: NamedString
    is_sure: bool


@question
def named_secrets(source: Source) -> tuple[NamedSecret, ...]:
    """Which texts belong to a name such as `password`? Known formats are left to `known_secrets`."""
    found: dict[ast.expr, NamedSecret] = {}
    told = {node for node, _ in known_secrets(source)}
    for named in named_strings(source):
        is_known = known_secret(named.text) is not None
        if named.node not in found and not (is_known and not told.isdisjoint(walk(named.node))):
            looks = _looks(named)
            if is_known or looks >= _least(named):
                is_sure = looks >= Likelihood.MIXED and named.place is not Place.FALLBACK and not has_run(named.text)
                found[named.node] = NamedSecret(named, is_known or (is_sure and _kind(named) > Secrecy.WEAK))
    return tuple(found.values())


def is_secret(name: str, text: str, place: Place) -> bool:
    """Tell whether a text that belongs to a name, by whatever sign, is a secret."""
    named = NamedString(ast.Constant(text), text, name, place)
    return bool(secrecy(name)) and _looks(named) >= _least(named)


def _looks(named: NamedString) -> Likelihood:
    text = without_scheme(named.text)
    if is_empty_login(named.text):
        return Likelihood.NONE
    looks = likelihood(text, named.name)
    return max(looks, Likelihood.WORD) if named.is_reserved and _fills(named, text) else looks


def _fills(named: NamedString, text: str) -> bool:
    """Tell whether a text, however weak, fills a place for a secret, rather than say where the secret is."""
    letters = re.sub(r"[\W_]", "", text)
    is_label = named.place is not Place.RESERVED and letters.lower() == re.sub(r"[\W_]", "", named.name.lower())
    is_left_open = UNFILLED.search(text) or (is_something_else(text) and not PLACEHOLDERS.search(text))
    return len(letters) >= SHORTEST_SECRET and "\n" not in text and not is_label and not is_left_open


def _least(named: NamedString) -> Likelihood:
    """Tell how much a text must look like a secret, given its name and its place."""
    kind = _kind(named)
    if kind is Secrecy.KEY:
        return Likelihood.DRAWN
    is_half = kind is Secrecy.WEAK or named.name.lower().endswith("pass")
    if named.place is Place.COMPARED and not is_half:
        return Likelihood.LABEL if kind is Secrecy.PASSWORD else Likelihood.WORD
    is_typed = named.is_paired or named.place not in {Place.ITEM, Place.COMPARED}
    return Likelihood.WORD if kind is Secrecy.PASSWORD and is_typed else Likelihood.MIXED


def _kind(named: NamedString) -> Secrecy:
    """Weigh the name; beside the name of a user, `pass` is a password, and a place may say more than the name."""
    kind = secrecy(named.name)
    is_password = kind is Secrecy.WEAK and named.is_paired and named.name.lower().endswith("pass")
    return Secrecy.PASSWORD if is_password or named.is_reserved else kind
