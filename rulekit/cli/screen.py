"""Writing to streams: in colour on a terminal or where it is asked for, plain UTF-8 elsewhere."""

import argparse
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TextIO

from rulekit.report.styled import Line, Part, plain, uncommanded

if TYPE_CHECKING:
    from rich.console import Console

PAGE_WIDTH = 100
COLOURS: Final = ("auto", "always", "never")
# These are set where GitHub or Azure reads along.
_PIPELINES: Final = ("GITHUB_ACTIONS", "TF_BUILD")
_COLOUR: Final = ContextVar("colour", default="auto")


def add_colour(parser: argparse.ArgumentParser) -> None:
    """Declare the option that says whether there is colour."""
    parser.add_argument(
        "--color",
        choices=COLOURS,
        default="auto",
        help="auto: on terminals that show it, unless NO_COLOR is set, and wherever FORCE_COLOR is",
    )


@contextmanager
def colour(when: str) -> Iterator[None]:
    """Write in colour always, never, or where the environment and the stream say so."""
    before = _COLOUR.set(when)
    try:
        yield
    finally:
        _COLOUR.reset(before)


def is_coloured(stream: TextIO) -> bool:
    """Tell whether what goes to a stream is coloured."""
    when = _COLOUR.get()
    if when == "auto" and os.environ.get("NO_COLOR"):
        when = "never"
    if when == "auto" and os.environ.get("FORCE_COLOR"):
        when = "always"
    if when != "auto" or not stream.isatty():
        return when == "always"
    from rich.console import Console

    return Console(file=stream, force_terminal=True).color_system is not None


def _console(stream: TextIO, *, is_plain: bool = False) -> "Console":
    """Give what writes to a stream, in the colours that its terminal has, and at least in those that all have."""
    from rich.console import Console

    if is_plain:
        return Console(file=stream, force_terminal=False, color_system=None)
    known: Any = Console(file=stream, force_terminal=True).color_system or "standard"
    return Console(file=stream, force_terminal=True, color_system=known, no_color=False, highlight=False)


def prepare_streams() -> None:
    """Make output UTF-8 where it is read by programs, whatever the locale says; what cannot be shown is spelled out.

    What stands for a closed stream fails when it is used; if nothing did, the next file that is opened would.
    """
    for name, mode, opposite in (
        ("stdin", "r", os.O_WRONLY),
        ("stdout", "w", os.O_RDONLY),
        ("stderr", "w", os.O_RDONLY),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, opposite), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def write_last(text: str) -> None:
    """Write the last words to standard error; where they, or what waits to be written, find no room, nobody is told."""
    for stream, last in ((sys.stderr, in_log(text)), (sys.stdout, "")):
        try:
            stream.write(last)
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def in_log(text: str) -> str:
    """Give a text as it may stand in the log of a pipeline, which takes some lines for commands to it."""
    return uncommanded(text) if any(map(os.environ.get, _PIPELINES)) else text


def _harmless(lines: Iterable[Line]) -> Iterator[Line]:
    """Keep lines as they are, unless a log would take them for commands."""
    for line in lines:
        text = plain(line)
        told = in_log(text)
        yield line if told == text else (Part(told),)


def write_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Write styled lines."""
    if any(map(os.environ.get, _PIPELINES)):
        lines = _harmless(lines)
    if not is_coloured(stream):
        stream.writelines(plain(line) + "\n" for line in lines)
        return
    from rich.text import Text

    console = _console(stream)
    for line in lines:
        console.print(Text.assemble(*((part.text, part.style) for part in line)), soft_wrap=True)


def write_texts(texts: Iterable[str], stream: TextIO) -> None:
    """Write plain lines."""
    stream.writelines(text + "\n" for text in texts)


def write_markdown(text: str, stream: TextIO) -> None:
    """Write Markdown laid out for a terminal."""
    from rich.markdown import Markdown

    console = _console(stream, is_plain=not is_coloured(stream))
    console.print(Markdown(text, hyperlinks=False), width=min(console.width, PAGE_WIDTH))
