"""The network of an exercise: what was asked, and what the servers answer."""

from collections.abc import Mapping
from enum import Enum
from fnmatch import fnmatchcase
from types import ModuleType

from rulekit.teach.trial.standins.http import http_modules
from rulekit.teach.trial.standins.httpx import httpx_modules
from rulekit.teach.trial.standins.requests import requests_modules
from rulekit.teach.trial.standins.smtplib import smtp_modules
from rulekit.teach.trial.standins.socket import TimeoutSetting, socket_modules
from rulekit.teach.trial.standins.urllib import urllib_modules
from rulekit.teach.trial.standins.wire import Call, Reply, TimedOut, Unreachable, reply_of

EVERYWHERE = "*"


class Trouble(Enum):
    """What a server can do instead of answering."""

    LATE = "late"
    SILENT = "silent"
    DOWN = "down"


Prepared = Reply | Trouble | BaseException


class Network:
    """Every call of `requests`, `httpx`, `urllib`, `http.client`, `smtplib` and `socket`, and the servers behind them.

    `calls` are the requests in order, `waits` those that would have waited for ever.
    What is prepared for an address is used up one by one; the last stays.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.waits: list[Call] = []
        self.opened = 0
        self.closed = 0
        self._setting = TimeoutSetting()
        self._prepared: dict[str, list[Prepared]] = {}

    @property
    def last(self) -> Call:
        """The latest call."""
        return self.calls[-1]

    @property
    def open_sessions(self) -> int:
        """How many sessions, clients and sockets are open."""
        return self.opened - self.closed

    def calls_to(self, url: str) -> list[Call]:
        """Give the calls to an address, which may hold `*`."""
        return [call for call in self.calls if _matches(url, call.url)]

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
        self._add(url, reply_of(status, text if text is not None else {} if json is None else json, headers))

    def times_out(self, url: str = EVERYWHERE) -> None:
        """Let a call end with the library's timeout error."""
        self._add(url, Trouble.LATE)

    def is_silent(self, url: str = EVERYWHERE) -> None:
        """Let the server say nothing: with a timeout the library's error comes, without one the call waits for ever."""
        self._add(url, Trouble.SILENT)

    def is_down(self, url: str = EVERYWHERE) -> None:
        """Let nobody be there: the library's connection error comes."""
        self._add(url, Trouble.DOWN)

    def fails(self, url: str, error: BaseException) -> None:
        """Let a call raise an error of your own."""
        self._add(url, error)

    def modules(self) -> Mapping[str, ModuleType]:
        """Give the stand-ins."""
        return {
            **requests_modules(self._send, self._note),
            **httpx_modules(self._send, self._note),
            **urllib_modules(self._send, self._setting.get),
            **http_modules(self._send, self._note, self._setting.get),
            **smtp_modules(self._send, self._note, self._setting.get),
            **socket_modules(self._send, self._reach, self._note, self._setting),
        }

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function reaches the network."""
        return {}

    def _add(self, url: str, prepared: Prepared) -> None:
        self._prepared.setdefault(url, []).append(prepared)

    def _note(self, change: int) -> None:
        self.opened += change > 0
        self.closed += change < 0

    def _queue(self, url: str) -> list[Prepared]:
        exact = self._prepared.get(url) or self._prepared.get(url.partition("?")[0])
        usual: list[Prepared] = [Reply()]
        fitting = [pattern for pattern in self._prepared if _matches(pattern, url)]
        return exact or (self._prepared[max(fitting, key=len)] if fitting else usual)

    def _reach(self, call: Call) -> None:
        self.calls.append(call)
        queue = self._queue(call.url)
        if queue[0] is Trouble.DOWN:
            raise Unreachable(call.url)
        if queue[0] is Trouble.LATE:
            raise TimedOut(call.url)

    def _send(self, call: Call) -> Reply:
        self.calls.append(call)
        queue = self._queue(call.url)
        prepared = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(prepared, Reply):
            return prepared
        if isinstance(prepared, BaseException):
            raise prepared
        if prepared is Trouble.SILENT and not call.has_timeout:
            self.waits.append(call)
            raise call.wait_for_ever()
        raise Unreachable(call.url) if prepared is Trouble.DOWN else TimedOut(call.url)


def _matches(pattern: str, url: str) -> bool:
    return url == pattern or fnmatchcase(url, pattern) or fnmatchcase(url.partition("?")[0], pattern)
