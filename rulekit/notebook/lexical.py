"""A lexer: strings, comments and brackets of Python text, and the logical lines of a cell.

It serves text that may not parse, and text around which `ast` keeps no record of comments.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rulekit.model.late import regex

LINE_END = regex(r"\r\n|\r|\n")
TOKEN = regex(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>(?:\b[rRbBfFuUtT]{1,2})?(?:
        \"\"\"(?:[^\\\"]|\\.|\"(?!\"\"))*+(?:\"\"\"|\Z)
      | '''(?:[^\\']|\\.|'(?!''))*+(?:'''|\Z)
      | \"(?:[^\\\"\r\n]|\\(?:\r\n|.))*+\"?
      | '(?:[^\\'\r\n]|\\(?:\r\n|.))*+'?))
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<join>\\(?:\r\n|\r|\n))
  | (?P<newline>\r\n|\r|\n)
  | (?P<assign>(?<![=!<>:+\-*/%&|^@])=(?!=))
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = regex(r"[ \t\f]*(?=[%!?]|(?:[,;][ \t]*|/)[^\W\d])")
_ASSIGNED = regex(r"(?:[ \t]|\\(?:\r\n|\r|\n))*(?=!|%[ \t]*[^\W\d])")
_REST = regex(r"(?:\\(?:\r\n|\r|\n)|[^\r\n])*")


class Word(NamedTuple):
    """A piece of text that matters: `kind` is comment, string, open, close, join, newline or assign."""

    kind: str
    start: int
    end: int


class Line(NamedTuple):
    """The lines of one statement, without the last line break; `command` is where a command begins in it, or -1."""

    start: int
    end: int
    command: int


def words(text: str) -> Iterator[Word]:
    """Read strings, comments, brackets and line ends in order; everything else is passed over."""
    for match in TOKEN.finditer(text):
        yield Word(match.lastgroup or "", *match.span())


def logical_lines(text: str) -> Iterator[Line]:
    """Split a cell into its statements and its commands, as IPython does."""
    start = 0
    while start < len(text):
        escape = _ESCAPE.match(text, start)
        line = _commanded(text, start, escape.end()) if escape else _statement(text, start)
        yield line
        start = line.end + (2 if text.startswith("\r\n", line.end) else 1)


def _commanded(text: str, start: int, command: int) -> Line:
    rest = _REST.match(text, command)
    return Line(start, rest.end() if rest else command, command)


def _statement(text: str, start: int) -> Line:
    """Find the end of a statement; one that assigns what a command gives, or asks for help, holds a command."""
    depth, assigns, last = 0, 0, start
    for match in TOKEN.finditer(text, start):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "assign" and depth == 0:
            assigns += 1
            if assigns == 1 and (sign := _ASSIGNED.match(text, match.end())):
                return _commanded(text, start, sign.end())
        elif kind == "newline" and depth == 0:
            return _asked(text, start, match.start(), last)
        last = match.end()
    return _asked(text, start, len(text), last)


def _asked(text: str, start: int, end: int, last: int) -> Line:
    """Take `orders.total?` for a command, but not a string or comment that ends so."""
    if last == end or text[end - 1] != "?":
        return Line(start, end, -1)
    return Line(start, end, end - len(text[start:end].lstrip()))
