"""A stand-in of what `urllib.request` sends."""

import io
import urllib.error
from collections.abc import Callable
from email.message import Message
from functools import partial
from types import ModuleType, TracebackType
from typing import Any, Self
from urllib.request import Request

from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.response import FIRST_ERROR
from rulekit.teach.trial.standins.wire import Call, Reply, Send, TimedOut, Unreachable

DEFAULT = object()
REFUSED = 111


class Opened:
    """A reply that is read as a file."""

    def __init__(self, url: str, reply: Reply) -> None:
        self.url = url
        self.status = self.code = reply.status
        self.headers = headers_of(reply)
        self._body = io.BytesIO(reply.body)
        self.closed = False

    def __getattr__(self, name: str) -> Any:
        if name in {"read", "readline", "readlines"}:
            return getattr(self._body, name)
        raise AttributeError(name)

    def __iter__(self) -> Any:
        return iter(self._body)

    def geturl(self) -> str:
        """Give the address."""
        return self.url

    def getcode(self) -> int:
        """Give the status."""
        return self.status

    def info(self) -> Message:
        """Give the headers."""
        return self.headers

    def close(self) -> None:
        """End the reading."""
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def headers_of(reply: Reply) -> Message:
    """Give the headers of a reply as the standard library does."""
    message = Message()
    for name, value in reply.headers.items():
        message[name] = value
    return message


class Opener:
    """What opens addresses: the stand-in behind `urlopen`."""

    def __init__(self, send: Send, usual_timeout: Callable[[], float | None]) -> None:
        self._send = send
        self._usual = usual_timeout
        self.addheaders: list[tuple[str, str]] = []

    def open(self, url: str | Request, data: object = None, timeout: object = DEFAULT, **options: object) -> Opened:
        """Send one request and give the reply."""
        wanted = url if isinstance(url, Request) else Request(url)  # noqa: S310 - nothing is sent anywhere
        body = data if data is not None else wanted.data
        seconds = self._usual() if timeout is DEFAULT else timeout
        method = wanted.get_method() if wanted.data is not None or body is None else "POST"
        headers = {**dict(self.addheaders), **dict(wanted.header_items())}
        verify = options.get("context") is None or getattr(options["context"], "verify_mode", 1) != 0
        told: dict[str, Any] = {"timeout": seconds, "data": body, "headers": headers, "verify": verify}
        return self._reply(Call(method, wanted.full_url, "urllib", **told))

    def _reply(self, call: Call) -> Opened:
        try:
            reply = self._send(call)
        except TimedOut as error:
            raise TimeoutError("The read operation timed out") from error
        except Unreachable as error:
            raise urllib.error.URLError(ConnectionRefusedError(REFUSED, "Connection refused")) from error
        if reply.status >= FIRST_ERROR:
            body = io.BytesIO(reply.body)
            raise urllib.error.HTTPError(call.url, reply.status, "error", headers_of(reply), body)
        return Opened(call.url, reply)

    def retrieve(self, url: str, filename: str | None = None, *_: object) -> tuple[str, Message]:
        """Ask for a file; nothing is written."""
        return filename or "", self.open(url).info()


def urllib_modules(send: Send, usual_timeout: Callable[[], float | None]) -> dict[str, ModuleType]:
    """Make what takes the place of the senders in `urllib.request`."""
    make = partial(Opener, send, usual_timeout)
    opener = make()
    attributes: dict[str, object] = {
        "urlopen": opener.open,
        "urlretrieve": opener.retrieve,
        "build_opener": lambda *_: make(),
        "install_opener": lambda _: None,
    }
    return {"urllib.request": module_of("urllib.request", attributes)}
