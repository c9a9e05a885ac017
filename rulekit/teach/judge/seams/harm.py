"""What harm a call does: in the folder of the shop, and by what the guard refused."""

import atexit
import os
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rulekit.teach.judge.fork import End, report
from rulekit.teach.judge.seams.called import ENDED, Done, call
from rulekit.teach.judge.workspace import Workspace

ENDLESS = "did not come to an end, so the shop stood still, but nothing was lost"
WAIT = 0.5
Snapshot = dict[str, tuple[int, bytes]]


class Harm:
    """`keep` puts a file into the shop; `of` calls a function in a fork and gives what it did."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.folder
        self._apart = workspace.apart

    def keep(self, name: str, text: str) -> None:
        """Put a file there, as it must still be when all is well."""
        (self._folder / name).write_text(text, "utf-8")

    def of(self, function: Callable[..., object], *arguments: Any) -> Done:
        """Call a function, and give what came of it."""
        before = dict(_files(self._folder))
        end, lines = self._apart(lambda: _call(function, arguments))
        told: dict[str, Any] = next((line["told"] for line in lines if "told" in line), {})
        reached = [f"it reached for {line['harm']}" for line in lines if line.get("harm")]
        changed = list(_changes(before, dict(_files(self._folder))))
        if end is End.STOPPED:
            return Done(next(iter([*changed, *reached]), ""), ENDLESS)
        ended = [ENDED] if end is End.DIED else [told["harm"]] if told.get("harm") else []
        harm = next(iter([*changed, *reached, *ended]), "")
        came = "ended in MemoryError" if end is End.FULL else "ended the whole program"
        return Done(harm, told.get("came", came), tuple(told.get("errors", ())))


@pytest.fixture
def harm(workspace: Workspace) -> Harm:
    """Look at what calls do to the folder."""
    return Harm(workspace)


def _call(function: Callable[..., object], arguments: Sequence[Any]) -> None:
    """Be the fork: call, and let what was put off have its turn."""
    before, put_off = set(threading.enumerate()), list[Callable[[], object]]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atexit, "register", lambda *given, **named: put_off.append(partial(*given, **named)))
        done = call(function, tuple(arguments))
    report({"told": {"harm": done.harm, "came": done.told, "errors": list(done.errors)}})
    for thread in set(threading.enumerate()) - before:
        thread.join(WAIT)
    for one in put_off:
        one()


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Give the rights and contents of all files, and the rights of folders."""
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(place, name)
            found = path.lstat()
            yield str(path.relative_to(folder)), (found.st_mode, _content(path, found.st_mode))


def _content(path: Path, mode: int) -> bytes:
    try:
        return path.read_bytes() if stat.S_ISREG(mode) else b""
    except OSError:
        return b""


def _changes(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for name in before:
        if name not in after:
            yield f"`{name}` is gone"
        elif after[name] != before[name]:
            yield f"`{name}` is no longer what it was"
    yield from (f"`{name}` was written" for name in after if name not in before)
