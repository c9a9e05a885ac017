"""What an answer logs, by a copy of `logging` that only its world has."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

EVERYTHING = 1


@dataclass(frozen=True)
class Record:
    """One record: level, message, the logger's name, the exception that goes with it, and the logger's arguments."""

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
        self._logging: ModuleType | None = None

    @property
    def levels(self) -> list[str]:
        """The levels of the records."""
        return [record.level for record in self.records]

    @property
    def messages(self) -> list[str]:
        """The messages of the records."""
        return [record.message for record in self.records]

    @property
    def root_handlers(self) -> list[Any]:
        """The handlers that the answer put on the root logger."""
        return list(self._logging.root.handlers) if self._logging else []

    @property
    def root_level(self) -> str | None:
        """The level that the answer gave the root logger."""
        if self._logging is None or self._logging.root.level == EVERYTHING:
            return None
        return str(self._logging.getLevelName(self._logging.root.level))

    def watch(self, name: str, module: ModuleType) -> None:
        """Listen to a copy of `logging`: every record counts, whatever handlers there are."""
        if name != "logging":
            return
        self._logging = module
        module.root.setLevel(EVERYTHING)
        usual = module.Logger.handle

        def handle(logger: Any, record: Any) -> None:
            self._take(record)
            usual(logger, record)

        module.Logger.handle = handle

    def modules(self) -> Mapping[str, ModuleType]:
        """Give nothing: the copy is made when it is wanted."""
        return {}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function logs."""
        return {}

    def _take(self, record: Any) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.records.append(Record(record.levelname, record.getMessage(), record.name, error, vars(record)))
