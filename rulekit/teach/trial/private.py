"""Copies of modules with a state of their own, so that an answer may set up `logging` and the process never knows."""

import atexit
import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from types import CodeType, ModuleType

from rulekit.teach.trial.standins.naming import module_of

PRIVATE = frozenset({"dataclasses", "logging", "logging.config", "logging.handlers", "uuid"})
SEEN = ("random", "sys", "warnings")


def private_copy(name: str, load: Callable[[str], ModuleType], open_file: object) -> ModuleType:
    """Run a module of the standard library anew, in a module that only this world has, with its files in memory."""
    module = ModuleType(name)
    package = name.partition(".")[0]
    path = importlib.util.find_spec(package)
    vars(module)["__path__"] = list(path.submodule_search_locations or ()) if path and name == package else []
    vars(module)["__builtins__"] = {**_builtins(load), "open": open_file}
    exec(_code_of(name), vars(module))  # noqa: S102, RK505 - a module of the standard library
    if name == "logging":
        atexit.unregister(module.shutdown)
    return module


@cache
def _code_of(name: str) -> CodeType:
    spec = importlib.util.find_spec(name)
    code = spec.loader.get_code(name) if spec and spec.loader and hasattr(spec.loader, "get_code") else None
    if isinstance(code, CodeType):
        return code
    raise ImportError(f"`{name}` cannot be copied")


def _builtins(load: Callable[[str], ModuleType]) -> dict[str, object]:
    import builtins

    def bring(
        name: str, _: object = None, __: object = None, wanted: Sequence[str] | None = (), level: int = 0
    ) -> ModuleType:
        if name == "os":
            return _os_without_hooks(load)
        if name in PRIVATE or name in SEEN:
            module = load(name)
            return module if wanted or level else load(name.partition(".")[0])
        module = importlib.import_module(name)
        return module if wanted else importlib.import_module(name.partition(".")[0])

    return {**vars(builtins), "__import__": bring}


def _os_without_hooks(load: Callable[[str], ModuleType]) -> ModuleType:
    """Give the world's `os` with nothing behind the function by which a module stays in the process for good."""
    return module_of("os", {**vars(load("os")), "register_at_fork": lambda **_: None})
