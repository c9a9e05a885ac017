"""Exceptions that are signals rather than errors, and those that one kind of statement is expected to raise."""

import re
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

_CONVERSIONS = (
    "ValueError TypeError OverflowError ZeroDivisionError ArithmeticError InvalidOperation SyntaxError RecursionError"
    " UnicodeError UnicodeDecodeError UnicodeEncodeError EOFError AssertionError NotImplementedError SystemExit"
)
_MISSING_FILES = (
    "FileNotFoundError FileExistsError NotADirectoryError IsADirectoryError ProcessLookupError ChildProcessError"
)
NOT_THERE = LOOKUPS | frozenset(_MISSING_FILES.split())
NOT_THERE_NAME = re.compile(r"\w*(NotFound|DoesNotExist|NotExist|NoSuch|NoResult|Missing)\w*")
FAILURE_HOMES = frozenset(
    "aiohttp asyncpg boto3 botocore elasticsearch ftplib grpc http httpx imaplib kafka ldap mysql paramiko peewee pika"
    " psycopg psycopg2 pymongo pymysql redis requests smtplib socket sqlalchemy sqlite3 ssl stripe subprocess telnetlib"
    " urllib urllib3 websockets".split()
)
FAILURES = frozenset(
    "builtins.ConnectionError builtins.ConnectionRefusedError builtins.ConnectionResetError builtins.TimeoutError"
    " builtins.RuntimeError builtins.MemoryError".split()
)
ANSWERS = LOOKUPS | ATTRIBUTES | NAMES | frozenset(f"{_CONVERSIONS} {_MISSING_FILES}".split())
EXPECTED_NAME = re.compile(
    r"\w*(NotFound|DoesNotExist|NotExist|NoSuch|NoResult|No[A-Z]|Missing|Skip|Stop|Exit|Cancel|Retry|NotSupported|Unsupported"
    r"|Disconnect|AlreadyExists|Exists|Abort|Interrupt|EOF|Eof|Decode|Parse|Syntax|Validation|Invalid|Format|Literal"
    r"|NotAvailable|Unavailable|Unknown|Undefined|NoReverse|Resolver\d*|Multiple|Empty|Full|Denied|Warning|Unbound)\w*"
)
