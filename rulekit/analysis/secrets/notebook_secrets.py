"""Secrets in those parts of a notebook that are no Python: commands, magics, cells in other languages, outputs."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rulekit.analysis.notebooks.cell_parsing import SKIP_TAG, CommandLine, foreign_lines
from rulekit.analysis.secrets.hardcoded import is_secret
from rulekit.analysis.secrets.known_formats import KnownSecret, known_secret
from rulekit.analysis.secrets.named_strings import Place
from rulekit.analysis.secrets.plain_text import known_in_text
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span
from rulekit.model.late import regex

_ASSIGNMENT = regex(
    r"(?:^|[\s;&|!]|--)(?P<name>[A-Za-z_][\w-]*)=[\"']?(?P<text>[^\s\"'&;|]+)"
    r"|%(?:set_)?env\s+(?P<magic>\w+)\s+(?:=\s*)?(?P<set>\S.*)|!\s*setx?\s+(?P<windows>\w+)\s+(?P<other>\S+)"
)
_HEADER = regex(r"(?:Bearer|Basic|Token|token) [^\s\"'`]+")
_LOGIN = regex(r"(?:^|\s)(?:-u|--(?:proxy-)?user)[= ]*[\"']?[\w.@+-]+:(?P<text>[^\s\"':]+)")


class CommandSecret(NamedTuple):
    """A secret in a line that is no Python: where it stands, what it is, and the variable that it is given to."""

    span: Span
    secret: str
    what: str = ""
    name: str = ""


@question
def command_secrets(source: Source) -> tuple[CommandSecret, ...]:
    """Which secrets stand in commands, magics, and cells in other languages? One for each line."""
    lines, found = foreign_lines(source), []
    for line, below in pairwise((*lines, CommandLine(Span(0, 0, 0, 0), ""))):
        # A private key is told by its first line and the letters below it.
        is_head = line.text.rstrip().endswith("PRIVATE KEY-----")
        if secret := next(_secrets_of_line(line.text + below.text * is_head), None):
            found.append(secret._replace(span=line.span))
    return tuple(found)


def _secrets_of_line(text: str) -> Iterator[CommandSecret]:
    nowhere = Span(1, 1, 1, 1)
    headers = (known_secret(header[0]) for header in _HEADER.finditer(text))
    known = [*known_in_text(text), *(found for found in headers if found)]
    yield from (CommandSecret(nowhere, one.secret, one.what) for one in known if not one.is_of_manual)
    for match in _ASSIGNMENT.finditer(text):
        name = match["name"] or match["magic"] or match["windows"]
        secret = (match["text"] or match["set"] or match["other"]).strip().strip("\"'")
        if is_secret(name, secret, Place.ITEM):
            yield CommandSecret(nowhere, secret, name=name)
    for login in _LOGIN.finditer(text):
        if is_secret("password", login["text"], Place.ITEM):
            yield CommandSecret(nowhere, login["text"], "a password")


@question
def output_secrets(source: Source) -> tuple[tuple[Span, KnownSecret], ...]:
    """Which keys of a known make do stored outputs show? Each once a cell."""
    shown = ((span, known) for span, text in _stored_outputs(source) for known in known_in_text(text))
    return tuple(dict.fromkeys((span, known) for span, known in shown if not known.is_of_manual))


def _stored_outputs(source: Source) -> Iterator[tuple[Span, str]]:
    """Yield the texts of outputs, each with the first line of its cell."""
    cells = source.cells
    for cell, offset in zip(cells.cells, cells.offsets, strict=True) if cells else ():
        first = (split_lines(cell.text) or [""])[0]
        span = Span(offset + 1, 1, offset + 1, len(first) + 1)
        yield from ((span, text) for text in (cell.outputs if SKIP_TAG not in cell.tags else ()))
