"""What the runner needs of the closed world."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Ground:
    """A closed world: `load` imports by name, `run` runs a module's text, `recorders` are what fixtures look at."""

    load: Callable[[str], ModuleType]
    run: Callable[[str], Mapping[str, Any]]
    recorders: Mapping[str, Any]


MakeGround = Callable[[Mapping[str, str]], Ground]
