"""IPython's additions to Python, replaced by Python of the same length so that every position stays true.

A magic, a shell command or a help request becomes `0`; what it says is kept as words, because it may use names.
The statement that `%time` runs stays: a form feed before it makes Python count its indentation anew.
"""

import re
from functools import lru_cache

from rulekit.model.late import dataclass, regex
from rulekit.notebook.grammar import parses
from rulekit.notebook.lexical import LINE_END, Line, logical_lines

PYTHON_CELLS = frozenset(
    "capture checkstyle code_wrap debug heat ipytest local lprun memit mprun prun px pyinstrument pypy pyspark python"
    " python3 scalene snakeviz time timeit".split()
)
FILE_CELLS = frozenset({"writefile", "file"})
AUTOMAGIC = frozenset(
    "alias alias_magic autoawait autocall automagic bookmark cat cd clear code_wrap colors conda config cp debug dhist"
    " dirs doctest_mode ed edit env gui hist history killbgscripts ldir less lf lk ll load load_ext loadpy logoff logon"
    " logstart logstate logstop ls lsmagic lx macro magic mamba man matplotlib micromamba mkdir more mv notebook page"
    " pastebin pdb pdef pdoc pfile pinfo pinfo2 pip popd pprint precision prun psearch psource pushd pwd pycat pylab"
    " quickref recall rehashx reload_ext rep rerun reset reset_selective rm rmdir run save sc set_env sx system tb time"
    " timeit unalias unload_ext uv who who_ls whos xdel xmode".split()
)

# While a notebook is being written, each run reads the cells before it again; a session holds 500 of them at most.
MOST_KEPT = 600

_CELL_MAGIC = regex(r"[ \t\f]*%%(\w+)[ \t]*([^\r\n]*)")
# In Databricks one sign makes a whole cell another language; IPython's own `%sql` is one line.
_LANGUAGE_CELL = regex(
    r"(?:[ \t\f]*+(?:\#[^\r\n]*+)?(?:\r\n|\r|\n))*+[ \t\f]*%(?P<name>md(?:-sandbox)?|sql|scala|r|sh|fs|kql)(?![\w-])"
    r"[ \t]*(?P<argument>(?:\\(?:\r\n|\r|\n)|[^\r\n])*)"
)
_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_PROMPT = regex(r"^[ \t]*(?:>>>|\.{3,}:?|In \[\d+\]:)(?:[ \t]|(?=[\r\n]|\Z))", re.MULTILINE)
_STATEMENT = regex(
    r"(?P<head>%?(?:time|timeit|prun|memit|lprun)\s+(?:-[a-zA-Z]\s*\d*\s+|--[\w-]+\s+)*)(?P<code>[^-\s][\s\S]*)"
)
_HELP = regex(r"(?<![\w*])(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?[0-9]+\])*\?\??\Z")
_AUTO = regex(r"\s*(?P<name>[a-z]\w*)[ \t]+[^=\s].*\s*")
_WORD = regex(r"[^\W\d]\w*")
_BRACES = regex(r"\{([^{}]*)\}|\$(\w+)")


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


@lru_cache(MOST_KEPT)
def translate(text: str) -> Translated:
    """Turn the text of a cell into Python that keeps every line and column."""
    plain = _without_prompts(text)
    head, magics, name, argument = cell_magics(plain)
    file = _file_name(argument) if name in FILE_CELLS else None
    body = blanked(text[:head]) + plain[head:]
    if file and file.endswith((".py", ".pyi")):
        return Translated(body, magics, (), frozenset(_WORD.findall(" ".join(magics))), file=file)
    if (name not in PYTHON_CELLS and magics) or _is_language_cell(plain):
        return in_another_language(text, magics)
    if not magics and parses(body):
        return Translated(body)
    code, commands, mentions = _without_commands(body)
    mentions |= frozenset(_WORD.findall(" ".join(magics)))
    return Translated(code, magics, commands, mentions)


