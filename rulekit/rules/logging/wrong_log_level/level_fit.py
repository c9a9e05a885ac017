"""Whether the level of a log call fits what it says and where it stands."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from rulekit.analysis.exceptions.boundaries import is_boundary
from rulekit.analysis.exceptions.handlers import (
    Breadth,
    breadth,
    caught_names,
    handler_around,
    is_focused,
    lets_escape,
    logs_or_prints,
)
from rulekit.analysis.flow.control_flow import Way, ways_out
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.logs.loggers import LogCall, log_method
from rulekit.analysis.logs.messages import level_of, message_text
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.signatures import last_part
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import following
from rulekit.known.expected_exceptions import IMPORT_ERRORS, SIGNALS
from rulekit.known.log_level_words import (
    ENTRY,
    FAILURE,
    FAILURE_INSIDE,
    LABEL,
    LOOP,
    NORMAL,
    NOT_NORMAL,
    RECOVERY,
)
from rulekit.known.logs import LEVEL_NAMES, METHODS, NUMBERS
from rulekit.model.finding import Edit
from rulekit.model.late import regex
from rulekit.rules.logging.wrong_log_level.call_style import wants_traceback, without_label

DEBUG, INFO, WARNING, ERROR, CRITICAL = sorted(METHODS)
# Narrower than what RK303 takes for an answer: `debug` about a wrong text or a broken format still hides it.
# A lookup that fails, a file that is not there and a peer that hangs up belong to the normal flow.
_EXPECTED = regex(
    r"(Key|Index|Lookup|Attribute|FileNotFound|FileExists|NotADirectory|IsADirectory|ProcessLookup|ChildProcess"
    r"|NotImplemented|UnicodeDecode|UnicodeEncode|Unicode)Error|\w*(NotFound|DoesNotExist|NotExist|NoSuch|NoResult"
    r"|Missing|Skip|Stop|Exit|Cancel|Retry|NotSupported|Unsupported|Disconnect|ConnectionClosed|ConnectionReset"
    r"|AlreadyExists|Abort|Interrupt|Timeout|EOF|Eof)\w*"
)
# Raising one of these is no failure: `raise Http404` answers a request, `raise SystemExit` ends a program.
_NO_FAILURE = regex(
    r"\w*(Exit|Stop\w*|Interrupt|Retry|Skip\w*|Abort\w*|Cancel\w*|Redirect|Ignore\w*|NotFound|Http404|Denied|Http\w*"
    r"|HTTP\w*|Reject\w*|StopIteration|Return|Continue|Break|Unauthorized|Forbidden|Warning)"
)
_CONVERSION_ERRORS = frozenset({"ValueError", "TypeError", "OverflowError"})


class Doubt(NamedTuple):
    """Why a level is likely to be wrong: the kind of doubt, what is said about it, and the level that would fit.

    `wording` changes the message along with the level.
    """

    kind: str
    message: str
    method: str | None = None
    wording: Edit | None = None


def doubts(source: Source, log_call: LogCall) -> Iterator[Doubt]:
    """Yield what speaks against the level of a log call, the strongest first."""
    level = level_of(source, log_call)
    if level is None:
        return
    text = message_text(source, log_call)
    if doubt := _label_of_another_level(source, log_call, level, text):
        yield doubt
    for check in _CHECKS.get(level, ()):
        if doubt := check(source, log_call, text):
            yield doubt


def _label_of_another_level(source: Source, log_call: LogCall, level: int, text: str) -> Doubt | None:
    """Compare the level with the word that the message begins with: `ERROR: no paper`."""
    label = LABEL.match(text)
    if label is None:
        return None
    name = label["name"]
    number = LEVEL_NAMES[name.upper()]
    if number in {DEBUG, INFO}:
        # `info: %s` names a value, `Info: ...` at a louder level is a label.
        is_plain_label = name.istitle() and level >= WARNING
    else:
        is_plain_label = not (number >= ERROR and level >= ERROR)
    is_marked = name.isupper() or text.lstrip()[:1] == "["
    # Whoever aborts with `critical("ERROR: ...")` has counted it as an error, and more.
    is_kept = number == level or (number == ERROR and level == CRITICAL)
    if is_kept or not (is_marked or is_plain_label):
        return None
    method = _failure_method(source, log_call) if number == ERROR else METHODS[number]
    message = f"the text says `{name}`, the level says `{log_call.method}`: call `{method}()` without the word"
    return Doubt("level_label", message, method, without_label(source, log_call))


def _quiet_handler(source: Source, log_call: LogCall, text: str) -> Doubt | None:
    """Find `debug` or `info` as all that a handler says about an error that ends there."""
    handler = handler_around(source, log_call.call)
    if handler is None or not _says_no_more(source, handler, log_call.call):
        return None
    if Way.RAISE in ways_out(handler.body) or lets_escape(source, handler):
        return None
    if breadth(source, handler) is Breadth.NARROW and (
        _may_be_quiet(source, handler) or _tells_what_it_does(source, handler, log_call, text)
    ):
        return None
    method = "exception" if breadth(source, handler) is not Breadth.NARROW else "warning"
    message = f"an error that ends here is only logged by `{log_call.method}`: use `warning()` or `exception()`"
    return Doubt("quiet_handler", message, method)


def _says_no_more(source: Source, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Tell whether a call is the first of a handler's log calls, none louder than `info` or with the traceback."""
    calls = [node for node in own_nodes(handler) if isinstance(node, ast.Call)]
    methods = {node: method for node in calls if (method := log_method(source, node))}
    if next(iter(methods), None) is not call or any(NUMBERS.get(name, ERROR) > INFO for name in methods.values()):
        return False
    if any(keyword.arg == "exc_info" for node in methods for keyword in node.keywords):
        return False
    return not any(node not in methods and logs_or_prints(source, node) for node in calls)


