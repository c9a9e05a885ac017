"""A stand-in of the connections of `smtplib`."""

from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.naming import bound, module_of
from rulekit.teach.trial.standins.wire import Call, Send, TimedOut, Unreachable

DEFAULT = object()
REFUSED = 111
DONE = (250, b"OK")


class SMTP:
    """A connection to a mail server; each letter is a call with the method `MAIL`."""

    _send: Send
    _note: Callable[[int], None]
    _usual: Callable[[], float | None]

    def __init__(self, host: str = "", port: int = 0, *_: object, timeout: Any = DEFAULT, **__: object) -> None:
        self._timeout = self._usual() if timeout is DEFAULT else timeout
        self._place = ""
        self._is_open = False
        if host:
            self.connect(host, port)

    def connect(self, host: str = "localhost", port: int = 0) -> tuple[int, bytes]:
        """Reach the server."""
        self._place = f"smtp://{host}:{port}" if port else f"smtp://{host}"
        self._ask("CONNECT")
        self._note(1)
        self._is_open = True
        return DONE

    def ehlo(self, *_: object) -> tuple[int, bytes]:
        """Greet."""
        return DONE

    def starttls(self, **_: object) -> tuple[int, bytes]:
        """Go on in secret."""
        return DONE

    def login(self, user: str, password: str) -> tuple[int, bytes]:  # noqa: ARG002 - secrets are not written down
        """Say who is there."""
        return DONE

    def send_message(self, msg: Any, *_: object) -> dict[str, Any]:
        """Send a letter."""
        self._ask("MAIL", msg)
        return {}

    def sendmail(self, from_addr: str, to_addrs: object, msg: object) -> dict[str, Any]:
        """Send a letter that is text."""
        self._ask("MAIL", (from_addr, to_addrs, msg))
        return {}

    def quit(self) -> tuple[int, bytes]:
        """Say good-bye."""
        self.close()
        return DONE

    def close(self) -> None:
        """Give the connection back."""
        if self._is_open:
            self._note(-1)
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, method: str, data: object = None) -> None:
        try:
            self._send(Call(method, self._place, "smtplib", timeout=self._timeout, data=data))
        except TimedOut as error:
            raise TimeoutError("timed out") from error
        except Unreachable as error:
            raise ConnectionRefusedError(REFUSED, "Connection refused") from error


def smtp_modules(
    send: Send, note: Callable[[int], None], usual_timeout: Callable[[], float | None]
) -> dict[str, ModuleType]:
    """Make what takes the place of the connections."""
    plain = bound(SMTP, _send=send, _note=note, _usual=usual_timeout)
    return {"smtplib": module_of("smtplib", {"SMTP": plain, "SMTP_SSL": plain})}