def in_another_language(text: str, magics: tuple[str, ...] = ()) -> Translated:
    """Take all code out of a cell that is no Python; any of its words may be a name."""
    return Translated(blanked(text), magics, (), frozenset(_WORD.findall(text)), opaque=True)


def _is_language_cell(text: str) -> bool:
    """Tell whether a cell begins with a line such as `%md` that makes all of it another language."""
    match = _LANGUAGE_CELL.match(text) if "%" in text else None
    if match is None or match["name"] != "sql":
        return match is not None
    return not match["argument"].strip() or not parses(_without_commands(text[match.end() :])[0])


def cell_magics(text: str) -> tuple[int, tuple[str, ...], str, str]:
    """Read the `%%` lines at the top: where the code begins, the lines, and the name and argument of the last.

    Below a magic whose cell is not Python, everything is its text.
    """
    position, head, lines, name, argument = 0, 0, [], "", ""
    while position < len(text) and (line := _LINE.match(text, position)):
        position = line.end()
        if match := _CELL_MAGIC.match(line[0]):
            lines.append(line[0].strip())
            name, argument, head = match[1], match[2].strip(), position
        if (match and name not in PYTHON_CELLS) or (not match and line[0].strip()):
            break
    return head, tuple(lines), name, argument


def blanked(text: str) -> str:
    """Keep only the line ends, and spaces in place of everything else."""
    return re.sub(r"[^\r\n]", " ", text)


def _without_prompts(text: str) -> str:
    """Take out the prompts of a session that was pasted into a cell."""
    if not text.lstrip().startswith((">>>", "In [")):
        return text
    return _PROMPT.sub(lambda prompt: " " * (len(prompt[0]) - 1) + "\f", text)


def _file_name(argument: str) -> str:
    return re.sub(r"^(-a|--append)\s+", "", argument).strip("\"' ")


def _without_commands(text: str) -> tuple[str, tuple[Command, ...], frozenset[str]]:
    pieces, commands, last, line, counted = [], [], 0, 1, 0
    mentions: set[str] = set()
    for start, end, begin in _command_lines(text):
        whole, command = text[start:end], text[begin:end]
        line += len(LINE_END.findall(text, counted, start))
        counted = start
        commands.append(Command(line, len(whole) - len(whole.lstrip()), whole.strip()))
        mentions |= _names_in(command)
        pieces += [text[last:start], _python_for(text[start:begin], command)]
        last = end
    return "".join([*pieces, text[last:]]), tuple(commands), frozenset(mentions)


def _command_lines(text: str) -> list[Line]:
    """Find the commands of a cell; a magic without its `%` is one if nothing else stands in the cell."""
    match = _AUTO.fullmatch(text)
    if match and match["name"] in AUTOMAGIC and not parses(text.strip()):
        return [Line(0, match.end(), match.start("name"))]
    lines = [line for line in logical_lines(text) if line.command >= 0]
    return [line for line in lines if not text.endswith("?", 0, line.end) or _is_command(text, line)]


def _is_command(text: str, line: Line) -> bool:
    """Tell whether a line that ends with `?` begins as a command or names something to look up."""
    return text[line.command] in "%!?,;/" or bool(_HELP.search(text, line.start, line.end))


def _python_for(before: str, command: str) -> str:
    """Give the Python that stands for a command and what is before it in its line."""
    if not before.strip() and (match := _STATEMENT.fullmatch(command)) and parses(match["code"]):
        return " " * (len(match["head"]) - 1) + "\f" + before + match["code"]
    return before + "0" + blanked(command[1:])


def _names_in(command: str) -> frozenset[str]:
    """Names that a command may use: all words of a magic, `{...}` and `$name` of a shell command."""
    if command.startswith("!"):
        command = " ".join(braces or name for braces, name in _BRACES.findall(command))
    return frozenset(_WORD.findall(command))
