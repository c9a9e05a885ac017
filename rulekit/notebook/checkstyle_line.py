"""What stands behind `%%checkstyle`: options that are part of the cell, whichever door judges it."""

import argparse
import shlex
from typing import Any, NamedTuple, NoReturn

from rulekit.model.errors import SettingsError
from rulekit.model.late import regex
from rulekit.notebook.magics import cell_magics

LINE = regex(r"[ \t\f]*%%checkstyle(?![^\s])[ \t]*([^\r\n]*)")
ROLES = ("production", "script", "test", "notebook")


class CellOptions(NamedTuple):
    """How a cell wants to be judged and shown."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    role: str | None = None
    expect: tuple[str, ...] = ()
    fix: bool = False
    diff: bool = False
    no_run: bool = False
    raises: bool = False
    quiet: bool = False
    advice: bool = False


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise SettingsError(f"{self.prog}: {message}: `%checkstyle?` shows the usage")


def choice_parser(prog: str) -> argparse.ArgumentParser:
    """Build the parser of the options that choose rules."""
    parser = _Parser(prog=prog, add_help=False)
    for name, words in (("--select", "only these rules"), ("--ignore", "all but these rules")):
        parser.add_argument(name, type=_listed, action="extend", default=[], metavar="RULES", help=words)
    return parser


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the options of a cell."""
    parser = choice_parser("%%checkstyle")
    parser.add_argument("--as", dest="role", choices=ROLES, help="judge the cell as this kind of code")
    parser.add_argument("--expect", type=_listed, action="extend", default=[], metavar="RULES", help="must be found")
    parser.add_argument("--fix", action="store_true", help="write the cell anew with its safe fixes")
    parser.add_argument("--diff", action="store_true", help="show what --fix would change")
    parser.add_argument("--no-run", action="store_true", help="check the cell without running it")
    parser.add_argument("--raise", dest="raises", action="store_true", help="fail the cell when something is found")
    parser.add_argument("--quiet", action="store_true", help="say nothing when nothing is found")
    parser.add_argument("--advice", action="store_true", help="show advice too")
    return parser


def parse_options(words: str) -> CellOptions:
    """Read the words behind `%%checkstyle`.

    Raises:
        SettingsError: an option is unknown or has a wrong value.
    """
    return CellOptions(**_parsed(build_parser(), words))


def parse_choice(words: str, prog: str) -> CellOptions:
    """Read words that only choose rules.

    Raises:
        SettingsError: an option is unknown or has a wrong value.
    """
    return CellOptions(**_parsed(choice_parser(prog), words))


def _parsed(parser: argparse.ArgumentParser, words: str) -> dict[str, Any]:
    try:
        found = vars(parser.parse_args(shlex.split(words)))
    except ValueError as error:
        raise SettingsError(f"{parser.prog}: {error}: close the quotes") from error
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}


def cell_options(text: str) -> CellOptions | None:
    """Read the options of a cell, if `%%checkstyle` is among the `%%` lines at its top; wrong ones count as none."""
    words = checkstyle_line(text)
    if words is None:
        return None
    try:
        return parse_options(words)
    except SettingsError:
        return CellOptions()


def checkstyle_line(text: str) -> str | None:
    """Give what stands behind `%%checkstyle` among the `%%` lines at the top of a cell that holds Python."""
    magics = cell_magics(text)[1] if "%%checkstyle" in text else ()
    return next((match[1] for line in magics if (match := LINE.fullmatch(line))), None)


def _listed(text: str) -> list[str]:
    words = [part.strip() for part in text.split(",") if part.strip()]
    if not words:
        raise argparse.ArgumentTypeError(f"{text!r} names nothing")
    return words
