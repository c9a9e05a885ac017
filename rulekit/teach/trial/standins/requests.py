"""A stand-in of `requests`."""

import json
from collections.abc import Callable
from functools import partial, partialmethod
from types import ModuleType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from rulekit.teach.trial.standins.naming import bound, module_of
from rulekit.teach.trial.standins.response import Mood, Response
from rulekit.teach.trial.standins.wire import Call, Send, TimedOut, Unreachable

VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
RECORDED = ("timeout", "params", "json", "data", "headers", "verify", "auth")
ACCEPTED = frozenset({*RECORDED, "cookies", "files", "allow_redirects", "proxies", "hooks", "stream", "cert"})


class RequestException(OSError):
    """Anything that went wrong with a request."""

    def __init__(self, *words: object, request: object = None, response: object = None) -> None:
        super().__init__(*words)
        self.request = request
        self.response = response


class ConnectionError(RequestException):  # noqa: A001 - the library calls it so
    """Nobody answers."""


class HTTPError(RequestException):
    """The status is an error."""


class Timeout(RequestException):
    """No answer came in time."""


class ConnectTimeout(ConnectionError, Timeout):
    """The connection did not come about in time."""


class ReadTimeout(Timeout):
    """The server did not answer in time."""


class TooManyRedirects(RequestException):
    """The server sends from place to place."""


class InvalidURL(RequestException, ValueError):
    """The address is none."""


class MissingSchema(RequestException, ValueError):
    """The address does not begin with `https://`."""


class InvalidJSONError(RequestException):
    """Something is no JSON."""


class JSONDecodeError(InvalidJSONError, json.JSONDecodeError):
    """The body is no JSON."""

    def __init__(self, message: str, document: str, position: int) -> None:
        json.JSONDecodeError.__init__(self, message, document, position)


ERRORS = (
    RequestException,
    ConnectionError,
    HTTPError,
    Timeout,
    ConnectTimeout,
    ReadTimeout,
    TooManyRedirects,
    InvalidURL,
    MissingSchema,
    InvalidJSONError,
    JSONDecodeError,
)
MOOD = Mood(lambda words, response: HTTPError(words, response=response), JSONDecodeError)


def ask(send: Send, method: str, url: str, **options: Any) -> Response:
    """Send one request and give its response, or raise what the library raises."""
    unknown = next((name for name in options if name not in ACCEPTED), None)
    if unknown is not None:
        raise TypeError(f"Session.request() got an unexpected keyword argument '{unknown}'")
    if not urlsplit(str(url)).scheme:
        raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
    told = {name: options[name] for name in RECORDED if options.get(name) is not None}
    call = Call(method.upper(), str(url), "requests", **told)
    try:
        return Response(call, send(call), MOOD)
    except TimedOut as error:
        raise ReadTimeout(f"{url}: Read timed out. (read timeout={call.timeout})") from error
    except Unreachable as error:
        raise ConnectionError(f"{url}: Failed to establish a new connection: Connection refused") from error


class Session:
    """Several requests to the same server."""

    _send: Send
    _note: Callable[[int], None]

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.params: dict[str, object] = {}
        self.auth: object = None
        self.verify: object = True
        self.adapters: dict[str, object] = {}
        self._is_open = True
        self._note(1)

    def request(self, method: str, url: str, **options: Any) -> Response:
        """Send one request, with what is set for all of them."""
        merged = {**options, "headers": {**self.headers, **(options.get("headers") or {})}}
        if self.params:
            merged["params"] = {**self.params, **(options.get("params") or {})}
        merged.setdefault("auth", self.auth)
        merged.setdefault("verify", self.verify)
        return ask(self._send, method, url, **merged)

    get = partialmethod(request, "get")
    post = partialmethod(request, "post")
    put = partialmethod(request, "put")
    patch = partialmethod(request, "patch")
    delete = partialmethod(request, "delete")
    head = partialmethod(request, "head")
    options = partialmethod(request, "options")

    def mount(self, prefix: str, adapter: object) -> None:
        """Keep an adapter."""
        self.adapters[prefix] = adapter

    def close(self) -> None:
        """Give the connections back."""
        if self._is_open:
            self._note(-1)
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class HTTPAdapter:
    """How a session connects; it keeps what it is told."""

    def __init__(self, **options: object) -> None:
        self.options = options


def requests_modules(send: Send, note: Callable[[int], None]) -> dict[str, ModuleType]:
    """Make the module and its parts; `note` is told of every session that opens and closes."""
    errors = {one.__name__: one for one in ERRORS}
    exceptions = module_of("requests.exceptions", errors)
    adapters = module_of("requests.adapters", {"HTTPAdapter": HTTPAdapter})
    made = bound(Session, _send=send, _note=note)
    asked: dict[str, object] = {verb: partial(ask, send, verb) for verb in VERBS}
    parts: dict[str, object] = {"exceptions": exceptions, "adapters": adapters, "Response": Response}
    opened: dict[str, object] = {"request": partial(ask, send), "Session": made, "session": made}
    module = module_of("requests", {**errors, **asked, **parts, **opened})
    return {"requests": module, "requests.exceptions": exceptions, "requests.adapters": adapters}
