"""Exceptions that are signals rather than errors, and those that one kind of statement is expected to raise."""

from collections.abc import Mapping

from rulekit.model.late import regex

SIGNALS = frozenset(
    "StopIteration StopAsyncIteration GeneratorExit KeyboardInterrupt BrokenPipeError CancelledError Empty Full"
    " QueueEmpty QueueFull WouldBlock ShutDown QueueShutDown InterruptedError BlockingIOError".split()
)
IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
LOOKUP_ERRORS = frozenset({"KeyError", "IndexError", "LookupError"})
NAME_ERRORS = frozenset({"NameError", "UnboundLocalError"})
ATTRIBUTE_ERRORS = frozenset({"AttributeError"})

# Nothing is lost where a connection that is being closed is closed already.
CLEANUP_CALLS = frozenset(
    "close unlink remove rmdir rmtree shutdown destroy terminate kill disconnect quit release cleanup delete"
    " removedirs detach stop cancel".split()
)

_REMOVALS = frozenset("pop popitem popleft remove discard index unregister".split())
_FILES = frozenset(
    "remove unlink rmdir mkdir makedirs rmtree removedirs rename replace symlink link stat lstat touch".split()
)
_SIGNALLING = frozenset("kill killpg terminate send_signal waitpid".split())
_CODING = frozenset("encode decode".split())

# Calls whose failure is an answer: `cache.pop(key)` with `KeyError` asks whether the key is there.
CALLS_THAT_RAISE: Mapping[str, frozenset[str]] = {
    "KeyError": _REMOVALS,
    "IndexError": _REMOVALS,
    "LookupError": _REMOVALS,
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

_CONVERSIONS = (
    "ValueError TypeError OverflowError ZeroDivisionError ArithmeticError InvalidOperation SyntaxError RecursionError"
    " UnicodeError UnicodeDecodeError UnicodeEncodeError EOFError AssertionError NotImplementedError SystemExit"
)
_MISSING_FILES = (
    "FileNotFoundError FileExistsError NotADirectoryError IsADirectoryError ProcessLookupError ChildProcessError"
)
MISSING_ERRORS = LOOKUP_ERRORS | frozenset(_MISSING_FILES.split())
MISSING_ERROR_NAME = regex(r"\w*(NotFound|DoesNotExist|NotExist|NoSuch|NoResult|Missing)\w*")
# Libraries that talk to services: what they raise is a failure of the world, which somebody wants to read of.
FAILURE_LIBRARIES = frozenset(
    "aiohttp asyncpg boto3 botocore elasticsearch ftplib grpc http httpx imaplib kafka ldap mysql paramiko peewee pika"
    " psycopg psycopg2 pymongo pymysql redis requests smtplib socket sqlalchemy sqlite3 ssl stripe subprocess telnetlib"
    " urllib urllib3 websockets".split()
)
FAILURES = frozenset(
    "builtins.ConnectionError builtins.ConnectionRefusedError builtins.ConnectionResetError builtins.TimeoutError"
    " builtins.RuntimeError builtins.MemoryError".split()
)
# Errors by which code answers a question, such as `int(text)` whether a text is a number.
EXPECTED_ERRORS = LOOKUP_ERRORS | ATTRIBUTE_ERRORS | NAME_ERRORS | frozenset(f"{_CONVERSIONS} {_MISSING_FILES}".split())
EXPECTED_ERROR_NAME = regex(
    r"\w*(NotFound|DoesNotExist|NotExist|NoSuch|NoResult|No[A-Z]|Missing|Skip|Stop|Exit|Cancel|Retry|NotSupported|Unsupported"
    r"|Disconnect|AlreadyExists|Exists|Abort|Interrupt|EOF|Eof|Decode|Parse|Syntax|Validation|Invalid|Format|Literal"
    r"|NotAvailable|Unavailable|Unknown|Undefined|NoReverse|Resolver\d*|Multiple|Empty|Full|Denied|Warning|Unbound)\w*"
)
