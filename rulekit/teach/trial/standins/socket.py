"""A stand-in of the parts of `socket` that reach other machines."""

from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import Self

from rulekit.teach.trial.standins.naming import bound, module_of
from rulekit.teach.trial.standins.wire import Call, Reply, Send, TimedOut, Unreachable

DEFAULT = object()
REFUSED = 111
IS_CLOSED = 9
NOWHERE = ("", 0)


class TimeoutSetting:
    """The timeout of all sockets that are given none."""

    def __init__(self) -> None:
        self._seconds: float | None = None

    def get(self) -> float | None:
        """Give the timeout; `None` waits for ever."""
        return self._seconds

    def set(self, seconds: float | None) -> None:
        """Change it."""
        self._seconds = seconds


class Socket:
    """A connection to one address, with what the prepared server sends."""

    _send: Send
    _reach: Callable[[Call], None]
    _note: Callable[[int], None]
    _usual: Callable[[], float | None]

    def __init__(self, *_: object, **__: object) -> None:
        self._timeout: object = self._usual()
        self._address = NOWHERE
        self._waiting: bytes | None = None
        self._is_open = True
        self.sent = b""
        self._note(1)

    def settimeout(self, seconds: float | None) -> None:
        """Say how long calls may wait."""
        self._timeout = seconds

    def gettimeout(self) -> object:
        """Tell how long calls may wait."""
        return self._timeout

    def setblocking(self, flag: object) -> None:
        """Wait for ever, or not at all."""
        self._timeout = None if flag else 0.0

    def setsockopt(self, *_: object) -> None:
        """Take an option."""

    def connect(self, address: tuple[str, int]) -> None:
        """Reach a server; one that is silent accepts the connection."""
        self._address = address
        self._told(self._reach, "CONNECT")

    def sendall(self, data: bytes) -> None:
        """Send bytes."""
        self._checked()
        self.sent += data

    def send(self, data: bytes) -> int:
        """Send bytes and tell how many."""
        self.sendall(data)
        return len(data)

    def recv(self, size: int, *_: object) -> bytes:
        """Wait for bytes; none when the server has nothing more to send."""
        self._checked()
        if self._waiting is None:
            reply = self._told(self._send, "RECV", self.sent)
            self._waiting = reply.body if reply is not None else b""
        part, self._waiting = self._waiting[:size], self._waiting[size:]
        return part

    def shutdown(self, *_: object) -> None:
        """Say that nothing more is sent."""

    def close(self) -> None:
        """Close the connection."""
        if self._is_open:
            self._note(-1)
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _checked(self) -> None:
        if not self._is_open:
            raise OSError(IS_CLOSED, "Bad file descriptor")

    def _told(
        self, way: Callable[[Call], Reply] | Callable[[Call], None], method: str, data: bytes | None = None
    ) -> Reply | None:
        host, port = self._address[:2]
        try:
            return way(Call(method, f"tcp://{host}:{port}", "socket", timeout=self._timeout, data=data))
        except TimedOut as error:
            raise TimeoutError("timed out") from error
        except Unreachable as error:
            raise ConnectionRefusedError(REFUSED, "Connection refused") from error


def socket_modules(
    send: Send, reach: Callable[[Call], None], note: Callable[[int], None], setting: TimeoutSetting
) -> dict[str, ModuleType]:
    """Make what takes the place of `socket`'s connections; `reach` tells whether anybody is there."""
    kind = bound(Socket, _send=send, _reach=reach, _note=note, _usual=setting.get)

    def create_connection(address: tuple[str, int], timeout: object = DEFAULT, *_: object, **__: object) -> object:
        made = kind()
        if timeout is not DEFAULT:
            made.settimeout(timeout)
        made.connect(address)
        return made

    attributes: dict[str, object] = {
        "socket": kind,
        "create_connection": create_connection,
        "setdefaulttimeout": setting.set,
        "getdefaulttimeout": setting.get,
        "gethostbyname": lambda _: "203.0.113.7",
    }
    return {"socket": module_of("socket", attributes)}
