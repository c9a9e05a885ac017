"""The words of a shell command, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<comment>(?<!\S)\#.*)
  | (?P<redirect>(?:(?<!\S)[\d&])?[<>]{1,2}(?:&\d?)?)
  | (?P<control>&&|\|\||[;|&])
  | (?P<word>(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|\{[^{}]*\}|\$\([^()]*\)|[^\s"'\\;&|<>])++)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r"([\"'])((?:(?!\1).)*)\1", re.DOTALL)


@dataclass(frozen=True)
class ShellWord:
    """A word or a redirection of a command: how it is written, and where it begins and ends."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """The word without its quotes."""
        return _QUOTED.sub(r"\2", self.text)

    @property
    def inner(self) -> tuple[int, int]:
        """Where it begins and ends, without quotes around all of it."""
        is_quoted = _QUOTED.fullmatch(self.text) is not None
        return self.start + is_quoted, self.end - is_quoted


def simple_commands(line: str, start: int = 0) -> Iterator[list[ShellWord]]:
    """Split a line of shell from a position on into its commands, at `;`, `&&`, `|` and the like."""
    command: list[ShellWord] = []
    for match in _TOKEN.finditer(line, start):
        kind = match.lastgroup or ""
        if kind == "comment":
            break
        if kind == "control":
            yield command
            command = []
        else:
            command.append(ShellWord(kind, match[0], *match.span()))
    yield command
