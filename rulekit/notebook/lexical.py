"""The words of Python text, read without a parser: strings, comments and brackets.

It serves text that may not parse, and text around which `ast` keeps no record of comments.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>(?:\b[rRbBfFuUtT]{1,2})?(?:
        \"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)
      | '''(?:[^\\]|\\.)*?(?:'''|\Z)
      | \"(?:[^\\\"\r\n]|\\(?:\r\n|.))*(?:\"|(?=[\r\n])|\Z)
      | '(?:[^\\'\r\n]|\\(?:\r\n|.))*(?:'|(?=[\r\n])|\Z)))
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<join>\\(?:\r\n|\r|\n))
  | (?P<newline>\r\n|\r|\n)
    """,
    re.VERBOSE | re.DOTALL,
)
COMMAND = re.compile(r"[ \t]*(?:[\w., \t\[\]\"']+=[ \t]*)?[%!?](?:\\(?:\r\n|\r|\n)|[^\r\n])*")


class Word(NamedTuple):
    """A piece of text that matters: `kind` is comment, string, open, close, join or newline."""

    kind: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Read strings, comments, brackets and line ends in order; everything else is passed over."""
    for match in TOKEN.finditer(text):
        yield Word(match.lastgroup or "", *match.span())


def logical_lines(text: str) -> Iterator[tuple[int, int]]:
    """Split a cell into its statements' lines and its commands: where each begins and ends, without the line break."""
    start = 0
    while start < len(text):
        command = COMMAND.match(text, start)
        end = command.end() if command else _statement_end(text, start)
        yield start, end
        start = end + (2 if text.startswith("\r\n", end) else 1)


def _statement_end(text: str, start: int) -> int:
    depth = 0
    for match in TOKEN.finditer(text, start):
        if match.lastgroup == "open":
            depth += 1
        elif match.lastgroup == "close":
            depth = max(depth - 1, 0)
        elif match.lastgroup == "newline" and depth == 0:
            return match.start()
    return len(text)
