"""A process that judges, so that the server answers meanwhile, and outlives whatever code does to a judge."""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

_LOST = (EOFError, OSError)
_TRIES = 2

Call = tuple[Callable[[Any], Any], Any]


class WorkerLost(Exception):
    """The process ended before it answered, twice."""


class Worker:
    """One process, started when it is first asked, and again where it was lost."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._one_by_one = asyncio.Lock()
        self._threads = ThreadPoolExecutor(1)
        self._is_over = False

    async def ask(self, make: Callable[[], Call | None]) -> Any:
        """Let the process call a function when it is its turn; what to call is asked only then."""
        async with self._one_by_one:
            wanted = make()
            if wanted is None:
                return None
            # A call that was begun is ended, whoever waits for it: its answer must not become that of the next.
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._threads, self._call, wanted))

    def _call(self, wanted: Call) -> Any:
        for _ in range(_TRIES):
            if self._is_over:
                break
            try:
                connection = self._connection or self._start()
                connection.send(wanted)
                return connection.recv()
            except _LOST:
                self._end()
        raise WorkerLost("the process that judges was lost twice on this text")

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        return self._connection

    def _end(self) -> None:
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
        self._connection = self._process = None

    def end(self) -> None:
        """End the process, whatever it is busy with."""
        self._is_over = True
        self._end()
        self._threads.shutdown(wait=False)


async def ask_another(function: Callable[[Any], Any], argument: Any) -> Any:
    """Let a process of its own call a function: what takes long and is not waited for."""
    worker = Worker()
    try:
        return await worker.ask(lambda: (function, argument))
    finally:
        worker.end()


def _work(connection: Connection) -> None:
    """Answer until nobody asks any more."""
    _leave_the_streams()
    parent = multiprocessing.parent_process()
    if parent:
        Thread(target=_end_with, args=(parent.join,), daemon=True).start()
    while True:
        try:
            function, argument = connection.recv()
        except _LOST:
            return
        connection.send(function(argument))


def _leave_the_streams() -> None:
    """Take the streams on which the server speaks from this process and from all that it starts."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - it lives as long as the process


def _end_with(join: Callable[[], None]) -> None:
    join()
    os._exit(1)
