"""What handlers do with an exception: log it, with its traceback or not, raise it again, keep it, or replace it."""

import ast
import enum
from collections.abc import Iterator
from typing import NamedTuple

from rulekit.analysis.exceptions.handlers import (
    Breadth,
    Swallow,
    breadth,
    caught_names,
    caught_types,
    escapes,
    handler_around,
    is_expected,
    logs_or_prints,
    swallow_of,
    takes_exception,
    try_of,
)
from rulekit.analysis.flow.calls import argument, calls_to, has_unknown_arguments
from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.flow.control_flow import Way, ways_out
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.logs.loggers import LogCall, is_foreign_log, log_call_of, log_calls
from rulekit.analysis.logs.messages import WrappedLogCall, level_of, wrapped_log_calls
from rulekit.analysis.logs.prints import prints_elsewhere
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.known.expected_exceptions import (
    FAILURE_LIBRARIES,
    FAILURES,
    MISSING_ERROR_NAME,
    MISSING_ERRORS,
)
from rulekit.known.logs import LEVEL_NAMES
from rulekit.known.output import PRINTERS, STREAM_WRITERS

_FORMATTERS = frozenset({"traceback.format_exc", "traceback.format_exception"})
_PRINTERS = frozenset({"traceback.print_exc", "traceback.print_exception"})
_FORMATTER_WORDS = frozenset({"format_exc", "format_exception"})
# Calls that write or send the traceback themselves, such as those of Sentry and OpenTelemetry.
_REPORTERS = _FORMATTER_WORDS | frozenset(
    "print_exc print_exception print_tb excepthook capture_exception captureException record_exception"
    " notify_exception".split()
)


class Trace(enum.Enum):
    """How a log call writes the traceback."""

    METHOD = "by exception()"
    ARGUMENT = "by exc_info"
    TEXT = "in its text"
    UNKNOWN = "perhaps, by arguments that cannot be told"
    DENIED = "not, since exc_info is false"
    MISSING = "not"


NO_TRACE = frozenset({Trace.MISSING, Trace.DENIED})


class LoggedError(NamedTuple):
    """A log call in a handler, and how it writes the traceback."""

    log_call: LogCall
    handler: ast.ExceptHandler
    trace: Trace


@question
def logged_errors(source: Source) -> tuple[LoggedError, ...]:
    """Where do handlers log something at the level of an error, and how?"""
    if not source.index.nodes.get(ast.ExceptHandler):
        return ()
    logged: list[LoggedError] = []
    for log_call in log_calls(source):
        handler = handler_around(source, log_call.call)
        if handler is not None and _is_error(source, log_call):
            logged.append(LoggedError(log_call, handler, trace_of(source, log_call)))
    return tuple(logged)


def wrapped_errors(source: Source) -> Iterator[WrappedLogCall]:
    """Yield the calls in handlers of a function that logs an error for them, and no traceback."""
    for wrapped in wrapped_log_calls(source):
        log_call = wrapped.log_call
        if log_call.method == "exception" or trace_of(source, log_call) not in NO_TRACE:
            continue
        if _is_error(source, log_call) and handler_around(source, wrapped.call) is not None:
            yield wrapped


def _is_error(source: Source, log_call: LogCall) -> bool:
    level = level_of(source, log_call)
    return level is not None and level >= LEVEL_NAMES["ERROR"] and not is_foreign_log(source, log_call)


def trace_of(source: Source, log_call: LogCall) -> Trace:
    """Tell how a log call writes the traceback."""
    call = log_call.call
    exc_info = argument(source, call, "exc_info")
    if exc_info is not None:
        value = constant(source, exc_info)
        if value is not UNKNOWN:
            return Trace.ARGUMENT if value else Trace.DENIED
        # A name is the exception, or a switch that somebody sets on purpose.
        is_exception = isinstance(exc_info, ast.Name) or called_name(exc_info) == "exc_info"
        return Trace.ARGUMENT if is_exception else Trace.UNKNOWN
    if any(keyword.arg is None for keyword in call.keywords) and has_unknown_arguments(source, call):
        return Trace.UNKNOWN
    # loguru: `logger.opt(exception=True).error(...)`.
    options = log_call.logger.keywords if isinstance(log_call.logger, ast.Call) else []
    is_asked = called_name(log_call.logger) == "opt" and any(keyword.arg == "exception" for keyword in options)
    if log_call.method == "exception" or is_asked:
        return Trace.METHOD
    return Trace.TEXT if formats_traceback(source, call) else Trace.MISSING


def formats_traceback(source: Source, call: ast.Call) -> bool:
    """Tell whether `traceback.format_exc()` is among the arguments of a call, also under a name."""
    if "format_exc" not in vocabulary(source):
        return False
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    nodes = [node for value in arguments for node in walk(value)]
    for name in [node for node in nodes if isinstance(node, ast.Name)]:
        nodes += values_at(source, name)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return any(names(source).resolve(inner.func) in _FORMATTERS for inner in calls)


def printed_tracebacks(source: Source) -> Iterator[ast.Call]:
    """Yield the calls in handlers that write the traceback to the terminal."""
    if "traceback" not in vocabulary(source):
        return
    printing = [call for call, _ in calls_to(source, _PRINTERS)]
    for call, _ in calls_to(source, _FORMATTERS):
        around = source.parents[call]
        if isinstance(around, ast.Call) and names(source).resolve(around.func) in PRINTERS | STREAM_WRITERS:
            printing.append(around)
    for call in printing:
        if handler_around(source, call) is not None and not prints_elsewhere(source, call):
            yield call


