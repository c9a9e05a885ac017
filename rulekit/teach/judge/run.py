"""Where the work that an answer makes is done: with real files in a folder, apart from each other, behind a guard."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rulekit.teach.judge.audited import make_heard
from rulekit.teach.judge.fork import End, Line, in_fork, report
from rulekit.teach.judge.guard import Bounds, guard
from rulekit.teach.judge.in_process import guarded, in_process
from rulekit.teach.judge.limits import limit
from rulekit.teach.judge.reached import harm_of
from rulekit.teach.judge.request import Request
from rulekit.teach.judge.seams.scripts import script_of
from rulekit.teach.judge.workspace import Workspace

CODE, CASES, PROGRAMS, TEMPORARY = "code", "cases", "programs", "tmp"


class Run:
    """One request, in an empty folder; `can_fork` tells whether its parts get processes of their own."""

    def __init__(self, request: Request, folder: Path, *, can_fork: bool) -> None:
        self.request = request
        self.folder = folder
        self.code = folder / CODE
        self.temporary = folder / CASES / TEMPORARY
        self._can_fork = can_fork
        self.temporary.parent.mkdir()
        sys.path.insert(0, str(self.code))

    def write(self, folder: Path, modules: Mapping[str, str]) -> None:
        """Put modules into a folder."""
        for name, text in modules.items():
            is_package = any(other.startswith(f"{name}.") for other in modules)
            path = folder.joinpath(*name.split("."), *(["__init__"] if is_package else [])).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def isolated(self, work: Callable[[], None]) -> tuple[End, list[Line]]:
        """Do a part of the work apart from the rest."""
        return in_fork(work, self.request.seconds) if self._can_fork else in_process(work)

    @contextlib.contextmanager
    def workspace(self, name: str, *, has_network: bool = False) -> Iterator[Workspace]:
        """Go into a folder, where the guard looks on; in a process of its own it stays."""
        made = Workspace(self.folder / CASES / name)
        made.folder.mkdir()
        os.chdir(made.folder)
        sys.modules.update(dict.fromkeys(self.request.absent))  # type: ignore[arg-type]  # as `importlib` has it
        bounds = Bounds(str(self.folder / CASES), tuple(self.request.programs), has_network=has_network)
        if self._can_fork:
            self._settle(made, bounds)
            yield made
        else:
            with guarded(bounds, made.events):
                yield made

    def _settle(self, made: Workspace, bounds: Bounds) -> None:
        """Take leave of the parent: streams, limits, and a guard that stays; what is ours goes out of reach."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        limit()
        programs = self.folder / PROGRAMS / made.folder.name
        programs.mkdir(parents=True)
        os.environ |= {"PATH": str(programs), "BROWSER": "browser"}
        made.scripts |= {name: script_of(name, programs, made.folder) for name in self.request.programs}

        def tell(event: str, about: tuple[object, ...], *, refused: bool) -> None:
            made.events.append((event, about))
            if refused:
                report({"harm": harm_of(event, about)})

        hook = guard(bounds._replace(closed=make_heard(made.scripts)), tell, made.forks)
        for name in [one for one in sys.modules if one.partition(".")[0] == "rulekit"]:
            del sys.modules[name]
        sys.addaudithook(hook)
