"""Checking many files: shared between processes where that pays, with a bar where somebody watches."""

import gc
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.engine.collection import paused_collection
from rulekit.engine.outcome import Outcome
from rulekit.model.errors import UnreadableError

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.connection import Connection

# Each process must import all rules first, which takes longer than checking so many files.
LONG_RUN = 100


def checked(run: api.Run, jobs: int | None = None) -> Iterable[Outcome | str]:
    """Check files one after another, or in processes when they are many: at most so many `jobs`, or one a core.

    Raises:
        UnreadableError: a process was killed, so the run is not complete.
    """
    with paused_collection():  # the rules stay, and no process that is forked from this one has to load them
        catalog()
        gc.freeze()
    if len(run.files) < LONG_RUN:
        return api.outcomes(run)
    if (jobs or os.cpu_count() or 1) == 1:
        return _with_bar(api.outcomes(run), len(run.files))
    return _in_processes(run, jobs)


def _in_processes(run: api.Run, jobs: int | None) -> Iterator[Outcome | str]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        with _workers(jobs) as executor:
            yield from _with_bar(api.outcomes(run, executor), len(run.files))
    except BrokenProcessPool as error:
        raise UnreadableError("a process of the run was killed, so it is not complete: run it again") from error


@contextmanager
def _workers(jobs: int | None) -> "Iterator[Executor]":
    """Give processes that end with this one, however it ends: they watch a pipe that only this one holds open."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import Pipe

    watched, held = Pipe(duplex=False)
    with watched, held, ProcessPoolExecutor(jobs, initializer=end_with_parent, initargs=(watched, held)) as executor:
        try:
            yield executor
        except BaseException:
            held.close()
            raise


def end_with_parent(watched: "Connection", held: "Connection") -> None:
    """Let this process end when the one that began it does or gives up, whatever it is busy with."""
    from threading import Thread

    held.close()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_exit_when_closed, args=(watched,), daemon=True).start()


def _exit_when_closed(watched: "Connection") -> None:
    try:
        watched.poll(None)
    finally:
        os._exit(1)


def _with_bar(outcomes: Iterator[Outcome | str], total: int) -> Iterable[Outcome | str]:
    """Pass outcomes on, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return outcomes
    from rich.console import Console
    from rich.progress import track

    return track(outcomes, "Checking", total=total, console=Console(file=sys.stderr), transient=True)
