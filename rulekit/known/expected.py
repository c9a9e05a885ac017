"""Exceptions that are signals rather than errors, and those that one kind of statement is expected to raise."""

from collections.abc import Mapping

SIGNALS = frozenset(
    "StopIteration StopAsyncIteration GeneratorExit KeyboardInterrupt BrokenPipeError CancelledError Empty Full"
    " QueueEmpty QueueFull WouldBlock ShutDown QueueShutDown InterruptedError BlockingIOError".split()
)
IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
LOOKUPS = frozenset({"KeyError", "IndexError", "LookupError"})
NAMES = frozenset({"NameError", "UnboundLocalError"})
ATTRIBUTES = frozenset({"AttributeError"})

TIDYING = frozenset(
    "close unlink remove rmdir rmtree shutdown destroy terminate kill disconnect quit release cleanup delete"
    " removedirs detach stop cancel".split()
)

_TAKING = frozenset("pop popitem popleft remove discard index unregister".split())
_FILES = frozenset(
    "remove unlink rmdir mkdir makedirs rmtree removedirs rename replace symlink link stat lstat touch".split()
)
_SIGNALLING = frozenset("kill killpg terminate send_signal waitpid".split())
_CODING = frozenset("encode decode".split())

FOCUSED_CALLS: Mapping[str, frozenset[str]] = {
    "KeyError": _TAKING,
    "IndexError": _TAKING,
    "LookupError": _TAKING,
    "ValueError": frozenset({"remove", "index"}),
    "FileNotFoundError": _FILES,
    "FileExistsError": _FILES | {"open"},
    "AttributeError": frozenset({"getattr", "delattr", "setattr"}),
    "ProcessLookupError": _SIGNALLING,
    "ChildProcessError": _SIGNALLING,
    "UnicodeEncodeError": _CODING,
    "UnicodeDecodeError": _CODING,
    "UnicodeError": _CODING,
    "TimeoutError": frozenset({"wait", "wait_for"}),
}