def has_traceback_elsewhere(source: Source, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Tell whether another call in a handler writes or reports the traceback."""
    own = set(walk(call))
    reporters = _REPORTERS - _FORMATTER_WORDS if formats_traceback(source, call) else _REPORTERS
    for node in own_nodes(handler):
        if not isinstance(node, ast.Call) or node in own:
            continue
        if called_name(node) in reporters:
            return True
        log_call = log_call_of(source, node)
        if log_call is not None and trace_of(source, log_call) not in NO_TRACE:
            return True
    return False


def is_logged_before(source: Source, logged: LoggedError) -> bool:
    """Tell whether the handler has logged the error once before it comes here."""
    around = {logged.log_call.call, *source.ancestors(logged.log_call.call)}
    for other in logged_errors(source):
        if other.handler is logged.handler and other is not logged:
            statement = source.statement(other.log_call.call)
            if statement not in around and not around.isdisjoint(following(source, statement)):
                return True
    return False


def exception_in_message(source: Source, logged: LoggedError) -> ast.Name | None:
    """Return the exception itself among the words of a log call: `"no stock: %s", error`."""
    call = logged.log_call.call
    nodes = (node for value in call.args for node in walk(value))
    uses = (node for node in nodes if isinstance(node, ast.Name) and node.id == logged.handler.name)
    return next((name for name in uses if _is_part_of_text(source, name, call)), None)


def _is_part_of_text(source: Source, name: ast.Name, call: ast.Call) -> bool:
    """Tell whether a value only becomes a part of the message, by `str(...)` at most."""
    parent = source.parents[name]
    while parent is not call:
        is_joined = isinstance(parent, (ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.Tuple))
        if not is_joined and called_name(parent) not in {"str", "repr", "format"}:
            return False
        parent = source.parents[parent]
    return True


_PLAIN_VALUES = (ast.Constant, ast.Name, ast.Attribute, ast.List, ast.Dict, ast.Tuple, ast.Set, ast.UnaryOp)


class Outcome(enum.Enum):
    """What becomes of an exception behind a statement of its handler."""

    RAISED = "raised again"
    KEPT = "stored or returned"
    HANDED_OVER = "given to other code"
    DROPPED = "dropped"


def outcome_after(source: Source, handler: ast.ExceptHandler, node: ast.AST) -> Outcome:
    """Tell what becomes of the exception of a handler, seen from a node in it."""
    statement = source.statement(node)
    while statement is not handler:
        ways = ways_out(following(source, statement))
        if Way.RAISE in ways:
            return Outcome.RAISED
        if Way.THROUGH not in ways:
            break
        statement = source.parents[statement]
    found = [escape for escape in escapes(source, handler) if not _is_only_reported(source, handler, escape)]
    if any(not isinstance(escape, ast.Call) or takes_exception(escape) for escape in found):
        return Outcome.KEPT
    return Outcome.HANDED_OVER if found else Outcome.DROPPED


def _is_only_reported(source: Source, handler: ast.ExceptHandler, node: ast.AST) -> bool:
    """Tell whether a node is only a part of what is logged or printed, also under a name."""
    if isinstance(node, ast.Assign):
        bound = {target.id for target in node.targets if isinstance(target, ast.Name)}
        uses = (name for word in sorted(bound) for name in names_by_word(source).get(word, ()))
        reads = [name for name in uses if isinstance(name.ctx, ast.Load)]
        return bool(reads) and all(_is_only_reported(source, handler, name) for name in reads)
    for around in source.ancestors(node):
        if around is handler:
            return False
        if isinstance(around, ast.Call) and logs_or_prints(source, around):
            return True
    return False


def only_substitutes(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler does nothing but put a plain value in place of what failed; not whether it is silent."""
    if not isinstance(handler.body[-1], (ast.Assign, ast.AnnAssign, ast.Return, ast.Continue, ast.Break)):
        return False
    if swallow_of(source, handler) not in {None, Swallow.RETURN}:
        return False
    return all(_is_plain(statement) for statement in handler.body)


def _is_plain(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Return)):
        value = statement.value
        return value is None or (
            isinstance(value, _PLAIN_VALUES) and not any(isinstance(node, ast.Call) for node in walk(value))
        )
    return isinstance(statement, (ast.Pass, ast.Continue, ast.Break))


def catches_expected_error(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler catches what is an answer rather than a failure, such as a missing key."""
    if handler.type is None or breadth(source, handler) is not Breadth.NARROW:
        return False
    return any(map(is_expected, caught_names(source, handler)))


def catches_missing_thing(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler answers one statement that asks for what may not be there."""
    types = caught_names(source, handler)
    if not types or len(try_of(source, handler).body) > 1:
        return False
    return all(name in MISSING_ERRORS or MISSING_ERROR_NAME.fullmatch(name) for name in types)


def is_worth_logging(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether what is caught is worth a word in the log: it comes from a service, or the file logs."""
    # In a file without any log line a value in place of an error of our own is how this code answers.
    if handler.type is None or log_calls(source):
        return True
    types = caught_types(source, handler.type)
    libraries = {name.partition(".")[0] for name in types if "." in name}
    return not libraries.isdisjoint(FAILURE_LIBRARIES) or not types.isdisjoint(FAILURES)
