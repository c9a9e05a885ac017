"""Writing to streams: colour on a terminal only, plain UTF-8 elsewhere."""

import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from rulekit.report.styled import Line, plain

PAGE_WIDTH = 100


def is_coloured(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that shows colour."""
    if not stream.isatty():
        return False
    from rich.console import Console

    return Console(file=stream).color_system is not None


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
    for stream, last in ((sys.stderr, text), (sys.stdout, "")):
        try:
            stream.write(last)
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Write styled lines."""
    if not is_coloured(stream):
        stream.writelines(plain(line) + "\n" for line in lines)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, soft_wrap=True, highlight=False)
    for line in lines:
        console.print(Text.assemble(*((part.text, part.style) for part in line)))


def write_texts(texts: Iterable[str], stream: TextIO) -> None:
    """Write plain lines."""
    stream.writelines(text + "\n" for text in texts)


def write_markdown(text: str, stream: TextIO) -> None:
    """Write Markdown laid out for a terminal."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(file=stream, force_terminal=stream.isatty())
    console.print(Markdown(text, hyperlinks=False), width=min(console.width, PAGE_WIDTH))
