"""IPython's additions to Python, replaced by Python of the same length so that every position stays true.

A magic, a shell command or a help request becomes `0`; what it says is kept as words, because it may use names.
"""

import re
from dataclasses import dataclass

from rulekit.notebook.grammar import parses
from rulekit.notebook.lexical import logical_lines

PYTHON_CELLS = frozenset(
    "checkstyle exercise capture debug ipytest memit mprun prun pypy python python3 time timeit lprun heat".split()
)
FILE_CELLS = frozenset({"writefile", "file"})
AUTOMAGIC = frozenset("alias cat cd clear conda cp ls mamba man mkdir more mv pip pwd rm rmdir uv".split())

_CELL_MAGIC = re.compile(r"[ \t]*%%(\w+)[ \t]*([^\r\n]*)")
_MAGIC = re.compile(r"(?P<indent>\s*)(?P<assign>[\w.,\s\[\]\"']+=\s*)?(?P<sign>%{1,2}|!{1,2})\s*(?P<rest>[\s\S]*)")
_STATEMENT = re.compile(
    r"(?P<head>\s*%(?:time|timeit|prun|memit|lprun)\s+(?:-[a-zA-Z]\s*\d*\s+)*)(?P<code>[^-\s][\s\S]*)"
)
_HELP = re.compile(r"\s*(\?{1,2}\s*[%\w.*]+|[%\w.*\[\]()]+\s*\?{1,2})\s*;?\s*(#.*)?$")
_AUTO = re.compile(r"\s*(?P<name>[a-z]\w*)[ \t]+[^=][\s\S]*")
_WORD = re.compile(r"[^\W\d]\w*")
_BRACES = re.compile(r"\{([^{}]*)\}|\$(\w+)")


@dataclass(frozen=True)
class Command:
    """A line that is not Python: where it begins (line from 1, column from 0) and what it says."""

    line: int
    column: int
    text: str


@dataclass(frozen=True)
class Translated:
    """A cell as Python of the same lines and columns, the commands taken out, and the names they mention.

    `magics` are the cell magics above the code; an opaque cell (HTML, shell, another language) has no code left.
    `file` is the name under which `%%writefile` saves the cell.
    """

    code: str
    magics: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    mentions: frozenset[str] = frozenset()
    opaque: bool = False
    file: str | None = None


def translate(text: str) -> Translated:
    """Turn the text of a cell into Python that keeps every line and column."""
    head, magics, arguments, names = _cell_magics(text)
    if any(name not in PYTHON_CELLS | FILE_CELLS for name in names):
        return Translated(_emptied(text), magics, (), frozenset(_WORD.findall(text)), opaque=True)
    file = next((words[-1] for name, words in zip(names, arguments, strict=True) if name in FILE_CELLS and words), None)
    if file and not file.endswith((".py", ".pyi")):
        return Translated(_emptied(text), magics, (), frozenset(_WORD.findall(text)), opaque=True)
    mentions = frozenset(_WORD.findall(" ".join(magics)))
    body = _emptied(text[:head]) + text[head:]
    if not names and parses(body):
        return Translated(body)
    code, commands = _without_commands(body)
    for command in commands:
        mentions |= _mentioned(command.text)
    return Translated(code, magics, tuple(commands), mentions, file=file)


def _cell_magics(text: str) -> tuple[int, tuple[str, ...], list[list[str]], list[str]]:
    """Read the `%%` lines at the top: where the code begins, the lines, their arguments and their names."""
    position, head, lines, arguments, names = 0, 0, [], [], []
    for line in text.splitlines(keepends=True):
        match = _CELL_MAGIC.match(line)
        if match:
            lines.append(line.strip())
            names.append(match[1])
            arguments.append(match[2].split())
            head = position + len(line)
        elif line.strip():
            break
        position += len(line)
    return head, tuple(lines), arguments, names


def _emptied(text: str) -> str:
    """Keep only the line ends."""
    return re.sub(r"[^\r\n]", "", text)


def _without_commands(text: str) -> tuple[str, list[Command]]:
    pieces, commands, last, line, counted = [], [], 0, 1, 0
    for start, end in logical_lines(text):
        logical = text[start:end]
        replacement = _replaced(logical)
        if replacement is None:
            continue
        line += text.count("\n", counted, start)
        counted = start
        commands.append(Command(line, len(logical) - len(logical.lstrip()), logical.strip()))
        pieces += [text[last:start], replacement]
        last = end
    return "".join([*pieces, text[last:]]), commands


def _replaced(logical: str) -> str | None:
    """Give the Python that stands for a command, or nothing where the line is Python already."""
    if (match := _STATEMENT.fullmatch(logical)) and parses(match["code"]):
        indent = len(logical) - len(logical.lstrip())
        return logical[:indent] + "0" + " " * (len(match["head"]) - indent - 2) + ";" + match["code"]
    if (match := _MAGIC.fullmatch(logical)) or _HELP.fullmatch(logical) or _automagic(logical):
        kept = match["indent"] + (match["assign"] or "") if match else logical[: len(logical) - len(logical.lstrip())]
        return kept + "0" + re.sub(r"[^\r\n]", " ", logical[len(kept) + 1 :])
    return None


def _automagic(logical: str) -> bool:
    match = _AUTO.fullmatch(logical)
    return bool(match and match["name"] in AUTOMAGIC and not parses(logical.strip()))


def _mentioned(command: str) -> frozenset[str]:
    """Names that a command may use: all words of a magic, `{...}` and `$name` of a shell command."""
    match = _MAGIC.fullmatch(command)
    if match and match["sign"].startswith("!"):
        command = " ".join(braces or name for braces, name in _BRACES.findall(command))
    return frozenset(_WORD.findall(command))
