"""The response that the stand-ins of web clients give."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from rulekit.teach.trial.standins.wire import Call, Reply

FIRST_ERROR = 400
FIRST_REDIRECT = 300
FIRST_SUCCESS = 200


def phrase_of(status: int) -> str:
    """Give the words that belong to a status."""
    return {one.value: one.phrase for one in HTTPStatus}.get(status, "Unknown")


@dataclass(frozen=True)
class Mood:
    """How a library complains: of a bad status, and of a body that is no JSON."""

    bad_status: Callable[[str, "Response"], Exception]
    bad_json: Callable[[str, str, int], Exception] = json.JSONDecodeError
    returns_itself: bool = False


@dataclass
class Response:
    """A reply as `requests` and `httpx` show it."""

    call: Call
    reply: Reply
    mood: Mood = field(repr=False)
    encoding: str = "utf-8"
    is_closed: bool = False

    @property
    def status_code(self) -> int:
        """The status, 200 when all is well."""
        return self.reply.status

    @property
    def ok(self) -> bool:
        """Whether the status is no error."""
        return self.reply.status < FIRST_ERROR

    @property
    def is_success(self) -> bool:
        """Whether the status begins with 2."""
        return FIRST_SUCCESS <= self.reply.status < FIRST_REDIRECT

    @property
    def is_error(self) -> bool:
        """Whether the status is an error."""
        return not self.ok

    @property
    def reason(self) -> str:
        """The words that belong to the status."""
        return phrase_of(self.reply.status)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the reply."""
        return self.reply.headers

    @property
    def url(self) -> str:
        """Where the reply comes from."""
        return self.call.url

    @property
    def content(self) -> bytes:
        """The body as bytes."""
        return self.reply.body

    @property
    def text(self) -> str:
        """The body as text."""
        return self.reply.body.decode(self.encoding, "replace")

    def read(self) -> bytes:
        """Give the body."""
        return self.reply.body

    def json(self) -> Any:
        """Give the body as values."""
        try:
            return json.loads(self.text)
        except json.JSONDecodeError as error:
            raise self.mood.bad_json(error.msg, error.doc, error.pos) from error

    def raise_for_status(self) -> "Response | None":
        """Raise the library's error when the status is one."""
        if self.is_error:
            side = "Client" if self.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else "Server"
            raise self.mood.bad_status(f"{self.status_code} {side} Error: {self.reason} for url: {self.url}", self)
        return self if self.mood.returns_itself else None

    def iter_lines(self) -> Iterator[bytes]:
        """Give the body line by line."""
        yield from self.reply.body.splitlines()

    def iter_content(self, chunk_size: int = 1) -> Iterator[bytes]:
        """Give the body in pieces."""
        for start in range(0, len(self.reply.body), chunk_size):
            yield self.reply.body[start : start + chunk_size]

    def close(self) -> None:
        """Close the response."""
        self.is_closed = True

    def __bool__(self) -> bool:
        return self.ok

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
