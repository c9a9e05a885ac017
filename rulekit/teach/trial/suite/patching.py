"""Putting something in the place of something else, and taking it back."""

import unittest
from collections.abc import Callable
from types import ModuleType
from typing import Any
from unittest import mock

from rulekit.teach.trial.standins.naming import module_of

NOBODY = object()
Load = Callable[[str], ModuleType]


def resolve(load: Load, dotted: str) -> Any:
    """Give what a dotted name means: a module of the closed world, or something in one."""
    parts = dotted.split(".")
    found: Any = load(parts[0])
    for place, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            load(".".join(parts[:place]))
        found = getattr(found, part)
    return found


class Patch:
    """What `unittest.mock.patch` is, for names of the closed world."""

    object = staticmethod(mock.patch.object)

    def __init__(self, load: Load) -> None:
        self._load = load

    def __call__(self, target: str, *arguments: Any, **options: Any) -> Any:
        """Replace what a dotted name means."""
        owner, _, attribute = target.rpartition(".")
        if not owner:
            raise TypeError(f"Need a valid target to patch. You supplied: {target!r}")
        made: Any = mock.patch.object(NOBODY, attribute, *arguments, **options)
        made.getter = lambda: resolve(self._load, owner)
        return made

    def dict(self, in_dict: Any, *arguments: Any, **options: Any) -> Any:
        """Change a dictionary for a while."""
        meant = resolve(self._load, in_dict) if isinstance(in_dict, str) else in_dict
        return mock.patch.dict(meant, *arguments, **options)

    def multiple(self, target: Any, **options: Any) -> Any:
        """Replace several attributes."""
        meant = resolve(self._load, target) if isinstance(target, str) else target
        return mock.patch.multiple(meant, **options)

    def stopall(self) -> None:
        """Take back what was started."""
        mock.patch.stopall()


def mock_modules(load: Load) -> dict[str, ModuleType]:
    """Make `unittest` and `unittest.mock` with a `patch` that reaches the closed world."""
    mocks = module_of("unittest.mock", {**vars(mock), "patch": Patch(load)})
    return {"unittest": module_of("unittest", {**vars(unittest), "mock": mocks}), "unittest.mock": mocks}
