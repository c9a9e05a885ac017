"""Where one check works: what the guard, the seams and the plugin share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rulekit.teach.judge.fork import End, Line

Isolation = Callable[[Callable[[], None]], tuple[End, list[Line]]]
Event = tuple[str, tuple[Any, ...]]


@dataclass
class Workspace:
    """A folder, empty at first; the programs that may start there, by name; what the guard saw.

    `apart` does some work in another process, or as much apart as can be; `forks` holds an item for each fork of ours
    that the guard lets through.
    """

    folder: Path
    apart: Isolation
    scripts: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    forks: list[bool] = field(default_factory=list)
