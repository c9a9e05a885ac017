"""Which texts of a source are secrets by their looks, and how to speak of a secret without telling it."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.notebooks.commands import CommandLine
from rulekit.analysis.syntax.source import Source
from rulekit.known.secrets import SHAPE_STARTS
from rulekit.model.finding import Span
from rulekit.rules.security.hardcoded_secret.entropy import Shape, shape_of

SHORTEST = 12
SHOWN = 3
KEPT = 4  # a report shows so many characters of what is hidden
_SCHEME = re.compile(r"(?:Bearer|Basic|Token|token|ApiKey|apikey|Api-Key|JWT|Digest|bearer|basic) +(?=\S+\Z)")
_COMMAND = re.compile(
    r"(?:%(?:set_)?env\s+(?P<name>\w+)(?:\s*=\s*|\s+)|!\s*(?:export|set|setx)\s+(?P<other>\w+)[= ])(?P<text>.+)",
    re.DOTALL,
)


def known_shapes(source: Source) -> Iterator[tuple[ast.Constant, Shape]]:
    """Give the texts that are keys of a known make, or hold a password in an address."""
    texts = [one for one in source.nodes(ast.Constant) if one.value.__class__ is str and len(one.value) >= SHORTEST]
    for node in texts:
        text = str(node.value)
        if text[:2] in SHAPE_STARTS or "@" in text or ";" in text:
            shape = shape_of(text)
            if shape is not None:
                yield node, shape


def bare_secret(text: str) -> str:
    """Take the scheme off what stands in a header: `Bearer ...`."""
    match = _SCHEME.match(text)
    return text[match.end() :] if match else text


def assigned_in_command(command: str) -> tuple[str, str]:
    """Read `%env NAME=text` and `!export NAME=text`; anything else gives two empty texts."""
    match = _COMMAND.match(command)
    if match is None:
        return "", ""
    return match["name"] or match["other"], match["text"].strip().strip("\"'")


def masked(secret: str) -> str:
    """Show the beginning of a secret, which tells it from others and opens nothing."""
    shown = secret[: _visible(secret)]
    return f"`{shown}…`" if shown.isprintable() and "`" not in shown else "`…`"


def secret_span(source: Source, node: ast.expr, secret: str) -> Span:
    """Tell which stretch of the text a report must hide: the secret where it is written in one piece, or all of it."""
    whole = source.extent(node)
    start = source.offset(whole.line, whole.column)
    at = source.segment(whole).find(secret)
    begin = start + at + _visible(secret) - KEPT if at >= 0 else start
    return Span(*source.place(max(begin, 0)), whole.end_line, whole.end_column)


def command_span(line: CommandLine, secret: str) -> Span:
    """Tell the same for a line of a notebook that sets a variable."""
    at = line.span.column + line.text.find(secret) + _visible(secret) - KEPT
    return line.span._replace(column=max(at, 1))


def _visible(secret: str) -> int:
    return min(SHOWN, len(secret) // 2)
