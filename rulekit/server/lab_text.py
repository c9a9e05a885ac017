"""The text in which JupyterLab sends a whole notebook, and the cells that it was made of.

Two empty lines part its cells, and magics are written as calls. Cells are cut where both sides are Python by
themselves; magics are brought back. A line stands where JupyterLab puts it: of a cell magic that is a call, the code
begins on the line of the call, and what is told of the last line is shown one line above it.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rulekit.notebook.grammar import parses
from rulekit.notebook.magics import translate

_GAP: Final = "\n\n\n"
# A text over several lines that holds gaps has few of them.
_MOST: Final = 8
_WHOLE: Final = re.compile(
    r'get_ipython\(\)\.run_cell_magic\("(?P<name>.*?)", "(?P<rest>.*?)", """(?P<code>.*)"""\)\n*', re.DOTALL
)
_MARKED: Final = re.compile(
    r'# START_CELL_MAGIC\("(?P<name>.*?)", "(?P<rest>.*?)"\)(?P<code>\n.*\n)# END_CELL_MAGIC(?P<end>\n*)', re.DOTALL
)
_LINE: Final = (
    (re.compile(r'get_ipython\(\)\.getoutput\("(.*)"\)$'), r"!\1"),
    (re.compile(r"get_ipython\(\)\.run_line_magic\('pinfo',\s+'(.*?)'\)$"), r"?\1"),
    (re.compile(r"get_ipython\(\)\.run_line_magic\('pinfo2',\s+'(.*?)'\)$"), r"??\1"),
    (re.compile(r'get_ipython\(\)\.run_line_magic\("(.*?)", "(.*)"\)$'), r"%\1\2"),
)
_ESCAPED: Final = re.compile(r'\\(["\\])')


class SentCell(NamedTuple):
    """A cell as it is in the notebook, the line of the sent text on which it begins, and its number of lines there."""

    text: str
    first: int
    lines: int


def cells_in(text: str) -> Iterator[SentCell]:
    """Give the cells of a text in which JupyterLab sent them."""
    pieces = text.removesuffix("\n").split(_GAP)
    line = at = 0
    while at < len(pieces):
        count = _length(pieces, at)
        sent = _GAP.join(pieces[at : at + count])
        yield SentCell(_restored(sent), line, sent.count("\n") + 1)
        line += sent.count("\n") + len(_GAP)
        at += count


def _length(pieces: list[str], at: int) -> int:
    """Tell how many pieces make the cell that begins with one; what is no Python in any length stays alone."""
    lengths = range(1, min(_MOST, len(pieces) - at) + 1)
    return next((count for count in lengths if _is_whole(_GAP.join(pieces[at : at + count]))), 1)


def _is_whole(sent: str) -> bool:
    return parses(sent) or parses(translate(_restored(sent)).code)


def _restored(sent: str) -> str:
    """Bring the magics of a cell back."""
    if match := _MARKED.fullmatch(sent):
        return f"%%{match['name']}{_plain(match['rest'])}{match['code']}{match['end']}"
    if match := _WHOLE.fullmatch(sent):
        code = match["code"].replace('\\"\\"\\"', '"""')
        return f"%%{match['name']}{_plain(match['rest'])}\n{code}"
    return "\n".join(map(_line_restored, sent.split("\n"))) if "get_ipython()" in sent else sent


def _line_restored(line: str) -> str:
    for pattern, written in _LINE:
        line, count = pattern.subn(written, line)
        if count:
            return _plain(line)
    return line


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
