"""A closed world of a few lines, enough to run tests in."""

import builtins
import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from rulekit.teach.trial.recorders.database import Database
from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.suite.ground import Ground
from rulekit.teach.trial.suite.library import testing_modules


class Output:
    """What was printed."""

    def __init__(self) -> None:
        self.text = ""

    def take(self, *words: object) -> None:
        """Take a line."""
        self.text += f"{' '.join(map(str, words))}\n"


class World:
    """Given modules, the stand-in of pytest, and a database."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.output = Output()
        self.database = Database()
        self.texts = modules
        self.loaded: dict[str, ModuleType] = {**testing_modules(self.load), **self.database.modules()}
        self.loaded["os"] = module_of("os", {"environ": {}, "getcwd": lambda: "/", "chdir": lambda _: None})
        self.loaded["sys"] = module_of("sys", {"stderr": None})
        self.loaded["pathlib"] = module_of("pathlib", {"Path": Path})

    def load(self, name: str) -> ModuleType:
        """Import by name."""
        if name not in self.loaded:
            if name not in self.texts and not any(one.startswith(f"{name}.") for one in self.texts):
                return importlib.import_module(name)
            module = self.loaded[name] = ModuleType(name)
            self.execute(self.texts.get(name, ""), vars(module), name)
            outer, _, inner = name.rpartition(".")
            if outer:
                setattr(self.load(outer), inner, module)
        return self.loaded[name]

    def run(self, text: str) -> Mapping[str, Any]:
        """Run the answer."""
        names: dict[str, Any] = {"__name__": "answer"}
        self.execute(text, names, "<answer>")
        return names

    def execute(self, text: str, names: dict[str, Any], path: str) -> None:
        """Run a text."""
        names["__builtins__"] = {**vars(builtins), "__import__": self.bring, "print": self.output.take}
        exec(compile(text, path, "exec"), names)  # noqa: S102, RK505 - this is the world of the exercise

    def bring(self, name: str, *words: Any) -> ModuleType:
        """Stand in for `__import__`."""
        module = self.load(name)
        wanted = words[2] if len(words) > 2 else ()
        for one in wanted or ():
            if f"{name}.{one}" in self.texts:
                self.load(f"{name}.{one}")
        return module if wanted else self.load(name.partition(".")[0])


def make_ground(modules: Mapping[str, str]) -> Ground:
    """Make a world and give what the runner needs of it."""
    world = World(modules)
    return Ground(world.load, world.run, {"output": world.output, "database": world.database})
