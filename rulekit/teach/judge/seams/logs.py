"""What an answer logs: every record that its loggers make, whatever handlers there are."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

EVERYTHING = 1


@dataclass(frozen=True)
class Record:
    """One record: level, message, the logger's name, the exception that goes with it, and all fields of the record."""

    level: str
    message: str
    logger: str
    error: BaseException | None
    extra: Mapping[str, object]

    @property
    def has_traceback(self) -> bool:
        """Whether the exception goes with it."""
        return self.error is not None


class Logs:
    """`records`, `levels` and `messages` in order; `root_handlers` and `root_level` as the answer set them."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._before = list(logging.root.handlers)

    @property
    def levels(self) -> list[str]:
        """The levels of the records."""
        return [record.level for record in self.records]

    @property
    def messages(self) -> list[str]:
        """The messages of the records."""
        return [record.message for record in self.records]

    @property
    def root_handlers(self) -> list[logging.Handler]:
        """The handlers that the answer put on the root logger."""
        return [one for one in logging.root.handlers if one not in self._before]

    @property
    def root_level(self) -> str | None:
        """The level that the answer gave the root logger."""
        return None if logging.root.level == EVERYTHING else logging.getLevelName(logging.root.level)

    def take(self, record: logging.LogRecord) -> None:
        """Put a record down."""
        error = record.exc_info[1] if record.exc_info else None
        self.records.append(Record(record.levelname, record.getMessage(), record.name, error, vars(record)))


@pytest.fixture
def logs() -> Iterator[Logs]:
    """Hear of every record of every level; the root logger has no handlers, as in a program that begins.

    pytest puts handlers of its own there, with which `basicConfig` would do nothing.
    """
    root, handle = logging.root, logging.Logger.handle
    handlers, level = list(root.handlers), root.level
    root.handlers[:] = []
    root.setLevel(EVERYTHING)
    logs = Logs()

    def take(logger: logging.Logger, record: logging.LogRecord) -> Any:
        logs.take(record)
        return handle(logger, record)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.Logger, "handle", take)
        yield logs
    root.handlers[:] = handlers
    root.setLevel(level)
