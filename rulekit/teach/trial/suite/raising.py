"""Expected errors and warnings."""

import re
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

from rulekit.teach.trial.suite.marking import Failed

Kinds = type[BaseException] | tuple[type[BaseException], ...]


class Caught:
    """The error that came: `.value`, `.type`, `.match(...)`."""

    def __init__(self) -> None:
        self._value: BaseException | None = None

    @property
    def value(self) -> BaseException:
        """The error."""
        if self._value is None:
            raise AssertionError(".value can only be used after the block has ended")
        return self._value

    @property
    def type(self) -> type[BaseException]:
        """The class of the error."""
        return self.value.__class__

    @property
    def typename(self) -> str:
        """The name of the class."""
        return self.type.__name__

    def take(self, error: BaseException) -> None:
        """Keep the error."""
        self._value = error

    def match(self, pattern: str) -> bool:
        """Say that the message holds a pattern."""
        if not re.search(pattern, str(self.value)):
            raise AssertionError(f"the message {str(self.value)!r} does not match {pattern!r}")
        return True


class Raises:
    """A block that must raise."""

    def __init__(self, kinds: Kinds, match: str | None, check: Callable[[BaseException], bool] | None) -> None:
        self.kinds = kinds
        self.match = match
        self.check = check
        self.caught = Caught()

    def __enter__(self) -> Caught:
        return self.caught

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            raise Failed(f"DID NOT RAISE {self.kinds!r}")
        if not isinstance(error, self.kinds):
            return False
        self.caught.take(error)
        if self.match is not None:
            self.caught.match(self.match)
        if self.check is not None and not self.check(error):
            raise AssertionError("the error is not the one that was meant")
        return True


def raises(expected_exception: Kinds, *call: Any, **options: Any) -> Any:
    """Expect an error from a block, or from a function that is handed over."""
    if not call:
        return Raises(expected_exception, options.get("match"), options.get("check"))
    with Raises(expected_exception, None, None) as caught:
        call[0](*call[1:], **options)
    return caught


class Warns:
    """A block that must warn."""

    def __init__(self, kinds: type[Warning] | tuple[type[Warning], ...], match: str) -> None:
        self.kinds = kinds
        self.match = match
        self._catching = warnings.catch_warnings(record=True)
        self._seen: list[warnings.WarningMessage] = []

    def __enter__(self) -> list[warnings.WarningMessage]:
        seen = self._catching.__enter__()
        self._seen = self._seen if seen is None else seen
        warnings.simplefilter("always")
        return self._seen

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._catching.__exit__(kind, error, trace)
        fitting = [one for one in self._seen if issubclass(one.category, self.kinds)]
        if error is None and not any(re.search(self.match, str(one.message)) for one in fitting):
            raise Failed(f"DID NOT WARN {self.kinds!r}")


def warns(expected_warning: Any = Warning, *, match: str = "") -> Warns:
    """Expect a warning from a block."""
    return Warns(expected_warning, match)
