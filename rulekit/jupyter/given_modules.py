"""The modules that exercises give can be imported in any cell: those of the exercise that was met last."""

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rulekit.teach.exercise import Exercise

ORIGIN = "an exercise"


class GivenModules(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the modules of an exercise behind all others, so that nothing of the learner's is hidden by them."""

    def __init__(self) -> None:
        self._texts: Mapping[str, str] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def take(self, exercise: "Exercise") -> None:
        """Give the modules of an exercise, and no longer those of another."""
        self.withdraw()
        self._texts = dict(exercise.modules)
        if self not in sys.meta_path:
            sys.meta_path.append(self)

    def withdraw(self) -> None:
        """Take back what was given, loaded or not."""
        for name in self._texts:
            module = sys.modules.get(name)
            if module is not None and getattr(module.__spec__, "loader", None) is self:
                del sys.modules[name]
        self._texts = {}
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def elsewhere(self) -> AbstractContextManager[None]:
        """Run code in a folder of its own: a database that it makes when it is loaded is not the learner's."""
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="rulekit-", ignore_cleanup_errors=True)
        return contextlib.chdir(self._folder.name)

    def exec_module(self, module: ModuleType) -> None:
        """Load a module."""
        with self.elsewhere():
            super().exec_module(module)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module by its name."""
        del path, target
        if fullname not in self._texts:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=ORIGIN, is_package=self.is_package(fullname))

    def is_package(self, fullname: str) -> bool:
        """Tell whether modules below it are given too."""
        return any(name.startswith(f"{fullname}.") for name in self._texts)

    def get_source(self, fullname: str) -> str:
        """Give the text of a module."""
        return self._texts[fullname]
