"""What goes over the network of an exercise: connections and calls, and what is prepared for them."""

import errno
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from enum import Enum
from fnmatch import fnmatchcase
from threading import Condition
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus

from rulekit.teach.judge.waiting import WaitsForEver

EVERYWHERE = "*"
NOBODY_ELSE = 0.3
# Loaded before anybody moves the clock on.
_now = time.monotonic


class Trouble(Enum):
    """What a server can do instead of answering."""

    SILENT = "silent"
    DOWN = "down"


@dataclass(frozen=True)
class Reply:
    """What a server sends back."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Connection:
    """A connection to `host` and `port`; `timeout` is how long its making might have taken, `None` for ever.

    A loop of `asyncio` waits for it, where it is awaited.
    """

    host: str
    port: int
    timeout: float | None
    is_awaited: bool = False
    call: "Call | None" = None
    is_silent: bool = False


@dataclass(eq=False)
class Call:
    """One request: `url` is the address without its query, which is in `params`; names of `headers` ignore case.

    `timeout` is how long a part of the answer may take, in seconds; `None` waits for ever. Under `asyncio`, which has
    timers of its own, it is a guess: how long a call really waits is seen where the server is silent.
    """

    method: str
    url: str
    query: str
    headers: Message
    body: bytes
    connection: Connection
    timeout: float | None = None

    @property
    def params(self) -> dict[str, str]:
        """What the query says."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        """What the body holds as JSON, or `None`."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def connect_timeout(self) -> float | None:
        """How long the making of the connection might have taken."""
        return self.connection.timeout

    @property
    def has_timeout(self) -> bool:
        """Whether the call ends by itself when nobody answers."""
        return self.timeout is not None and self.connect_timeout is not None

    @property
    def patience(self) -> float:
        """The longer of both timeouts; without one it has no end."""
        return max(float("inf") if one is None else one for one in (self.timeout, self.connect_timeout))


Prepared = Reply | Trouble


class Traffic:
    """The calls of any library, in order of arrival, and what is answered; all hosts exist, and answer `{}`.

    What is prepared for an address, which may hold `*`, is used up one by one; the last stays.
    `waits` tell of the calls that would have waited for ever, `waited` is the time that was spent on silent servers, in
    seconds, and `most_at_once` how many calls were being answered at the same time.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.connections: list[Connection] = []
        self.waits: list[WaitsForEver] = []
        self.waited = 0.0
        self.most_at_once = 0
        self.moved = _now()
        self._prepared: dict[str, list[Prepared]] = {}
        self._open: set[Call] = set()
        self._expected = 0
        self._changed = Condition()

    @property
    def last(self) -> Call:
        """The latest call."""
        return self.calls[-1]

    def calls_to(self, url: str) -> list[Call]:
        """Give the calls to an address, which may hold `*`."""
        return [call for call in self.calls if _fits(url, call)]

    def answers(
        self,
        url: str = EVERYWHERE,
        *,
        status: int = 200,
        json: object = None,
        text: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare an answer: `json` is any value, `text` the body itself."""
        told = {**({"Content-Type": "application/json"} if text is None else {}), **(headers or {})}
        self._prepare(url, Reply(status, _body_of({} if json is None else json, text), told))

    def is_silent(self, url: str = EVERYWHERE) -> None:
        """Let the server say nothing: with a timeout the library's error comes, without one the call waits for ever."""
        self._prepare(url, Trouble.SILENT)

    def is_down(self, url: str = EVERYWHERE) -> None:
        """Let nobody be there: the library's connection error comes."""
        self._prepare(url, Trouble.DOWN)

    def gathers(self, count: int) -> None:
        """Hold answers back until so many calls are there at once, or nobody else comes; then all go on."""
        self._expected = count

    def connects(self, connection: Connection) -> None:
        """Take a connection, or refuse it where everything behind it is down."""
        with self._changed:
            self.connections.append(connection)
            self._move()
            queues = [queue for url, queue in self._prepared.items() if _may_lie_behind(url, connection)]
            if queues and all(queue[0] is Trouble.DOWN for queue in queues):
                _ = [_next(queue) for queue in queues]
                raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")

    def arrives(self, call: Call) -> Prepared:
        """Take a call, and give what comes of it, when its time has come."""
        with self._changed:
            self.calls.append(call)
            self._open.add(call)
            self.most_at_once = max(self.most_at_once, len(self._open))
            self._move()
            prepared = _next(self._queue(call))
            call.connection.call = call
            self._hold()
            call.connection.is_silent = prepared is Trouble.SILENT
            self._open.discard(call)
            self._move()
        return prepared

    def silence(self) -> Connection | None:
        """Give an awaited connection whose server is silent, where nothing else has happened lately."""
        is_quiet = not self._open and _now() - self.moved > NOBODY_ELSE
        silent = (one for one in self.connections if one.is_awaited and one.is_silent)
        return next(silent, None) if is_quiet else None

    def has_waited(self, until: float) -> None:
        """Move the clock on to a time that it would have shown when the silence was over."""
        with self._changed:
            self.waited = max(self.waited, until - _now())
            self._move()

    def waits_for_ever(self, connection: Connection) -> WaitsForEver:
        """Put down a call that nothing ends, and give the error that does."""
        whom = connection.call.url if connection.call else f"{connection.host}:{connection.port}"
        self.waits.append(WaitsForEver(f"the call to {whom} waits for ever when nobody answers: no timeout is set"))
        return self.waits[-1]

    def _prepare(self, url: str, prepared: Prepared) -> None:
        self._prepared.setdefault(url, []).append(prepared)

    def _queue(self, call: Call) -> list[Prepared]:
        fitting = [url for url in self._prepared if _fits(url, call)]
        return self._prepared[max(fitting, key=len)] if fitting else [Reply()]

    def _hold(self) -> None:
        while self._expected > len(self._open):
            if not self._changed.wait_for(self._somebody_else(), NOBODY_ELSE):
                break
        self._expected = 0
        self._changed.notify_all()

    def _somebody_else(self) -> Callable[[], bool]:
        known = len(self.connections) + len(self.calls)
        return lambda: not self._expected or len(self.connections) + len(self.calls) > known

    def _move(self) -> None:
        self.moved = _now()
        self._changed.notify_all()


def _next(queue: list[Prepared]) -> Prepared:
    return queue.pop(0) if len(queue) > 1 else queue[0]


def _body_of(value: object, text: str | bytes | None) -> bytes:
    content = json.dumps(value, ensure_ascii=False) if text is None else text
    return content if isinstance(content, bytes) else content.encode()


def _fits(pattern: str, call: Call) -> bool:
    path = unquote(call.url)
    whole, plain = f"{call.url}?{call.query}", f"{path}?{unquote_plus(call.query)}"
    names = {call.url, call.url.removesuffix("/"), path, whole, plain}
    return pattern in names or any(fnmatchcase(name, pattern) for name in names)


def _may_lie_behind(pattern: str, connection: Connection) -> bool:
    host = pattern.partition("://")[2].partition("/")[0].partition(":")[0] or EVERYWHERE
    return fnmatchcase(connection.host, host)
