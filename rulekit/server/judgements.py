"""When what is judged: a moment after the last change, and only the last version."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from rulekit.server.documents import OpenDocuments, Shown
from rulekit.server.judging import Verdict, judge
from rulekit.server.worker import Call, Worker, WorkerLost

# Who types pauses longer than that between words, and waits no longer than that for an answer.
PAUSE = 0.15


@dataclass(frozen=True)
class Judged:
    """A version of a document and what was found in it."""

    shown: Shown
    verdict: Verdict


class Judgements:
    """What is known of the open documents; `tell` hears of each new verdict on a version that still stands."""

    def __init__(self, documents: OpenDocuments, worker: Worker, tell: Callable[[Judged], None]) -> None:
        """Know nothing yet."""
        self._documents = documents
        self._worker = worker
        self._tell = tell
        self._newest: dict[str, asyncio.Task[None]] = {}
        self._pausing: set[asyncio.Task[None]] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._known: dict[str, Judged] = {}

    def ask(self, uri: str, pause: float = PAUSE) -> None:
        """Let a document be judged after a pause, unless it is changed again meanwhile."""
        before = self._newest.get(uri)
        if before in self._pausing:
            before.cancel()
        task = self._newest[uri] = asyncio.create_task(self._judge(uri, pause))
        self._running.add(task)
        self._pausing.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(self._pausing.discard)

    async def _judge(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        task = asyncio.current_task()
        taken: list[Shown] = []

        def newest() -> Call | None:
            self._pausing.discard(task)
            shown = self._documents.shown(uri) if task is self._newest.get(uri) else None
            taken.extend([shown] if shown else [])
            return (judge, shown.document) if shown else None

        try:
            verdict = await self._worker.ask(newest)
        except WorkerLost as error:
            verdict = Verdict(problems=(str(error),))
        now = self._documents.shown(uri)
        if taken and now and now.state == taken[0].state:
            self._known[uri] = Judged(taken[0], verdict)
            self._tell(self._known[uri])

    async def current(self, uri: str) -> Judged | None:
        """Give the verdict on a document as it is now, when it is there."""
        while (task := self._newest.get(uri)) and not task.done():
            await asyncio.wait([task])
        return self._known.get(uri)

    def known(self, uri: str) -> Judged | None:
        """Give the verdict on a document if there is one on its present version."""
        judged, now = self._known.get(uri), self._documents.shown(uri)
        return judged if judged and now and judged.shown.state == now.state else None

    def forget(self, uri: str) -> None:
        """Forget a document that was closed."""
        self._newest.pop(uri, None)
        self._known.pop(uri, None)

    def ask_all(self) -> None:
        """Judge all again, as the settings or the baseline may have changed."""
        for uri in self._documents.all:
            self.ask(uri)
