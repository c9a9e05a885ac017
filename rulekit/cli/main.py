"""The command `rulekit`: chooses the command and turns mistakes into one line and exit status 2."""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

from rulekit import __version__
from rulekit.cli.screen import prepare_streams
from rulekit.model.errors import RulekitError, SettingsError
from rulekit.report.styled import visible

COMMANDS = ("check", "explain", "rules", "guide", "why", "new", "learn", "jupyter", "doctor", "teach", "docs")
YOUNG_OBJECTS = 50_000
MISTAKE = 2
INTERRUPTED = 130
EPILOG = """`rulekit PATHS` is short for `rulekit check PATHS`.
Exit status: 0 nothing to report, 1 errors or warnings, 2 a mistake in what was given."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are one line."""

    def error(self, message: str) -> NoReturn:
        """Report a usage mistake.

        Raises:
            SettingsError: always.
        """
        raise SettingsError(f"{message}: `{self.prog} --help` shows the usage")


def build_parser(names: Iterable[str] = COMMANDS) -> Parser:
    """Build the parser of these commands; only their modules are loaded."""
    parser = Parser(
        prog="rulekit", description=__doc__.partition(":")[0] + ": keep a Python style guide.", epilog=EPILOG
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--version", action="version", version=f"rulekit {__version__} (rulekit-style)")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    for name in names:
        module = importlib.import_module(f"rulekit.cli.{name}")
        summary = (module.__doc__ or "").partition(": ")[2].partition("\n")[0]
        command = commands.add_parser(name, help=summary, description=summary)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status."""
    prepare_streams()
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    is_short = given[0] not in {*COMMANDS, "-h", "--help", "--version"}
    given = ["check", *given] if is_short else given
    needed = COMMANDS if given[0] in {"-h", "--help"} else [name for name in COMMANDS if name == given[0]]
    try:
        options = build_parser(needed).parse_args(given, argparse.Namespace(is_short=is_short))
        status: int = options.run(options)
        sys.stdout.flush()
    except RulekitError as error:
        sys.stderr.write(f"rulekit: {visible(str(error))}\n")
        return MISTAKE
    except KeyboardInterrupt:
        sys.stderr.write("rulekit: interrupted, nothing was left half written\n")
        return INTERRUPTED
    except BrokenPipeError:
        _close_stdout()
        return 1
    except OSError as error:
        place = visible(str(error.filename or "standard output"))
        sys.stderr.write(f"rulekit: {place}: {error.strerror or error}: check that it is there and has room\n")
        _close_stdout()
        return MISTAKE
    return status


def _close_stdout() -> None:
    """Let what is left to write go nowhere, so that leaving does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> NoReturn:
    """Run the command line and leave with its exit status.

    Trees are many small objects that live until their file is done: looking for garbage among them seldom saves time.
    """
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    raise SystemExit(main())
