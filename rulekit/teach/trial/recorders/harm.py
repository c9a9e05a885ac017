"""What harm a call does in the closed world: to its files, by programs, and by what a guard refused."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from rulekit.teach.trial.done import Done, call
from rulekit.teach.trial.recorders.files import Files
from rulekit.teach.trial.recorders.network import Network
from rulekit.teach.trial.recorders.processes import Processes


class Harm:
    """`keep` puts a file into the shop; `of` calls a function and gives what it did."""

    def __init__(self, files: Files, processes: Processes, network: Network, refused: Sequence[str]) -> None:
        self._files = files
        self._processes = processes
        self._network = network
        self._refused = refused

    def keep(self, name: str, text: str) -> None:
        """Put a file there, as it must still be when all is well."""
        self._files.write(name, text)

    def of(self, function: Callable[..., object], *arguments: Any) -> Done:
        """Call a function, and give what came of it."""
        before, marks = dict(self._files.contents), [len(some) for some in self._reached()]
        done = call(function, arguments)
        for one in self._files.opened:
            one.flush() if not one.closed else None
        reached = [what for some, mark in zip(self._reached(), marks, strict=True) for what in some[mark:]]
        found = [*_changes(before, self._files.contents), *(f"it reached for {what}" for what in reached)]
        return Done(next(iter([*found, done.harm]), ""), done.told, done.errors)

    def _reached(self) -> tuple[list[str], ...]:
        """Give what was reached for so far."""
        programs = [f"the program `{one.program}`" for one in self._processes.started]
        connections = ["the network"] * (self._network.opened + len(self._network.calls))
        return programs, connections, [what for what in self._refused if what]

    def modules(self) -> Mapping[str, ModuleType]:
        """Give nothing: it only looks at what others write down."""
        return {}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing."""
        return {}


def _changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    for path in before:
        name = path.rpartition("/")[2]
        if path not in after:
            yield f"`{name}` is gone"
        elif after[path] != before[path]:
            yield f"`{name}` is no longer what it was"
    yield from (f"`{path}` was written" for path in after if path not in before)
