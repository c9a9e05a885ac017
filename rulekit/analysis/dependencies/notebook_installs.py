"""What the cells of a notebook install: `%pip install`, `!pip install`, `%conda install`, and shell cells."""

import re
from collections.abc import Iterator
from dataclasses import replace

from rulekit.analysis.dependencies.conda import read_conda
from rulekit.analysis.dependencies.requirement import (
    JOIN,
    LOGICAL,
    Pin,
    Requirement,
    read_requirement,
    read_requirements,
    span_between,
)
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.model.finding import Span
from rulekit.model.late import dataclass, regex
from rulekit.notebook.magics import translate

_SIGN = regex(
    r"(?:[\w.,\s\[\]\"']+=\s*)?(?:%(?:time|sx|system|sh)\s+)?[%!]{0,2}\s*",
)
_SHELL_CELL = regex(r"(?:\s*#[^\n]*\n)*\s*%(?:%(?:bash|sh|shell|system|cmd|script\s+(?:--\S+\s+)*\S*sh)|sh)\b")
_WRITTEN = regex(r"%%(?:writefile|file)\s+(?:-a\s+|--append\s+)?\S*(?:requirements|constraints)[\w.-]*\.txt\s*$")
_PYTHON = regex(r"(.*/)?(python|pypy|py)[\d.]*(\.exe)?|\{.*executable.*\}|\$\w+")
_PIP = regex(r"(.*/)?pip[\d.]*(\.exe)?")
_CONDAS = frozenset({"conda", "mamba", "micromamba"})
_PREFIXES = frozenset({"sudo", "-H", "-E", "time", "env", "nohup", "yes"})
_VALUED = frozenset(
    "-r --requirement -i --index-url --extra-index-url --index --default-index -f --find-links -t --target --prefix"
    " --root --python --platform --python-version --implementation --abi --upgrade-strategy --no-binary --only-binary"
    " --progress-bar --proxy --timeout --default-timeout --retries --trusted-host --cert --client-cert --cache-dir"
    " --src --config-settings --global-option --log --exists-action --use-feature --report -n --name -p --channel"
    " --file --group --exclude-newer --torch-backend --only-group --link-mode".split()
)
_CONSTRAINTS = frozenset({"-c", "--constraint", "--constraints"})
_UPGRADES = regex(r"--upgrade|-[a-zA-Z]*U[a-zA-Z]*")
_DIGIT_OR_EQUAL = regex(r"=|\d")


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


@dataclass(frozen=True)
class _Line:
    """A line of shell, where it begins in its cell, where the cell's lines begin, and how many lines stand before."""

    text: str
    start: int
    starts: list[int]
    shift: int

    def place(self, first: int, last: int) -> Span:
        """Tell where a stretch of the line stands in the notebook's joined code."""
        return span_between(self.starts, self.start + first, self.start + last, self.shift)


def installed_by(text: str, shift: int) -> Iterator[Requirement]:
    """Yield what a cell installs; `shift` is the number of lines before the cell."""
    if "install" not in text and "requirements" not in text and "constraints" not in text:
        return
    head, _, body = text.partition("\n")
    if _WRITTEN.match(head):
        yield from read_requirements(body, shift + 1)
        return
    if "install" in text:
        for line in _shell_lines(text, shift):
            sign = _SIGN.match(line.text)
            for command in simple_commands(line.text, sign.end() if sign else 0):
                yield from _installed(command, line)


def _shell_lines(text: str, shift: int) -> Iterator[_Line]:
    starts = line_starts(split_lines(text))
    if _SHELL_CELL.match(text):
        pieces = [(match.start(), match[0]) for match in LOGICAL.finditer(text)]
    else:
        pieces = [(starts[command.line - 1] + command.column, command.text) for command in translate(text).commands]
    for start, piece in pieces:
        if "install" in piece and not piece.startswith("%%"):
            plain = JOIN.sub(lambda join: " " * len(join[0]), piece)
            yield _Line(plain, start, starts, shift)


def _installed(command: list[ShellWord], line: _Line) -> Iterator[Requirement]:
    arguments, is_conda = _arguments(command)
    read = read_conda if is_conda else read_requirement
    flags = [word.text for word in arguments]
    is_upgrade = not is_conda and any(_UPGRADES.fullmatch(flag) for flag in flags)
    is_constrained = not is_conda and not _CONSTRAINTS.isdisjoint(flags)
    valued = _VALUED | _CONSTRAINTS
    at = 0
    while at < len(arguments):
        word, at = arguments[at], at + 1
        if word.kind == "redirect" or word.text in valued:
            at += 1
        elif not word.text.startswith("-"):
            after = _end_of_redirection(arguments, at, line.text)
            start, end = word.inner if after == at else (word.start, arguments[after - 1].end)
            requirement = read(word.plain, line.place(start, end))
            if requirement.pin is Pin.UNREADABLE and not requirement.name:
                requirement = replace(requirement, pin=Pin.UNKNOWN)
            if after > at:
                requirement = replace(requirement, text=line.text[start:end], pin=Pin.REDIRECTED)
            at = after
            yield replace(requirement, upgrade=is_upgrade, constrained=is_constrained)


def _arguments(command: list[ShellWord]) -> tuple[list[ShellWord], bool]:
    """Return what follows `install`, where the command is pip's, uv's or conda's, and whether it is conda's."""
    words = list(command)
    while words and (words[0].text in _PREFIXES or re.match(r"\w+=", words[0].text)):
        words.pop(0)
    texts = [word.plain for word in words]
    if not texts:
        return [], False
    if texts[0] in _CONDAS and texts[1:2] in (["install"], ["create"]):
        return words[2:], True
    start = 0
    if _PYTHON.fullmatch(texts[0]) and "-m" in texts[:3]:
        start = texts.index("-m") + 1
    elif texts[0] == "uv":
        start = 1
    if start < len(texts) and _PIP.fullmatch(texts[start]) and "install" in texts[start + 1 : start + 4]:
        return words[texts.index("install", start) + 1 :], False
    return [], False


def _end_of_redirection(arguments: list[ShellWord], at: int, line: str) -> int:
    """Tell how many words belong to a version that the shell takes for a file: `pandas>=2` without quotes."""
    if at >= len(arguments) or arguments[at].kind != "redirect" or arguments[at].text not in {"<", ">"}:
        return at
    before, sign = arguments[at - 1], arguments[at]
    follows = line[sign.end : sign.end + 1]
    if not (follows == "=" or (before.end == sign.start and _DIGIT_OR_EQUAL.match(follows))):
        return at
    after = at + 1
    while after < len(arguments) and (arguments[after].start == arguments[after - 1].end):
        after += 1
    return after


_TOKEN = regex(
    r"""
    (?P<comment>(?<!\S)\#.*)
  | (?P<redirect>(?:(?<!\S)[\d&])?[<>]{1,2}(?:&\d?)?)
  | (?P<control>&&|\|\||[;|&])
  | (?P<word>(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|\{[^{}]*\}|\$\([^()]*\)|[^\s"'\\;&|<>])++)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = regex(r"([\"'])((?:(?!\1).)*)\1", re.DOTALL)


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
