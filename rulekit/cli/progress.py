"""Checking many files: shared between processes where that pays, with a bar where somebody watches."""

import os
import sys
from collections.abc import Iterator

from rulekit import api
from rulekit.engine.run import Outcome
from rulekit.model.errors import UnreadableError

LONG_RUN = 100


def checked(run: api.Run) -> Iterator[Outcome | str]:
    """Check files one after another, or in processes when they are many.

    Raises:
        UnreadableError: a process was killed, so the run is not complete.
    """
    if len(run.files) < LONG_RUN or (os.cpu_count() or 1) == 1:
        yield from _shown(api.outcomes(run), len(run.files))
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor() as executor:
            yield from _shown(api.outcomes(run, executor), len(run.files))
    except BrokenProcessPool as error:
        raise UnreadableError("a process of the run was killed, so it is not complete: run it again") from error


def _shown(outcomes: Iterator[Outcome | str], total: int) -> Iterator[Outcome | str]:
    """Pass outcomes on, with a progress bar on a terminal."""
    if total < LONG_RUN or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(outcomes, "Checking", total=total, console=Console(file=sys.stderr), transient=True)
