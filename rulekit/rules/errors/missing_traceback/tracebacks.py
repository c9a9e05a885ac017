"""Errors that handlers log: whether the traceback reaches the log, and by which words."""

import ast
import enum
from collections.abc import Iterator
from typing import NamedTuple

from rulekit.analysis.exceptions.handlers import handler_around, handler_nodes
from rulekit.analysis.flow.calls import argument, calls_to, has_unknown_arguments
from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.logs.loggers import LogCall, log_calls, log_method
from rulekit.analysis.logs.messages import level_of_call
from rulekit.analysis.logs.prints import goes_elsewhere
from rulekit.analysis.logs.wrappers import Relay, relays
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.logs import FOREIGN_LOGS, LEVEL_NAMES
from rulekit.known.output import PRINTERS, STREAM_WRITERS

FORMATTERS = frozenset({"traceback.format_exc", "traceback.format_exception"})
WRITERS = frozenset({"traceback.print_exc", "traceback.print_exception"})
_FORMATTING = "format_exc"
_BY_HAND = frozenset(
    "format_exc format_exception print_exc print_exception print_tb excepthook capture_exception captureException"
    " record_exception notify_exception".split()
)
_FORMATS = frozenset({"format_exc", "format_exception"})
_TEXTS = frozenset({"str", "repr", "format"})
_JOINTS = (ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.Tuple)


class Trace(enum.Enum):
    """How a log call writes the traceback."""

    METHOD = "by exception()"
    ARGUMENT = "by exc_info"
    TEXT = "in its text"
    UNKNOWN = "perhaps, by arguments that cannot be told"
    DENIED = "not, since exc_info is false"
    MISSING = "not"


class Logged(NamedTuple):
    """A log call in a handler, and how it writes the traceback."""

    one: LogCall
    handler: ast.ExceptHandler
    trace: Trace


@question
def logged_errors(source: Source) -> tuple[Logged, ...]:
    """Where do handlers log something at the level of an error, and how?"""
    if not source.index.nodes.get(ast.ExceptHandler):
        return ()
    found: list[Logged] = []
    for one in log_calls(source):
        handler = handler_around(source, one.call)
        if handler is not None and _is_error(source, one) and not _is_foreign(source, one):
            found.append(Logged(one, handler, trace_of(source, one)))
    return tuple(found)


def _is_error(source: Source, one: LogCall) -> bool:
    level = level_of_call(source, one)
    return level is not None and level >= LEVEL_NAMES["ERROR"]


def _is_foreign(source: Source, one: LogCall) -> bool:
    """Recognise modules of other libraries that happen to be called `log`."""
    return (names(source).resolve(one.logger) or "").partition(".")[0] in FOREIGN_LOGS


def relayed_errors(source: Source) -> Iterator[Relay]:
    """Give the calls in handlers of a function that logs an error for them, and no traceback."""
    for relay in relays(source):
        if relay.one.method == "exception" or trace_of(source, relay.one) not in {Trace.MISSING, Trace.DENIED}:
            continue
        is_error = _is_error(source, relay.one) and not _is_foreign(source, relay.one)
        if is_error and handler_around(source, relay.call) is not None:
            yield relay


def trace_of(source: Source, one: LogCall) -> Trace:
    """Tell how a log call writes the traceback."""
    given = argument(source, one.call, "exc_info")
    if given is not None:
        value = constant(source, given)
        if value is not UNKNOWN:
            return Trace.ARGUMENT if value else Trace.DENIED
        return Trace.ARGUMENT if isinstance(given, ast.Name) or called_name(given) == "exc_info" else Trace.UNKNOWN
    if any(keyword.arg is None for keyword in one.call.keywords) and has_unknown_arguments(source, one.call):
        return Trace.UNKNOWN
    if one.method == "exception" or _opts_for_it(one.logger):
        return Trace.METHOD
    return Trace.TEXT if writes_traceback(source, one.call) else Trace.MISSING


def writes_traceback(source: Source, call: ast.Call) -> bool:
    """Tell whether `traceback.format_exc()` is among the arguments of a call, also under a name."""
    if _FORMATTING not in vocabulary(source):
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    nodes = [node for value in given for node in walk(value)]
    for name in [node for node in nodes if isinstance(node, ast.Name)]:
        nodes += values_at(source, name)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return any(names(source).resolve(inner.func) in FORMATTERS for inner in calls)


def printed_tracebacks(source: Source) -> Iterator[ast.Call]:
    """Give the calls in handlers that write the traceback to the terminal."""
    if "traceback" not in vocabulary(source):
        return
    for call, _ in calls_to(source, WRITERS):
        if handler_around(source, call) is not None and not goes_elsewhere(source, call):
            yield call
    for call, _ in calls_to(source, FORMATTERS):
        around = source.parents[call]
        printed = isinstance(around, ast.Call) and names(source).resolve(around.func) in PRINTERS | STREAM_WRITERS
        if isinstance(around, ast.Call) and printed and handler_around(source, call) is not None:
            yield from () if goes_elsewhere(source, around) else (around,)


def is_traced_elsewhere(source: Source, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Tell whether another call in a handler writes or reports the traceback."""
    own = set(walk(call))
    ways = _BY_HAND - _FORMATS if writes_traceback(source, call) else _BY_HAND
    for node in handler_nodes(handler):
        if not isinstance(node, ast.Call) or node in own:
            continue
        if called_name(node) in ways:
            return True
        method = log_method(source, node)
        if method:
            logger = node.func.value if isinstance(node.func, ast.Attribute) else None
            if trace_of(source, LogCall(node, method, logger)) not in {Trace.MISSING, Trace.DENIED}:
                return True
    return False


def is_repeated(source: Source, logged: Logged) -> bool:
    """Tell whether the handler has logged the error once before it comes here."""
    around = {logged.one.call, *source.ancestors(logged.one.call)}
    earlier = [one for one in logged_errors(source) if one.handler is logged.handler and one is not logged]
    return any(
        not around.isdisjoint(following(source, source.statement(one.one.call)))
        for one in earlier
        if source.statement(one.one.call) not in around
    )


def told_twice(source: Source, one: LogCall, handler: ast.ExceptHandler) -> ast.Name | None:
    """Give the exception itself among the words of a log call: `"no stock: %s", error`."""
    for given in one.call.args:
        for node in walk(given):
            if isinstance(node, ast.Name) and node.id == handler.name and _is_text(source, node, one.call):
                return node
    return None


def _is_text(source: Source, name: ast.AST, call: ast.Call) -> bool:
    """Tell whether a value only becomes a part of the message, by `str(...)` at most."""
    parent = source.parents[name]
    while parent is not call:
        if not isinstance(parent, _JOINTS) and not (isinstance(parent, ast.Call) and called_name(parent) in _TEXTS):
            return False
        parent = source.parents[parent]
    return True


def _opts_for_it(logger: ast.expr | None) -> bool:
    """Recognise `logger.opt(exception=True)` of loguru."""
    return (
        isinstance(logger, ast.Call)
        and called_name(logger) == "opt"
        and any(keyword.arg == "exception" for keyword in logger.keywords)
    )
