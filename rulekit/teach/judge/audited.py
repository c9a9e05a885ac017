"""What raises no audit event in Python itself is made to raise one, so that a guard hears of it."""

import _posixsubprocess
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

SILENT: Mapping[str, str] = {
    "os": (
        "chroot login_tty mkfifo mknod sched_setaffinity sched_setparam sched_setscheduler setns setpgid setpriority"
        " setsid unshare"
    ),
    "signal": "pidfd_send_signal",
}
SHELL = b"/bin/sh"
HOMES = {"os": ("os", "posix"), "signal": ("signal", "_signal")}


def make_heard(programs: Mapping[str, str]) -> tuple[Callable[..., Any], ...]:
    """Replace what is silent, and give what took its place where that leads to the real function.

    Most of it an answer never needs; programs start by their names, wherever it believes them to be.
    """
    for owner, names in SILENT.items():
        for name in names.split():
            for home in HOMES[owner]:
                module = sys.modules.get(home)
                if module is not None and hasattr(module, name):
                    setattr(module, name, _refusing(f"{owner}.{name}"))
    return (_start_by_name(programs), _connect_to_one())


def _refusing(event: str) -> Callable[..., NoReturn]:
    audit = sys.audit

    def refuse(*about: Any, **_: Any) -> NoReturn:
        audit(event, *about)
        raise PermissionError(f"`{event}` is not for an answer")

    return refuse


def _connect_to_one() -> Callable[..., Any]:
    """Let a database stay the only one of its connection: to attach another raises no event."""
    connect, limit, kind = sqlite3.connect, sqlite3.Connection.setlimit, sqlite3.SQLITE_LIMIT_ATTACHED

    def connect_to_one(*given: Any, **options: Any) -> Any:
        connection = connect(*given, **options)
        limit(connection, kind, 0)
        return connection

    for module in (sqlite3, sqlite3.dbapi2):
        vars(module)["connect"] = connect_to_one
    return connect_to_one


def _start_by_name(programs: Mapping[str, str]) -> Callable[..., Any]:
    """Let `subprocess` start what an exercise provides."""
    audit, start, scripts = sys.audit, _posixsubprocess.fork_exec, dict(programs)
    fsdecode, fsencode, basename = os.fsdecode, os.fsencode, os.path.basename

    def fork_exec(words: Any, paths: Any, *rest: Any) -> int:
        name = basename(fsdecode(paths[0]))
        audit("_posixsubprocess.fork_exec", name, words)
        return start([b"sh", fsencode(scripts[name]), *list(words)[1:]], (SHELL,), *rest)

    for module in (_posixsubprocess, subprocess):
        for alias in ("fork_exec", "_fork_exec"):
            if hasattr(module, alias):
                setattr(module, alias, fork_exec)
    vars(subprocess)["_USE_POSIX_SPAWN"] = False
    return fork_exec
