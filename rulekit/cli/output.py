"""Where the report of a check goes, and how it is written for other programs."""

import argparse
import io
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rulekit import __version__
from rulekit.model.errors import SettingsError, UnreadableError

if TYPE_CHECKING:
    from rulekit.report.account import Account

FOR_PIPELINES: Final = ("github", "gitlab", "azure", "sarif", "junit")
FORMATS: Final = ("full", "concise", "grouped", "json", "json-lines", *FOR_PIPELINES)
# What a log shows, the summary included.
FOR_LOGS: Final = frozenset({"full", "concise", "grouped", "github", "azure"})


def add_output(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--output-format",
        choices=FORMATS,
        default="full",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}; json and json-lines always hold advice",
    )
    parser.add_argument(
        "-o", "--output-file", metavar="FILE", type=Path, help="write the report there, and only its summary here"
    )


def refuse_contradictions(options: argparse.Namespace, *, is_stdin: bool) -> None:
    """Refuse a file for the report of a run that writes none, and statistics in a format that has none.

    Raises:
        SettingsError: the options contradict each other.
    """
    if options.statistics and options.output_format in FOR_PIPELINES:
        raise SettingsError(f"--statistics has no form in {options.output_format}: leave one of them out")
    if options.output_file and (options.diff or (options.fix and is_stdin)):
        option = "--diff" if options.diff else "--fix of standard input"
        raise SettingsError(f"{option} writes no report: leave out --output-file, or send standard output to a file")


def refuse_to_overwrite(target: Path | None, judged: Sequence[str]) -> None:
    """Refuse to write the report over a file that it is about.

    Raises:
        SettingsError: it is one of those that are judged.
    """
    same = [file for file in judged if target and Path(file).name == target.name]
    if target and target.exists() and any(map(target.samefile, same)):
        raise SettingsError(f"--output-file {target}: it is one of the files to check: name another")


@contextmanager
def destination(target: Path | None) -> Iterator[None]:
    """Let what is written to standard output go to a file, if one is named: all of it, when it is complete.

    Raises:
        UnreadableError: it cannot be written.
    """
    if target is None:
        yield
        return
    report = io.StringIO()
    with redirect_stdout(report):
        yield
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(report.getvalue(), "utf-8", "backslashreplace", "\n")
    except OSError as error:
        raise UnreadableError(f"{target}: cannot be written ({error.strerror}): name another file") from error


def write_for_pipeline(layout: str, account: "Account") -> None:
    """Write the account of a run in one of the formats for pipelines."""
    sys.stdout.writelines(_written(layout, account))


def _written(layout: str, account: "Account") -> Iterator[str]:
    if layout == "sarif":
        from rulekit.report import sarif

        return sarif.write(account, __version__)
    if layout == "junit":
        from rulekit.report import junit

        return junit.write(account, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()))
    if layout == "gitlab":
        from rulekit.report import gitlab

        return gitlab.write(account)
    from rulekit.report import annotations

    return annotations.write_github(account) if layout == "github" else annotations.write_azure(account)
