"""What the fixture `mocker` gives."""

from typing import Any
from unittest import mock

from rulekit.teach.trial.suite.patching import Load, Patch


class Mocker:
    """What the fixture `mocker` of `pytest-mock` is, as far as tests need it."""

    def __init__(self, load: Load) -> None:
        self._started: list[Any] = []
        self.patch = Started(Patch(load), self._started)

    def __getattr__(self, name: str) -> Any:
        if name in {"Mock", "MagicMock", "AsyncMock", "ANY", "call", "sentinel", "mock_open", "DEFAULT"}:
            return getattr(mock, name)
        raise AttributeError(name)

    def stub(self, name: str | None = None) -> Any:
        """Give a mock."""
        return mock.MagicMock(name=name)

    def spy(self, target: Any, name: str) -> Any:
        """Watch a function, which goes on working."""
        return self.patch.object(target, name, side_effect=getattr(target, name), autospec=True)

    def undo(self) -> None:
        """Take everything back."""
        while self._started:
            self._started.pop().stop()


class Started:
    """A `patch` that begins at once."""

    def __init__(self, patch: Patch, started: list[Any]) -> None:
        self._patch = patch
        self._started = started

    def __call__(self, target: str, *arguments: Any, **options: Any) -> Any:
        """Replace what a dotted name means."""
        return self._begin(self._patch(target, *arguments, **options))

    def object(self, target: Any, name: str, *arguments: Any, **options: Any) -> Any:
        """Replace an attribute."""
        return self._begin(mock.patch.object(target, name, *arguments, **options))

    def dict(self, in_dict: Any, *arguments: Any, **options: Any) -> Any:
        """Change a dictionary."""
        return self._begin(self._patch.dict(in_dict, *arguments, **options))

    def _begin(self, made: Any) -> Any:
        self._started.append(made)
        return made.start()
