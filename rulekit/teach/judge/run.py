"""Where the work that an answer makes is done: with real files in a folder, apart from each other, behind a guard."""

import contextlib
import importlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from rulekit.teach.judge.audited import make_heard
from rulekit.teach.judge.fork import End, Line, in_fork, report
from rulekit.teach.judge.guard import Bounds, guard
from rulekit.teach.judge.in_process import guarded, in_process, unchanged
from rulekit.teach.judge.limits import limit
from rulekit.teach.judge.offline import offline
from rulekit.teach.judge.reached import harm_of
from rulekit.teach.judge.request import Request
from rulekit.teach.judge.seams.scripts import script_of
from rulekit.teach.judge.workspace import Workspace

CODE, CASES, PROGRAMS, TEMPORARY, WORK = "code", "cases", "programs", "tmp", "work"
SECONDS_APART = 3.0


class Run:
    """One request, in an empty folder; `can_fork` tells whether its parts get processes of their own."""

    def __init__(self, request: Request, folder: Path, *, can_fork: bool) -> None:
        self.request = request
        self.folder = folder
        self.code = folder / CODE
        self.temporary = folder / CASES / TEMPORARY
        self.can_fork = can_fork
        self._work = folder / CASES / WORK
        self._work.mkdir(parents=True)
        os.chdir(self._work)
        sys.path.insert(0, str(self.code))

    def write(self, folder: Path, modules: Mapping[str, str]) -> None:
        """Put modules into a folder, where they can be imported at once.

        Python keeps the names of a folder until its time of change is another, which on a coarse clock comes too late:
        in a browser, an exercise with a database found no checks when it was the first of a page.
        """
        for name, text in modules.items():
            is_package = any(other.startswith(f"{name}.") for other in modules)
            path = folder.joinpath(*name.split("."), *(["__init__"] if is_package else [])).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        importlib.invalidate_caches()

    def isolated(self, work: Callable[[], None]) -> tuple[End, list[Line]]:
        """Do a part of the work apart from the rest."""
        if self.can_fork:
            return in_fork(work, self.request.seconds)
        with unchanged(self.folder):
            return in_process(work, self.folder)

    @contextlib.contextmanager
    def workspace(self, *, has_network: bool = False, is_offline: bool = True) -> Iterator[Workspace]:
        """Begin in an empty folder, where the guard looks on; in a process of its own it stays.

        It is the same folder each time: a module may have taken its path when it was loaded, as an engine of SQLAlchemy
        does with that of its file. It is offline, but where harm is looked for: there the guard hears of names too.
        """
        forks: list[bool] = []
        made = Workspace(self._work, partial(self._apart, forks), forks=forks)
        os.chdir(self.folder)
        shutil.rmtree(self.folder / CASES)
        self._work.mkdir(parents=True)
        os.chdir(self._work)
        tempfile.tempdir = os.environ["TMPDIR"] = str(self.folder / CASES)
        bounds = Bounds(str(self.folder / CASES), tuple(self.request.programs), has_network=has_network)
        with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as around:
            for package in self.request.absent:
                patch.setitem(sys.modules, package, None)
            if is_offline:
                around.enter_context(offline())
            if self.can_fork:
                self._settle(made, bounds)
                yield made
            else:
                with guarded(bounds, made.events):
                    yield made

    def _apart(self, forks: list[bool], work: Callable[[], None]) -> tuple[End, list[Line]]:
        """Do some work apart from a workspace; the guard lets that fork through."""
        forks.append(True)
        return in_fork(work, SECONDS_APART) if self.can_fork else in_process(work, self.folder)

    def _settle(self, made: Workspace, bounds: Bounds) -> None:
        """Take leave of the parent: streams, limits, and a guard that stays; what is ours goes out of reach."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        limit()
        programs = self.folder / PROGRAMS
        programs.mkdir(exist_ok=True)
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
