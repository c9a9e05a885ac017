"""Whether the level of a log call fits what it says and where it stands."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rulekit.analysis.exceptions.boundaries import is_boundary
from rulekit.analysis.exceptions.handlers import Breadth, breadth, handler_around, handler_nodes, is_report
from rulekit.analysis.exceptions.propagation import hands_on
from rulekit.analysis.exceptions.swallowed import caught_names, is_focused
from rulekit.analysis.flow.control_flow import Way, ways_out
from rulekit.analysis.logs.loggers import LogCall, log_method
from rulekit.analysis.logs.messages import label_edit, level_of_call, said
from rulekit.analysis.names.signatures import last_part
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import following
from rulekit.known.expected import IMPORT_ERRORS, SIGNALS
from rulekit.known.logs import LEVEL_NAMES, METHODS, NUMBERS
from rulekit.known.logwords import (
    ENTRY,
    FAILURE,
    FAILURE_INSIDE,
    HARMLESS,
    LABEL,
    LOOP,
    NO_FAILURE,
    NORMAL,
    NOT_NORMAL,
    RECOVERY,
)
from rulekit.model.finding import Edit

DEBUG, INFO, WARNING, ERROR, CRITICAL = sorted(METHODS)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_EXPECTED = re.compile(
    r"(Key|Index|Lookup|Attribute|FileNotFound|FileExists|NotADirectory|IsADirectory|ProcessLookup|ChildProcess"
    r"|NotImplemented|UnicodeDecode|UnicodeEncode|Unicode)Error|\w*(NotFound|DoesNotExist|NotExist|NoSuch|NoResult"
    r"|Missing|Skip|Stop|Exit|Cancel|Retry|NotSupported|Unsupported|Disconnect|ConnectionClosed|ConnectionReset"
    r"|AlreadyExists|Abort|Interrupt|Timeout|EOF|Eof)\w*"
)
_NO_ERROR = re.compile(
    r"\w*(Exit|Stop\w*|Interrupt|Retry|Skip\w*|Abort\w*|Cancel\w*|Redirect|Ignore\w*|NotFound|Http404|Denied|Http\w*"
    r"|HTTP\w*|Reject\w*|StopIteration|Return|Continue|Break|Unauthorized|Forbidden|Warning)"
)
_CONVERSION = frozenset({"ValueError", "TypeError", "OverflowError"})
_SHORT = 4


@dataclass(frozen=True)
class Doubt:
    """Why a level is likely to be wrong: the kind of doubt, what is said about it, and the level that would fit.

    `wording` changes the message along with the level.
    """

    kind: str
    message: str
    method: str | None = None
    wording: Edit | None = None


def doubts(source: Source, one: LogCall) -> Iterator[Doubt]:
    """Give what speaks against the level of a log call, the strongest first."""
    level = level_of_call(source, one)
    if level is None:
        return
    text = said(source, one)
    if found := _labelled(source, one, level, text):
        yield found
    for question in _QUESTIONS.get(level, ()):
        if found := question(source, one, text):
            yield found


def _labelled(source: Source, one: LogCall, level: int, text: str) -> Doubt | None:
    """Compare the level with the word that the message begins with: `ERROR: no paper`."""
    label = LABEL.match(text)
    if label is None:
        return None
    name = label["name"]
    number = LEVEL_NAMES[name.upper()]
    is_marked = name.isupper() or text.lstrip()[:1] == "["
    if number == level or not (is_marked or _is_plain_label(number, level, name)):
        return None
    method = _failing_method(source, one) if number == ERROR else METHODS[number]
    message = f"the text says `{name}`, the level says `{one.method}`: call `{method}()` without the word"
    return Doubt("level_label", message, method, label_edit(source, one))


def is_labelled(text: str) -> bool:
    """Tell whether a message begins with the name of a level."""
    return LABEL.match(text) is not None


def _is_plain_label(number: int, level: int, name: str) -> bool:
    """Tell whether `Error:` and the like mean a level, where `info: %s` would only name a value."""
    if number in {DEBUG, INFO}:
        return name.istitle() and level >= WARNING
    return not (number >= ERROR and level >= ERROR)


def _quiet_handler(source: Source, one: LogCall, _: str) -> Doubt | None:
    """Find `debug` or `info` as all that a handler says about an error that ends there."""
    handler = handler_around(source, one.call)
    if handler is None or not _says_no_more(source, handler, one.call):
        return None
    if Way.RAISE in ways_out(handler.body) or hands_on(source, handler):
        return None
    if breadth(source, handler) is Breadth.NARROW and _is_minor(source, handler):
        return None
    method = "exception" if breadth(source, handler) is not Breadth.NARROW else "warning"
    message = f"an error that ends here is only logged by `{one.method}`: use `warning()` or `exception()`"
    return Doubt("quiet_handler", message, method)


def _says_no_more(source: Source, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Tell whether a call is the first of a handler's log calls, none louder than `info` or with the traceback."""
    calls = [node for node in handler_nodes(handler) if isinstance(node, ast.Call)]
    methods = [(node, method) for node in calls if (method := log_method(source, node))]
    if not methods or methods[0][0] is not call or any(NUMBERS.get(method, ERROR) > INFO for _, method in methods):
        return False
    if any(keyword.arg == "exc_info" for node, _ in methods for keyword in node.keywords):
        return False
    logged = {node for node, _ in methods}
    return not any(node not in logged and is_report(source, node) for node in calls)


