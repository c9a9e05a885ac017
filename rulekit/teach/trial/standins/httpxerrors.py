"""The exceptions of `httpx`."""


class HTTPError(Exception):
    """Anything that went wrong with a request."""

    def __init__(self, message: str = "", *, request: object = None, response: object = None) -> None:
        super().__init__(message)
        self.request = request
        self.response = response


class RequestError(HTTPError):
    """The request came to no response."""


class TransportError(RequestError):
    """The way to the server failed."""


class TimeoutException(TransportError):
    """No answer came in time."""


class ConnectTimeout(TimeoutException):
    """The connection did not come about in time."""


class ReadTimeout(TimeoutException):
    """The server did not answer in time."""


class NetworkError(TransportError):
    """The network failed."""


class ConnectError(NetworkError):
    """Nobody answers."""


class UnsupportedProtocol(TransportError):
    """The address does not begin with `https://`."""


class HTTPStatusError(HTTPError):
    """The server answered that it cannot or will not."""


class InvalidURL(Exception):
    """The address is none."""


ERRORS = (
    HTTPError,
    RequestError,
    TransportError,
    TimeoutException,
    ConnectTimeout,
    ReadTimeout,
    NetworkError,
    ConnectError,
    UnsupportedProtocol,
    HTTPStatusError,
    InvalidURL,
)
