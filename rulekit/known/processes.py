"""Functions that start other programs, and the programs that are shells."""

from collections.abc import Mapping
from typing import Final

_MODULES = ("subprocess", "subprocess32", "gevent.subprocess", "eventlet.green.subprocess")
PLAIN_RUNNERS: Final = frozenset(
    f"{module}.{name}" for module in _MODULES for name in ("run", "call", "check_call", "check_output", "Popen")
)
RUNNERS: Final = PLAIN_RUNNERS | {"psutil.Popen", "trio.run_process", "trio.lowlevel.open_process"}
SHELL_POSITION: Final = 8

_OVER_SUBPROCESS = "subprocess.run"
_OVER_ASYNCIO = "create_subprocess_exec"
SHELLS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("os.system", "os.popen", "os.popen2", "os.popen3", "os.popen4"), _OVER_SUBPROCESS),
    **dict.fromkeys(
        ("popen2.popen2", "popen2.popen3", "popen2.popen4", "popen2.Popen3", "popen2.Popen4"), "subprocess.run"
    ),
    **dict.fromkeys(("commands.getoutput", "commands.getstatusoutput"), _OVER_SUBPROCESS),
    **dict.fromkeys((f"{module}.getoutput" for module in _MODULES), _OVER_SUBPROCESS),
    **dict.fromkeys((f"{module}.getstatusoutput" for module in _MODULES), _OVER_SUBPROCESS),
    "asyncio.create_subprocess_shell": _OVER_ASYNCIO,
    "asyncio.subprocess.create_subprocess_shell": _OVER_ASYNCIO,
    "asyncio.AbstractEventLoop.subprocess_shell": "subprocess_exec",
}
SECOND_ARGUMENT: Final = frozenset({"asyncio.AbstractEventLoop.subprocess_shell"})
REMOTE_SHELLS: Final = frozenset({"paramiko.SSHClient.exec_command", "paramiko.client.SSHClient.exec_command"})
STARTERS: Final = (
    frozenset(f"os.{name}" for name in "execl execle execlp execlpe execv execve execvp execvpe".split())
    | frozenset(f"os.{name}" for name in "spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe".split())
    | {"os.posix_spawn", "os.posix_spawnp", "pty.spawn", "asyncio.AbstractEventLoop.subprocess_exec"}
    | {"asyncio.create_subprocess_exec", "asyncio.subprocess.create_subprocess_exec"}
)
# All that starts a program, with a list or with a line for a shell as its first argument.
PROGRAM_STARTERS: Final = RUNNERS | frozenset(SHELLS) - SECOND_ARGUMENT | REMOTE_SHELLS
SHELL_PROGRAMS: Final = frozenset("sh bash zsh dash ash ksh csh tcsh fish cmd powershell pwsh".split())
BUILT_INTO_SHELLS: Final = frozenset(
    "alias bg cd command dir del declare echo eval exec exit export fg hash help history if jobs let pushd popd read"
    " set shift source start time times trap type ulimit umask unset wait while for case until cls copy move ren rd md"
    " rmdir ver vol assoc ftype".split()
)
