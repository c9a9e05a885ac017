"""The fixtures that every test can ask for."""

import io
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from rulekit.teach.trial.suite.ground import Ground
from rulekit.teach.trial.suite.marking import Fixture
from rulekit.teach.trial.suite.mocker import Mocker
from rulekit.teach.trial.suite.monkey import MonkeyPatch


class Captured(NamedTuple):
    """What was printed."""

    out: str
    err: str


class Capture:
    """What the fixture `capsys` gives."""

    def __init__(self, output: Any, errors: io.StringIO) -> None:
        self._output = output
        self._errors = errors
        self._seen = len(output.text)

    def readouterr(self) -> Captured:
        """Give what was printed since the last time."""
        text = self._output.text
        new, self._seen = text[self._seen :], len(text)
        errors = self._errors.getvalue()
        self._errors.seek(0)
        self._errors.truncate()
        return Captured(new, errors)


class LogCapture:
    """What the fixture `caplog` gives."""

    def __init__(self, logging: Any) -> None:
        self._logging = logging
        self.records: deque[Any] = deque()
        self.handler = logging.Handler()
        self.handler.emit = self.records.append
        self._levels: list[tuple[Any, int]] = []

    @property
    def messages(self) -> list[str]:
        """What the records say, without level and logger."""
        return [record.getMessage() for record in self.records]

    @property
    def text(self) -> str:
        """The records as text."""
        form = self._logging.Formatter("%(levelname)-8s %(name)s:%(filename)s:%(lineno)d %(message)s")
        return "".join(f"{form.format(record)}\n" for record in self.records)

    @property
    def record_tuples(self) -> list[tuple[str, int, str]]:
        """The records as logger, level and message."""
        return [(record.name, record.levelno, record.getMessage()) for record in self.records]

    def clear(self) -> None:
        """Forget the records."""
        self.records.clear()

    def set_level(self, level: int | str, logger: str | None = None) -> None:
        """Let records of a level through, until the end of the test."""
        chosen = self._logging.getLogger(logger)
        self._levels.append((chosen, chosen.level))
        chosen.setLevel(level)

    @contextmanager
    def at_level(self, level: int | str, logger: str | None = None) -> Iterator[None]:
        """Let records of a level through for a block."""
        chosen = self._logging.getLogger(logger)
        before = chosen.level
        chosen.setLevel(level)
        try:
            yield
        finally:
            chosen.setLevel(before)

    def undo(self) -> None:
        """Set the levels back."""
        while self._levels:
            logger, level = self._levels.pop()
            logger.setLevel(level)


class Folders:
    """What the fixture `tmp_path_factory` gives."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._number = 0

    def mktemp(self, basename: str, numbered: bool = True) -> Any:  # noqa: ARG002 - as pytest
        """Make a folder."""
        self._number += 1
        folder = self._ground.load("pathlib").Path(f"/tmp/tests/{basename}{self._number}")  # noqa: S108 - in memory
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def given_fixtures(ground: Ground) -> dict[str, Fixture]:
    """Make the fixtures that nobody has to write."""
    folders = Folders(ground)

    def monkeypatch() -> Iterator[MonkeyPatch]:
        patch = MonkeyPatch(ground.load)
        yield patch
        patch.undo()

    def mocker() -> Iterator[Mocker]:
        made = Mocker(ground.load)
        yield made
        made.undo()

    def capsys() -> Iterator[Capture]:
        errors = io.StringIO()
        system: Any = ground.load("sys")
        before, system.stderr = system.stderr, errors
        yield Capture(ground.recorders["output"], errors)
        system.stderr = before

    def caplog() -> Iterator[LogCapture]:
        logging = ground.load("logging")
        made = LogCapture(logging)
        logging.getLogger().addHandler(made.handler)
        yield made
        logging.getLogger().removeHandler(made.handler)
        made.undo()

    def tmp_path(request: Any) -> Any:
        return folders.mktemp("".join(sign if sign.isalnum() else "_" for sign in request.node.name))

    def tmp_path_factory() -> Folders:
        return folders

    made = (monkeypatch, mocker, capsys, caplog, tmp_path, tmp_path_factory)
    return {one.__name__: Fixture(one, name=one.__name__) for one in made}
