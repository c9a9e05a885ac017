"""The audit hook of a child (PEP 578): what an answer may touch. It cannot be taken off, and tells what was refused.

All that it needs are copies of its own: an answer that replaces `os.path.realpath`, `isinstance` or this module changes
nothing. It is a rail and no prison: whoever climbs through the frames of a traceback still gets to it.
"""

import errno
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from rulekit.teach.judge.detached import detached

Hook = Callable[[str, tuple[Any, ...]], None]

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
MAY_NOT = "an answer may not reach for"
# Events about files: the places of the paths among the arguments, and of the folders that these are relative to.
PATHS: Mapping[str, tuple[tuple[int, ...], tuple[int | None, ...]]] = {
    "os.chdir": ((0,), (None,)),
    "os.chflags": ((0,), (None,)),
    "os.chmod": ((0,), (2,)),
    "os.chown": ((0,), (3,)),
    "os.link": ((0, 1), (2, 3)),
    "os.mkdir": ((0,), (2,)),
    "os.remove": ((0,), (1,)),
    "os.removexattr": ((0,), (None,)),
    "os.rename": ((0, 1), (2, 3)),
    "os.rmdir": ((0,), (1,)),
    "os.setxattr": ((0,), (None,)),
    "os.symlink": ((1,), (None,)),
    "os.truncate": ((0,), (None,)),
    "os.utime": ((0,), (3,)),
    "shutil.chown": ((0,), (None,)),
    "shutil.rmtree": ((0,), (1,)),
}
REFUSED = frozenset(
    "cpython.PyInterpreterState_New gc.get_objects gc.get_referents gc.get_referrers os.chroot os.exec os.fork"
    " os.forkpty os.login_tty os.mkfifo os.mknod os.posix_spawn os.sched_setaffinity os.sched_setparam"
    " os.sched_setscheduler os.setns os.setpgid os.setpriority os.setsid os.spawn os.startfile os.system os.unshare"
    " pty.spawn resource.prlimit resource.setrlimit signal.pidfd_send_signal sqlite3.enable_load_extension"
    " sqlite3.load_extension sys._current_exceptions sys._current_frames sys.addaudithook sys.remote_exec"
    " webbrowser.open".split()
)
FAMILIES = ("_winapi.", "ctypes.", "socket.", "syslog.", "winreg.")
HARMLESS = frozenset({"socket.__new__", "socket.gethostname"})
# Events about sockets: the place of the address among the arguments.
REACHES: Mapping[str, int] = {
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.sendmsg": 1,
    "socket.sendto": 1,
}
LOOPBACK = frozenset({"", "127.0.0.1", "::1", "localhost"})
ANSWERS = frozenset({"curriculum", "solutions"})
LAWLESS = frozenset(
    {
        "_cffi_backend",
        "_ctypes",
        "_interpreters",
        "_testcapi",
        "_testinternalcapi",
        "_xxsubinterpreters",
        "cffi",
        "ctypes",
    }
)
NOT_HERE = frozenset({"_curses", "_dbm", "_gdbm", "_posixshmem", "_tkinter", "readline"})


class Tell(Protocol):
    """Hears of every program that is started, of every file of the folder that is opened, and of what is refused."""

    def __call__(self, event: str, about: tuple[Any, ...], *, refused: bool) -> None:
        """Take an event and its arguments."""
        ...


class Bounds(NamedTuple):
    """Below which folder may be written, which programs may start, by their names, and what nobody may look into.

    With a network, sockets reach this machine itself, and nothing beyond it.
    """

    folder: str = ""
    programs: tuple[str, ...] = ()
    closed: tuple[object, ...] = ()
    has_network: bool = False


def guard(bounds: Bounds, tell: Tell, forks: list[bool]) -> Hook:
    """Make the hook. Forks are refused, but for one for each item of `forks`, which is taken out."""
    here = detached(os.path, os=detached(os))
    own = detached(sys.modules[__name__], _path=here, _os=detached(os))
    folder = here.realpath(bounds.folder) if bounds.folder else ""
    hook: Hook = own._hook(bounds._replace(folder=folder), tell, forks)  # noqa: SLF001 - a copy of our own
    return hook


_path: Any = os.path
_os: Any = os


def _hook(bounds: Bounds, tell: Tell, forks: list[bool]) -> Hook:
    def hook(event: str, about: tuple[Any, ...]) -> None:
        if event == "import":
            _bring(about[0], about, tell)
            return
        if event == "os.fork" and forks:
            forks.pop()
            return
        refused = not _is_right(event, about, bounds)
        if refused or event == "subprocess.Popen" or (event == "open" and _is_inside(about[0], bounds.folder)):
            tell(event, about, refused=refused)
        if refused:
            raise PermissionError(errno.EPERM, f"{MAY_NOT} `{event}`")

    return hook