def _tells_what_it_does(source: Source, handler: ast.ExceptHandler, log_call: LogCall, text: str) -> bool:
    """Tell whether the line announces the work that the handler does next: the error was the answer to a question.

    `SELECT keep_history` fails, "adding the column", `ALTER TABLE` follows.
    """
    tells_of_failure = FAILURE.match(text) or FAILURE_INSIDE.search(text)
    names_error = any(isinstance(node, ast.Name) and node.id == handler.name for node in walk(log_call.call))
    later = following(source, source.statement(log_call.call))
    works = any(isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) for one in later)
    return works and not tells_of_failure and not names_error


def _may_be_quiet(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a named error may be logged quietly: a loop tries again, or a wrong text gets another value."""
    if any(isinstance(around, ast.While) for around in source.ancestors(handler)) and is_boundary(source, handler):
        return True
    statement, last = source.parents[handler], handler.body[-1]
    if caught_names(source, handler) - _CONVERSION_ERRORS or len(getattr(statement, "body", ())) > 1:
        return False
    value = last.value if isinstance(last, (ast.Return, ast.Assign)) else None
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def catches_expected_error(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether only errors are caught that are a part of the normal flow, such as a missing key."""
    if handler.type is None or is_focused(source, handler):
        return handler.type is not None
    types = caught_names(source, handler)
    return all(name in SIGNALS | IMPORT_ERRORS or _EXPECTED.fullmatch(name) for name in types)


def _mild_before_raise(source: Source, log_call: LogCall, text: str) -> Doubt | None:
    """Find a mild word about an error that is raised in the next statement."""
    statement = source.parents[log_call.call]
    after = next(iter(following(source, statement)), None) if isinstance(statement, ast.Expr) else None
    if not isinstance(after, ast.Raise) or after.exc is None:
        return None
    name = last_part(source, after.exc.func if isinstance(after.exc, ast.Call) else after.exc)
    if not name[:1].isupper() or _NO_FAILURE.fullmatch(name):
        return None
    # A quiet line before a raise may trace the way, unless its words or the class tell of a failure.
    if (level_of(source, log_call) or INFO) <= INFO and (
        handler_around(source, log_call.call) is not None or not (_tells_of_failure(text) or name.endswith("Error"))
    ):
        return None
    message = f"`{log_call.method}` is too mild for an error that is raised next: call `error()` or only raise"
    return Doubt("before_raise", message, "error")


def _failure_words(source: Source, log_call: LogCall, text: str) -> Doubt | None:
    if not _tells_of_failure(text):
        return None
    method = _failure_method(source, log_call)
    message = f"the words tell of a failure, the level is `{log_call.method}`: call `warning()` or `{method}()`"
    return Doubt("failure_words", message, method)


def _failure_method(source: Source, log_call: LogCall) -> str:
    return "error" if handler_around(source, log_call.call) is None else "exception"


def _tells_of_failure(text: str) -> bool:
    return bool(FAILURE.match(text) or FAILURE_INSIDE.search(text))


def _tracing_words(source: Source, log_call: LogCall, text: str) -> Doubt | None:
    if ENTRY.match(text) or (LOOP.match(text) and _in_loop(source, log_call.call)):
        return Doubt("trace_words", "tracing fills the log at `info`: call `debug()`", "debug")
    return None


def _in_loop(source: Source, node: ast.AST) -> bool:
    for around in source.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            return False
        if isinstance(around, LOOPS):
            return True
    return False


def _recovery_words(_: Source, log_call: LogCall, text: str) -> Doubt | None:
    if wants_traceback(log_call.call, log_call.method) or not RECOVERY.search(text):
        return None
    message = f"the words tell of a way out, the level is `{log_call.method}`: call `warning()`"
    return Doubt("recovery_words", message, "warning")


def _normal_words(_: Source, log_call: LogCall, text: str) -> Doubt | None:
    if wants_traceback(log_call.call, log_call.method) or not NORMAL.match(text) or NOT_NORMAL.search(text):
        return None
    message = f"the words tell of the normal flow, the level is `{log_call.method}`: call `info()`"
    return Doubt("normal_words", message, "info")


_CHECKS: Final[Mapping[int, tuple[Callable[[Source, LogCall, str], Doubt | None], ...]]] = {
    DEBUG: (_quiet_handler, _mild_before_raise, _failure_words),
    INFO: (_quiet_handler, _mild_before_raise, _failure_words, _tracing_words),
    WARNING: (_mild_before_raise,),
    ERROR: (_recovery_words, _normal_words),
    CRITICAL: (_recovery_words, _normal_words),
}
