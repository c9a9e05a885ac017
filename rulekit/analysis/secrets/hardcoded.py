"""Which texts that belong to the name of a secret are secrets, by their names and looks together."""

import ast
import re
from typing import NamedTuple

from rulekit.analysis.notebooks.cell_parsing import CommandLine, command_lines
from rulekit.analysis.secrets.known_formats import is_empty_login, known_secret, without_scheme
from rulekit.analysis.secrets.likelihood import Likelihood, likelihood
from rulekit.analysis.secrets.named_strings import NamedString, Place, named_strings
from rulekit.analysis.secrets.secret_names import Secrecy, secrecy
from rulekit.analysis.syntax.source import Source, question

_COMMAND = re.compile(
    r"(?:%(?:set_)?env\s+(?P<name>\w+)(?:\s*=\s*|\s+)|!\s*(?:export|set|setx)\s+(?P<other>\w+)[= ])(?P<text>.+)",
    re.DOTALL,
)


class CommandSecret(NamedTuple):
    """A line of a notebook, the variable that it sets, and the secret."""

    line: CommandLine
    name: str
    text: str


@question
def command_secrets(source: Source) -> tuple[CommandSecret, ...]:
    """Which secrets do lines of the notebook give to variables of the environment?"""
    found: list[CommandSecret] = []
    for line in command_lines(source):
        if match := _COMMAND.match(line.text):
            name, text = match["name"] or match["other"], match["text"].strip().strip("\"'")
            if known_secret(text) or (secrecy(name) and likelihood(text, name) >= Likelihood.MIXED):
                found.append(CommandSecret(line, name, text))
    return tuple(found)


class NamedSecret(NamedTuple):
    """A text that belongs to the name of a secret; it is sure to be one by its looks, or only likely."""

    named: NamedString
    is_sure: bool


@question
def named_secrets(source: Source) -> tuple[NamedSecret, ...]:
    """Which texts belong to a name such as `password`? Known formats are left to `known_secrets`."""
    found: dict[ast.expr, NamedSecret] = {}
    for named in named_strings(source):
        is_known = known_secret(named.text) is not None
        if named.node not in found and not (is_known and isinstance(named.node, ast.Constant)):
            looks = _looks(named)
            if is_known or looks >= _least(named):
                is_sure = looks >= Likelihood.MIXED and named.place is not Place.FALLBACK
                found[named.node] = NamedSecret(named, is_known or (is_sure and _kind(named) is not Secrecy.WEAK))
    return tuple(found.values())


def is_secret(name: str, text: str, place: Place) -> bool:
    """Tell whether a text that belongs to a name, by whatever sign, is a secret."""
    named = NamedString(ast.Constant(text), text, name, place)
    return bool(secrecy(name)) and _looks(named) >= _least(named)


def _looks(named: NamedString) -> Likelihood:
    return Likelihood.NONE if is_empty_login(named.text) else likelihood(without_scheme(named.text), named.name)


def _least(named: NamedString) -> Likelihood:
    """Tell how much a text must look like a secret, given its name and its place."""
    kind = _kind(named)
    is_half = kind is Secrecy.WEAK or named.name.lower().endswith("pass")
    if named.place is Place.COMPARED and not is_half:
        return Likelihood.LABEL if kind is Secrecy.PASSWORD else Likelihood.WORD
    is_typed = named.is_paired or named.place not in {Place.ITEM, Place.COMPARED}
    return Likelihood.WORD if kind is Secrecy.PASSWORD and is_typed else Likelihood.MIXED


def _kind(named: NamedString) -> Secrecy:
    """Weigh the name; beside the name of a user, `pass` is a password."""
    kind = secrecy(named.name)
    is_password = kind is Secrecy.WEAK and named.is_paired and named.name.lower().endswith("pass")
    return Secrecy.PASSWORD if is_password else kind
