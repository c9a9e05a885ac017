"""Taking `%%checkstyle` out of a cell before IPython runs it, so that the cell runs as it would without.

The line becomes a comment, and all others keep their numbers. It is taken out where another `%%` line follows, which
must come first, and where one line is left, since `exit`, `ls` and other words are commands only in a cell of their
own. What is indented as a whole loses its indent, as it would at the top. A line with wrong options stays, and the
registered magic says what is wrong with them.
"""

from rulekit.engine.cell_options import read_options
from rulekit.model.errors import SettingsError
from rulekit.notebook.checkstyle_line import LINE, checkstyle_line

_EXERCISE = "%%exercise "


def runnable(lines: list[str]) -> list[str]:
    """Give the lines of a cell as IPython shall run them."""
    at = _position(lines)
    if at is None:
        return lines
    match = LINE.fullmatch(lines[at].rstrip("\r\n"))
    try:
        options = read_options(match[1] if match else "")
    except SettingsError:
        return lines
    if options.no_run:
        return ["#" + line for line in lines]
    above, below = lines[:at], lines[at + 1 :]
    following = next((line for line in below if line.strip()), "")
    if not any(line.strip() for line in above) and following.lstrip().startswith("%%"):
        return _dedented(below[below.index(following) :])
    if not above and len(below) == 1:
        return _dedented(below)
    return [*above, *_dedented([f"{_indent(following)}#{lines[at]}", *below])]


def with_a_body(lines: list[str]) -> list[str]:
    """Give `%%exercise ID` with nothing below it an empty line, since IPython refuses a cell magic without a body."""
    is_bare = bool(lines) and lines[0].startswith(_EXERCISE) and not any(line.strip() for line in lines[1:])
    return [lines[0].rstrip("\r\n") + "\n", "\n"] if is_bare else lines


def _position(lines: list[str]) -> int | None:
    """Tell which line is ours; only `%%` lines of cells that hold Python may stand above it."""
    if checkstyle_line("".join(lines)) is None:
        return None
    return next(number for number, line in enumerate(lines) if LINE.fullmatch(line.rstrip("\r\n")))


def _dedented(lines: list[str]) -> list[str]:
    """Take the indent of the first line from all that have it, as IPython does at the top of a cell."""
    return [line.removeprefix(_indent(lines[0])) for line in lines]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
