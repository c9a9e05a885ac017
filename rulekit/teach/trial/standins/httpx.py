"""A stand-in of `httpx`."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, partialmethod
from types import ModuleType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from rulekit.teach.trial.standins.httpxerrors import (
    ERRORS,
    ConnectError,
    HTTPStatusError,
    ReadTimeout,
    UnsupportedProtocol,
)
from rulekit.teach.trial.standins.naming import bound, module_of
from rulekit.teach.trial.standins.response import Mood, Response
from rulekit.teach.trial.standins.wire import Call, Send, TimedOut, Unreachable

VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
RECORDED = ("timeout", "params", "json", "data", "headers", "auth")
ACCEPTED = frozenset({*RECORDED, "content", "files", "cookies", "follow_redirects", "extensions", "verify", "proxy"})
PATIENCE = 5.0
UNSET = object()


MOOD = Mood(lambda words, response: HTTPStatusError(words, response=response), returns_itself=True)


class Timeout:
    """How long each part of a request may take."""

    def __init__(self, timeout: object = UNSET, **parts: object) -> None:
        names = ("connect", "read", "write", "pool")
        if timeout is UNSET and not all(name in parts for name in names):
            raise ValueError("httpx.Timeout must either include a default, or set all four parameters explicitly.")
        self.parts = tuple(parts.get(name, timeout) for name in names)
        self.connect, self.read, self.write, self.pool = self.parts


class Limits:
    """How many connections may be open; it keeps what it is told."""

    def __init__(self, **options: object) -> None:
        self.options = options


def ask(send: Send, method: str, url: str, **options: Any) -> Response:
    """Send one request and give its response, or raise what the library raises."""
    unknown = next((name for name in options if name not in ACCEPTED), None)
    if unknown is not None:
        raise TypeError(f"request() got an unexpected keyword argument '{unknown}'")
    if urlsplit(str(url)).scheme not in {"http", "https"}:
        raise UnsupportedProtocol("Request URL is missing an 'http://' or 'https://' protocol.")
    told = {name: options[name] for name in RECORDED if options.get(name) is not None}
    told["timeout"] = _seconds(options.get("timeout", PATIENCE))
    call = Call(method.upper(), str(url), "httpx", **told)
    if "verify" in options:
        call = replace(call, verify=options["verify"])
    try:
        return Response(call, send(call), MOOD)
    except TimedOut as error:
        raise ReadTimeout("The read operation timed out", request=call) from error
    except Unreachable as error:
        raise ConnectError("All connection attempts failed", request=call) from error


class Client:
    """Several requests to the same server."""

    _send: Send
    _note: Callable[[int], None]

    def __init__(self, *, base_url: str = "", headers: dict[str, str] | None = None, **options: Any) -> None:
        self.base_url = base_url
        self.headers = dict(headers or {})
        self.timeout = options.pop("timeout", PATIENCE)
        self.is_closed = False
        self._options = {name: value for name, value in options.items() if name in {"params", "auth", "verify"}}
        self._note(1)

    def request(self, method: str, url: str, **options: Any) -> Response:
        """Send one request, with what is set for all of them."""
        if self.is_closed:
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        merged = {"timeout": self.timeout, **self._options, **options}
        merged["headers"] = {**self.headers, **(options.get("headers") or {})}
        full = url if urlsplit(url).scheme else f"{self.base_url.rstrip('/')}/{url.lstrip('/')}"
        return ask(self._send, method, full, **merged)

    get = partialmethod(request, "get")
    post = partialmethod(request, "post")
    put = partialmethod(request, "put")
    patch = partialmethod(request, "patch")
    delete = partialmethod(request, "delete")
    head = partialmethod(request, "head")
    options = partialmethod(request, "options")

    def close(self) -> None:
        """Give the connections back."""
        if not self.is_closed:
            self._note(-1)
        self.is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient:
    """The same for code that awaits."""

    _client: Callable[..., Client]

    def __init__(self, **options: Any) -> None:
        self._inner = self._client(**options)

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self._inner.is_closed

    async def request(self, method: str, url: str, **options: Any) -> Response:
        """Send one request."""
        return self._inner.request(method, url, **options)

    get = partialmethod(request, "get")
    post = partialmethod(request, "post")
    put = partialmethod(request, "put")
    patch = partialmethod(request, "patch")
    delete = partialmethod(request, "delete")
    head = partialmethod(request, "head")
    options = partialmethod(request, "options")

    async def aclose(self) -> None:
        """Give the connections back."""
        self._inner.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inner.close()


def httpx_modules(send: Send, note: Callable[[int], None]) -> dict[str, ModuleType]:
    """Make the module; `note` is told of every client that opens and closes."""
    errors = {one.__name__: one for one in ERRORS}
    asked: dict[str, object] = {verb: partial(ask, send, verb) for verb in VERBS}
    client = bound(Client, _send=send, _note=note)
    clients = {"Client": client, "AsyncClient": bound(AsyncClient, _client=client)}
    kept: dict[str, object] = {
        "Timeout": Timeout,
        "Limits": Limits,
        "Response": Response,
        "request": partial(ask, send),
    }
    return {"httpx": module_of("httpx", {**errors, **asked, **clients, **kept})}


def _seconds(timeout: object) -> object:
    return timeout.parts if isinstance(timeout, Timeout) else timeout
