"""What tests leave behind: names that are replaced, variables of the environment, and what a module calls open."""

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

OF_PYTEST = "PYTEST_"
CLOSE = "close it behind the `yield` of a fixture"
TAKE_BACK = "let `monkeypatch` or `patch` take it back"


class Leftovers(MetaPathFinder):
    """Remembers the modules of an exercise, and what they import, as they were when they were loaded."""

    def __init__(self, modules: Collection[str]) -> None:
        self._modules = modules
        self._names: list[tuple[ModuleType | type, str, Any]] = []
        self._environment = _environment()
        self._folder = os.getcwd()  # noqa: PTH109 - a text, which cannot be patched

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Find a module of the exercise as usual, and remember it when it is loaded."""
        spec = PathFinder.find_spec(name, path, target) if name in self._modules else None
        if spec is not None and spec.loader is not None:
            vars(spec.loader)["exec_module"] = self._remembering(spec.loader.exec_module)
        return spec

    def found(self) -> list[tuple[str, str]]:
        """Say what is still there, each with what to do against it."""
        return [
            *((f"{what} is still open", CLOSE) for what in self._open()),
            *((f"the change of `{name}` is still there", TAKE_BACK) for name in dict.fromkeys(self._changed())),
        ]

    def _remembering(self, run: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
        def exec_module(module: ModuleType) -> None:
            run(module)
            owners = [module, *(one for one in vars(module).values() if isinstance(one, ModuleType))]
            self._names += [held for owner in owners for held in _held(owner)]

        return exec_module

    def _open(self) -> Iterator[str]:
        asked = (getattr(sys.modules.get(name), "left_open", list) for name in self._modules)
        yield from (str(one) for ask in asked for one in ask())

    def _changed(self) -> Iterator[str]:
        for owner, name, value in self._names:
            if vars(owner).get(name) is not value:
                yield f"{owner.__name__}.{name}"
        now = _environment()
        yield from (name for name in {**self._environment, **now} if now.get(name) != self._environment.get(name))
        if os.getcwd() != self._folder:  # noqa: PTH109 - as above
            yield "os.getcwd()"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(OF_PYTEST)}


def _held(module: ModuleType) -> Iterator[tuple[ModuleType | type, str, Any]]:
    """Give the functions, classes and constants of a module, and what its own classes hold."""
    for name, value in list(vars(module).items()):
        if name.startswith("__") or not (callable(value) or name.isupper()):
            continue
        yield module, name, value
        if isinstance(value, type) and value.__module__.partition(".")[0] == module.__name__.partition(".")[0]:
            yield from ((value, one, held) for one, held in list(vars(value).items()) if not one.startswith("__"))
