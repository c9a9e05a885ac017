"""What goes over the network of an exercise: calls, replies, and what can go wrong on the way."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rulekit.teach.trial.standins.waiting import WaitsForEver


class TimedOut(Exception):
    """No answer came in time; each library has its own exception for it."""


class Unreachable(Exception):
    """Nobody answers at the address; each library has its own exception for it."""


@dataclass(frozen=True)
class Call:
    """One call: the `library` and `method`, the `url` as given, and what was handed over with it.

    `timeout` is what the library makes of the answer's words: `None` waits for ever.
    """

    method: str
    url: str
    library: str = ""
    timeout: object = None
    params: object = None
    json: object = None
    data: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    verify: object = True
    auth: object = None

    @property
    def has_timeout(self) -> bool:
        """Whether the call ends by itself when no answer comes."""
        return is_finite(self.timeout)

    def wait_for_ever(self) -> WaitsForEver:
        """Give the error of a call to a silent server without a timeout."""
        return WaitsForEver(f"`{self.method}` of `{self.url}` waits for ever: the server is silent, no timeout is set")


@dataclass(frozen=True)
class Reply:
    """What a server sends back."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


Send = Callable[[Call], Reply]


def reply_of(status: int, content: object, headers: Mapping[str, str] | None) -> Reply:
    """Make a reply from bytes, text, or anything that JSON can hold."""
    told = dict(headers or {})
    if isinstance(content, (bytes, str)):
        body = content if isinstance(content, bytes) else content.encode()
    else:
        body = json.dumps(content, ensure_ascii=False).encode()
        told.setdefault("Content-Type", "application/json")
    return Reply(status, body, told)


def is_finite(timeout: object) -> bool:
    """Tell whether a timeout, or each of several, is a number of seconds that comes to an end."""
    if isinstance(timeout, (tuple, list)):
        return bool(timeout) and all(is_finite(part) for part in timeout)
    is_number = isinstance(timeout, (int, float)) and not isinstance(timeout, bool)
    return is_number and math.isfinite(float(str(timeout)))
