"""Work is done in this process, where there is no other, such as in a browser: nothing of it is left afterwards."""

import copy
import decimal
import logging
import os
import random
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NoReturn

from rulekit.teach.judge.fork import End, Line, kept, report
from rulekit.teach.judge.guard import Bounds, Hook, guard
from rulekit.teach.judge.reached import harm_of
from rulekit.teach.judge.waiting import TooManySteps

STEPS = 2_000_000
ENDING = tuple({os, sys.modules[os.name]})


class Watch:
    """Which hook looks at which thread."""

    def __init__(self) -> None:
        self.thread: int | None = None
        self.hook: Hook | None = None


def in_process(work: Callable[[], None], home: Path) -> tuple[End, list[Line]]:
    """Do some work; give how it ended and the lines that it reported.

    Code in a folder that goes on and on is stopped by its steps.
    """
    lines: list[Line] = []
    kept.append(lines)
    before = sys.gettrace()
    steps = _Steps(str(home))
    try:
        sys.settrace(steps.trace)
        work()
    except TooManySteps:
        return End.STOPPED, lines
    except SystemExit:
        return End.DIED, lines
    finally:
        sys.settrace(before)
        kept.pop()
    return (End.STOPPED if steps.left <= 0 else End.DONE), lines


class _Steps:
    """Counts the lines that run of files in a folder."""

    def __init__(self, home: str) -> None:
        self.left = STEPS
        self._home = home

    def trace(self, frame: FrameType, event: str, _: object) -> Any:
        """Take a line."""
        if event == "call" and not frame.f_code.co_filename.startswith(self._home):
            return None
        if event == "line":
            self.left -= 1
            if self.left <= 0:
                raise TooManySteps
        return self.trace


@contextmanager
def unchanged(home: Path) -> Iterator[None]:
    """Put what Python itself holds back as it was, and forget the modules that lie in a folder."""
    names = {
        name: (sys.modules[name], dict(vars(sys.modules[name]))) for name in sys.stdlib_module_names & {*sys.modules}
    }
    environment, folder, path = dict(os.environ), Path.cwd(), list(sys.path)
    chance, numbers = random.getstate(), copy.copy(decimal.getcontext())
    root = logging.root
    handlers, level = list(root.handlers), root.level
    loggers = dict(root.manager.loggerDict)
    try:
        yield
    finally:
        for name, (module, held) in names.items():
            _restore(name, module, held)
        for name in [one for one, module in sys.modules.items() if _is_below(home, module)]:
            del sys.modules[name]
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.path[:] = path
        random.setstate(chance)
        decimal.setcontext(numbers)
        root.handlers[:] = handlers
        root.level = level  # noqa: RK202 - it is put back as it was
        root.manager.loggerDict.clear()
        root.manager.loggerDict.update(loggers)


def _is_below(home: Path, module: ModuleType | None) -> bool:
    """Tell whether a module lies in a folder; a package that is absent on purpose lies nowhere and goes too."""
    return module is None or str(getattr(module, "__file__", None) or "").startswith(str(home))


def _restore(name: str, module: ModuleType, held: Mapping[str, object]) -> None:
    """Undo what was done to a module; parts of a package that were loaded meanwhile stay."""
    sys.modules[name] = module
    now = vars(module)
    for added in [key for key, value in now.items() if key not in held and not isinstance(value, ModuleType)]:
        del now[added]
    now.update(held)


@contextmanager
def guarded(bounds: Bounds, events: list[tuple[str, tuple[Any, ...]]]) -> Iterator[None]:
    """Let the guard look at this thread, and report the harm that it refuses."""

    def tell(event: str, about: tuple[Any, ...], *, refused: bool) -> None:
        events.append((event, about))
        if refused:
            report({"harm": harm_of(event, about)})

    watch, ends = _watch(), {(module, name): getattr(module, name) for module in ENDING for name in ("_exit", "abort")}
    watch.hook, watch.thread = guard(bounds, tell, []), threading.get_ident()
    for module, name in ends:
        setattr(module, name, _leave)
    try:
        yield
    finally:
        watch.thread = None
        for (module, name), end in ends.items():
            setattr(module, name, end)


def _leave(*_: object) -> NoReturn:
    """End only what an answer does, where the whole program is that of the learner."""
    raise SystemExit


@cache
def _watch() -> Watch:
    """Set up the hook, once: it cannot be taken off."""
    watch, this = Watch(), threading.get_ident

    def look(event: str, about: tuple[Any, ...]) -> None:
        if watch.thread == this() and watch.hook is not None:
            # An answer may end its own process; this one is the learner's, so the guard hears of its group instead.
            is_end = event == "os.kill" and about[0] == os.getpid()
            watch.hook(event, (0, *about[1:]) if is_end else about)

    sys.addaudithook(look)
    return watch
