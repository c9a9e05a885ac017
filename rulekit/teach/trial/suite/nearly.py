"""Numbers that are nearly equal."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

RELATIVE = 1e-6
ABSOLUTE = 1e-12


class Nearly:
    """Equals every number, sequence or mapping of numbers that is near enough."""

    def __init__(self, expected: Any, relative: float, absolute: float) -> None:
        self.expected = expected
        self.relative = relative
        self.absolute = absolute

    def __eq__(self, actual: object) -> bool:
        return self._equal(self.expected, actual)

    def __hash__(self) -> int:
        raise TypeError("unhashable type: 'approx'")

    def __repr__(self) -> str:
        return f"approx({self.expected!r})"

    def _equal(self, expected: Any, actual: Any) -> bool:
        if isinstance(expected, Mapping):
            both = isinstance(actual, Mapping) and set(actual) == set(expected)
            return both and all(self._equal(expected[name], actual[name]) for name in expected)
        if isinstance(expected, Sequence) and not isinstance(expected, str):
            both = isinstance(actual, Sequence) and len(actual) == len(expected)
            return both and all(self._equal(*pair) for pair in zip(expected, actual, strict=True))
        try:
            return math.isclose(expected, actual, rel_tol=self.relative, abs_tol=self.absolute)
        except TypeError:
            return bool(expected == actual)


def approx(expected: Any, rel: float | None = None, abs: float | None = None) -> Nearly:  # noqa: A002 - as pytest
    """Compare with a number, or several, that may differ a little."""
    near = ABSOLUTE if abs is None else abs
    return Nearly(expected, (0.0 if abs is not None else RELATIVE) if rel is None else rel, near)
