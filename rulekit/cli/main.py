"""The command `rulekit`: chooses the command and turns mistakes into one line and exit status 2."""

import argparse
import atexit
import gc
import importlib
import signal
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from rulekit import __version__
from rulekit.cli.misspelled import refuse_extra, refuse_misspelled
from rulekit.cli.screen import add_colour, colour, prepare_streams, write_last
from rulekit.model.errors import RulekitError, SettingsError, reason_of
from rulekit.report.styled import visible

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

COMMANDS = (
    "check",
    "explain",
    "rules",
    "guide",
    "why",
    "trust",
    "new",
    "test",
    "learn",
    "practice",
    "history",
    "jupyter",
    "doctor",
    "teach",
    "docs",
    "clean",
    "init",
    "baseline",
    "server",
)
COMPLETION = "--generate-shell-completion"
YOUNG_OBJECTS = 50_000
MISTAKE = 2
SIGNALLED = 128
# Who declares an option asks how wide the terminal is, and loads all that Python knows of files for it.
DECLARING = partial(argparse.HelpFormatter, width=80)
ENDING = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
EPILOG = """`rulekit PATHS` is short for `rulekit check PATHS`.
Exit status: 0 nothing to report, 1 errors or warnings, 2 a mistake in what was given."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are one line, and that does not keep quiet where its help finds no room."""

    def print_help(self, file: "SupportsWrite[str] | None" = None) -> None:
        """Write the help."""
        (file or sys.stdout).write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Report a usage mistake.

        Raises:
            SettingsError: always.
        """
        raise SettingsError(f"{message}: `{self.prog} --help` shows the usage")


def build_parser(names: Iterable[str] = COMMANDS) -> Parser:
    """Build the parser of these commands; only their modules are loaded."""
    parser = Parser(
        prog="rulekit",
        description=__doc__.partition(":")[0] + ": keep a Python style guide.",
        epilog=EPILOG,
        formatter_class=DECLARING,
    )
    parser.add_argument(COMPLETION, metavar="SHELL", help="write a script that completes commands in bash, zsh or fish")
    parser.add_argument("-V", "--version", action="version", version=f"rulekit {__version__} (rulekit-style)")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    for name in names:
        module = importlib.import_module(f"rulekit.cli.{name}")
        summary = (module.__doc__ or "").partition(": ")[2].partition("\n")[0]
        command = commands.add_parser(name, help=summary, description=summary, formatter_class=DECLARING)
        module.add_arguments(command)
        add_colour(command)
        command.set_defaults(run=module.run, helped=command.format_help)
        if command.formatter_class is DECLARING:
            command.formatter_class = argparse.HelpFormatter
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser


def main(arguments: Sequence[str] | None = None, *, wants_path: bool = False) -> int:
    """Run a command and give its exit status; where a path is wanted, a check takes no folder by itself."""
    prepare_streams()
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    message, status = "", 1
    try:
        return _run_command(given, wants_path=wants_path)
    except BrokenPipeError:  # noqa: RK304 - who reads no longer needs no word
        pass
    except RulekitError as error:
        message, status = "\nrulekit: ".join(map(visible, error.lines)), MISTAKE
    except KeyboardInterrupt as interrupt:
        message = "interrupted, nothing was left half written"
        status = SIGNALLED + int((*interrupt.args, signal.SIGINT)[0])
    except OSError as error:
        message, status = visible(reason_of(error)), MISTAKE
    write_last(f"rulekit: {message}\n" if message else "")
    return status


def _run_command(given: Sequence[str], *, wants_path: bool) -> int:
    option, sign, shell = given[0].partition("=")
    if option == COMPLETION:
        from rulekit.cli.completion import write_completion

        return write_completion(build_parser(), [shell] * bool(sign) + [*given[1:]])
    is_short = given[0] not in {*COMMANDS, "-h", "--help", "-V", "--version"}
    if is_short:
        refuse_misspelled(given[0], COMMANDS)
    given = ["check", *given] if is_short else given
    # Its value is optional and stands behind a sign; what follows in a word of its own is a path.
    given = [f"{one}=" if one == "--add-noqa" else one for one in given]
    needed = COMMANDS if given[0] in {"-h", "--help"} else [name for name in COMMANDS if name == given[0]]
    try:
        parser = build_parser(needed)
        options, unknown = parser.parse_known_args(given, argparse.Namespace(wants_path=is_short or wants_path))
        refuse_extra(unknown, options.helped() if unknown else "", parser.prog)
        with colour(options.color):
            status: int = options.run(options)
    finally:
        sys.stdout.flush()
    return status


def run(*, wants_path: bool = False) -> NoReturn:
    """Run the command line and leave with its exit status.

    Trees are many small objects that live until their file is done: looking for garbage among them seldom saves time,
    and at the end, where Python looks through all there is, never.
    """
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)
    for name in ENDING:
        if signal.getsignal(number := getattr(signal, name)) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    raise SystemExit(main(wants_path=wants_path))


def _interrupt(number: int, _: object) -> NoReturn:
    """End as on an interrupt from the keyboard when somebody else asks for it: files and processes are left in order.

    Raises:
        KeyboardInterrupt: always.
    """
    raise KeyboardInterrupt(number)
