"""A stand-in of the connections of `http.client`."""

import http.client
import io
from collections.abc import Callable, Mapping
from types import ModuleType, TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.naming import bound, module_of
from rulekit.teach.trial.standins.response import phrase_of
from rulekit.teach.trial.standins.wire import Call, Reply, Send, TimedOut, Unreachable

DEFAULT = object()
REFUSED = 111


class Answer:
    """What `getresponse` gives."""

    def __init__(self, reply: Reply) -> None:
        self.status = reply.status
        self.reason = phrase_of(reply.status)
        self.headers = dict(reply.headers)
        self._body = io.BytesIO(reply.body)

    def read(self, size: int = -1) -> bytes:
        """Give the body, or a part of it."""
        return self._body.read(size)

    def getheader(self, name: str, default: str | None = None) -> str | None:
        """Give a header."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), default)

    def close(self) -> None:
        """End the reading."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class HTTPConnection:
    """A connection to one host."""

    _send: Send
    _note: Callable[[int], None]
    _usual: Callable[[], float | None]
    _scheme = "http"

    def __init__(self, host: str, port: int | None = None, timeout: Any = DEFAULT, **_: object) -> None:
        self.host = f"{host}:{port}" if port is not None else host
        self.timeout = self._usual() if timeout is DEFAULT else timeout
        self._call: Call | None = None
        self._is_open = False

    def connect(self) -> None:
        """Reach the host."""
        if not self._is_open:
            self._note(1)
        self._is_open = True

    def request(self, method: str, url: str, body: object = None, headers: Mapping[str, str] | None = None) -> None:
        """Ask for something."""
        self.connect()
        full = f"{self._scheme}://{self.host}{url}"
        self._call = Call(method, full, "http.client", timeout=self.timeout, data=body, headers=dict(headers or {}))

    def getresponse(self) -> Answer:
        """Wait for the response."""
        if self._call is None:
            raise http.client.ResponseNotReady("Idle")
        try:
            return Answer(self._send(self._call))
        except TimedOut as error:
            raise TimeoutError("timed out") from error
        except Unreachable as error:
            raise ConnectionRefusedError(REFUSED, "Connection refused") from error

    def close(self) -> None:
        """Give the connection back."""
        if self._is_open:
            self._note(-1)
        self._is_open = False


def http_modules(
    send: Send, note: Callable[[int], None], usual_timeout: Callable[[], float | None]
) -> dict[str, ModuleType]:
    """Make what takes the place of the connections."""
    plain = bound(HTTPConnection, _send=send, _note=note, _usual=usual_timeout)
    secure = type("HTTPSConnection", (plain,), {"_scheme": "https"})
    return {"http.client": module_of("http.client", {"HTTPConnection": plain, "HTTPSConnection": secure})}
