"""Taking `%%checkstyle` out of a cell before IPython runs it, so that the cell runs as it would without.

The line becomes a comment, and all others keep their numbers. Where another `%%` line follows, that one must come
first, so there the line is taken out: the numbers of such a magic count from its own line. A line with wrong options
stays, and the registered magic says what is wrong with them.
"""

from rulekit.engine.cell_options import read_options
from rulekit.model.errors import SettingsError
from rulekit.notebook.checkstyle_line import LINE, checkstyle_line


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
        return below[below.index(following) :]
    return [*above, "#" + lines[at], *below]


def _position(lines: list[str]) -> int | None:
    """Tell which line is ours; only `%%` lines of cells that hold Python may stand above it."""
    if checkstyle_line("".join(lines)) is None:
        return None
    return next(number for number, line in enumerate(lines) if LINE.fullmatch(line.rstrip("\r\n")))