def _bring(name: str, about: tuple[Any, ...], tell: Tell) -> None:
    last = name.rpartition(".")[2]
    if last in LAWLESS:
        tell(f"import {last}", about, refused=True)
    if last in LAWLESS or last in NOT_HERE or name.partition(".")[0] == "rulekit":
        raise ImportError(f"`{last}` is not part of this exercise", name=name)


def _is_right(event: str, about: tuple[Any, ...], bounds: Bounds) -> bool:
    """Tell whether an answer may do what an event is about."""
    if event == "open":
        return _may_open(about[0], about[1], about[2], bounds.folder)
    if event in PATHS:
        return _may_change(event, about, bounds.folder)
    if event in {"subprocess.Popen", "_posixsubprocess.fork_exec"}:
        return _path.basename(_os.fsdecode(about[0])) in bounds.programs
    if event in REACHES:
        return bounds.has_network and _is_loopback(about[REACHES[event]])
    if event.startswith("object."):
        return not any(about[0] is one for one in bounds.closed)
    return _may_connect(about[0], bounds.folder) if event == "sqlite3.connect" else _is_harmless(event, about)


def _is_loopback(address: Any) -> bool:
    """Tell whether an address of a socket, or a name, is of this machine."""
    host = address[0] if type(address) is tuple else address
    return host is None or (type(host) in {str, bytes} and _os.fsdecode(host) in LOOPBACK)


def _is_harmless(event: str, about: tuple[Any, ...]) -> bool:
    """Tell whether an event is all right that is about no file."""
    if event in {"os.kill", "os.killpg"}:
        return _may_signal(about[0], about[1])
    return event not in REFUSED and (not event.startswith(FAMILIES) or event in HARMLESS)


def _may_open(path: Any, mode: str | None, flags: int, folder: str) -> bool:
    """Let files be read but the lessons' answers; a folder outside is closed, since a path may begin in an open one."""
    if type(path) is int:
        return True
    is_writing = bool((flags or 0) & WRITING) or not set(mode or "").isdisjoint("wax+")
    if _text(path) == _os.devnull:
        return True
    if not ANSWERS.isdisjoint(_path.realpath(_text(path)).split(_os.sep)):
        return False
    if mode is None and ".." in _text(path).split(_os.sep):
        return False
    if is_writing or (mode is None and _path.isdir(_text(path))):
        return _is_inside(path, folder)
    return True


def _may_change(event: str, about: tuple[Any, ...], folder: str) -> bool:
    """Tell whether all paths of an event are inside; those relative to an open folder are, but for steps upwards."""
    paths, bases = PATHS[event]
    for place, base in zip(paths, bases, strict=True):
        path = about[place]
        if type(path) is int:
            is_right = event == "os.truncate"
        elif base is not None and about[base] not in {None, -1} and not _path.isabs(_text(path)):
            is_right = ".." not in _text(path).split(_os.sep)
        else:
            is_right = _is_inside(path, folder)
        if not is_right:
            return False
    return event != "os.symlink" or (about[2] in {None, -1} and _is_inside(_target(about), folder))


def _target(about: tuple[Any, ...]) -> str:
    """Give where a new symbolic link leads to."""
    return str(_path.join(_path.dirname(_text(about[1])), _text(about[0])))


def _may_signal(target: int, number: int) -> bool:
    """Let an answer stop itself, and the programs that it started."""
    if number == 0 or target == _os.getpid():
        return True
    if target <= 0:
        return False
    try:
        _os.waitid(_os.P_PID, target, _os.WEXITED | _os.WNOHANG | _os.WNOWAIT)
    except (OSError, AttributeError):
        return False
    return True


def _may_connect(database: Any, folder: str) -> bool:
    """Let databases be in memory or inside."""
    name, _, options = _text(database).removeprefix("file:").partition("?")
    if name in {"", ":memory:"} or "mode=memory" in options.split("&"):
        return True
    return "%" not in name and not name.startswith("//") and _is_inside(name, folder)


def _is_inside(path: Any, folder: str) -> bool:
    """Tell whether a path is below the folder, both itself and what it leads to."""
    if not folder:
        return False
    text = _text(path)
    itself = _path.join(_path.realpath(_path.dirname(text)), _path.basename(text))
    return all(
        one == folder or one.startswith(folder + _os.sep) for one in (_path.normpath(itself), _path.realpath(text))
    )


def _text(path: Any) -> str:
    """Give a path as text; what could answer differently when it is asked again is no path."""
    if type(path) in {str, bytes}:
        text: str = _os.fsdecode(path)
        return text
    if type(path).__module__.partition(".")[0] == "pathlib":
        return str(path)
    return os.sep