def _is_minor(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a named error may be logged quietly: a loop tries again, or a wrong text gets another value."""
    if any(isinstance(around, ast.While) for around in source.ancestors(handler)) and is_boundary(source, handler):
        return True
    attempt, last = source.parents[handler], handler.body[-1]
    if caught_names(source, handler) - _CONVERSION or len(getattr(attempt, "body", ())) > 1:
        return False
    value = last.value if isinstance(last, (ast.Return, ast.Assign)) else None
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def is_expected(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether only errors are caught that are a part of the normal flow, such as a missing key."""
    if handler.type is None or is_focused(source, handler):
        return handler.type is not None
    types = caught_names(source, handler)
    return all(name in SIGNALS | IMPORT_ERRORS or _EXPECTED.fullmatch(name) for name in types)


def _before_raise(source: Source, one: LogCall, text: str) -> Doubt | None:
    """Find a mild word about an error that is raised in the next statement."""
    statement = source.parents[one.call]
    after = next(iter(following(source, statement)), None) if isinstance(statement, ast.Expr) else None
    if not isinstance(after, ast.Raise) or after.exc is None:
        return None
    raised = after.exc.func if isinstance(after.exc, ast.Call) else after.exc
    name = last_part(source, raised)
    if not name[:1].isupper() or _NO_ERROR.fullmatch(name):
        return None
    handler = handler_around(source, one.call)
    if (level_of_call(source, one) or INFO) <= INFO and (
        handler is not None or not (_is_failure(text) or name.endswith("Error"))
    ):
        return None
    message = f"`{one.method}` is too mild for an error that is raised next: call `error()` or only raise"
    return Doubt("before_raise", message, "error")


def _failing_words(source: Source, one: LogCall, text: str) -> Doubt | None:
    if not _is_failure(text):
        return None
    method = _failing_method(source, one)
    message = f"the words tell of a failure, the level is `{one.method}`: call `warning()` or `{method}()`"
    return Doubt("failure_words", message, method)


def _failing_method(source: Source, one: LogCall) -> str:
    return "error" if handler_around(source, one.call) is None else "exception"


def _is_failure(text: str) -> bool:
    return len(text) > _SHORT and bool(FAILURE.match(text) or FAILURE_INSIDE.search(text))


def denies_failure(text: str) -> bool:
    """Tell whether the words deny a failure, count failures, or speak of another try."""
    return bool(NO_FAILURE.search(text))


def calls_it_harmless(text: str) -> bool:
    """Tell whether the words say that an error does not matter."""
    return bool(HARMLESS.search(text))


def _tracing_words(source: Source, one: LogCall, text: str) -> Doubt | None:
    if ENTRY.match(text) or (LOOP.match(text) and _in_loop(source, one.call)):
        return Doubt("trace_words", "tracing fills the log at `info`: call `debug()`", "debug")
    return None


def _recovering_words(_: Source, one: LogCall, text: str) -> Doubt | None:
    if one.method == "exception" or not RECOVERY.search(text):
        return None
    message = f"the words tell of a way out, the level is `{one.method}`: call `warning()`"
    return Doubt("recovery_words", message, "warning")


def _normal_words(_: Source, one: LogCall, text: str) -> Doubt | None:
    if one.method == "exception" or not NORMAL.match(text) or NOT_NORMAL.search(text):
        return None
    message = f"the words tell of the normal flow, the level is `{one.method}`: call `info()`"
    return Doubt("normal_words", message, "info")


def _in_loop(source: Source, node: ast.AST) -> bool:
    for around in source.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            return False
        if isinstance(around, _LOOPS):
            return True
    return False


_LOUD = (_recovering_words, _normal_words)
_QUESTIONS: Final[Mapping[int, tuple[Callable[[Source, LogCall, str], Doubt | None], ...]]] = {
    DEBUG: (_quiet_handler, _before_raise, _failing_words),
    INFO: (_quiet_handler, _before_raise, _failing_words, _tracing_words),
    WARNING: (_before_raise,),
    ERROR: _LOUD,
    CRITICAL: _LOUD,
}
