"""Log calls in exception handlers: whether the traceback reaches the log, and whether the story ends there."""

import ast
import enum
from collections.abc import Iterator
from typing import NamedTuple

from rulekit.analysis.blocks import following
from rulekit.analysis.calling import argument, calls_by_word, has_unknown_arguments
from rulekit.analysis.constants import UNKNOWN, constant
from rulekit.analysis.forwarding import hands_on
from rulekit.analysis.handlers import handler_around, handler_nodes
from rulekit.analysis.loggers import LogCall, log_calls, log_method
from rulekit.analysis.logmessage import level_of_call
from rulekit.analysis.outcomes import Way, called_name, ways_out
from rulekit.analysis.printing import goes_elsewhere
from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source
from rulekit.known.logs import LEVEL_NAMES
from rulekit.known.output import PRINTERS, STREAM_WRITERS

ERROR = LEVEL_NAMES["ERROR"]
FORMATTERS = frozenset({"traceback.format_exc", "traceback.format_exception"})
WRITERS = frozenset({"traceback.print_exc", "traceback.print_exception", "traceback.print_tb"})
_OPTIONS = frozenset({"opt"})
_BY_HAND = frozenset("format_exc format_exception print_exc print_exception print_tb excepthook capture_exception".split())


class Trace(enum.Enum):
    """How a log call writes the traceback."""

    METHOD = "by exception()"
    ARGUMENT = "by exc_info"
    TEXT = "in its text"
    UNKNOWN = "perhaps, by arguments that cannot be told"
    DENIED = "not, since exc_info is false"
    MISSING = "not"


class Logged(NamedTuple):
    """A log call in a handler, its level (nothing if it cannot be told), and how it writes the traceback."""

    one: LogCall
    handler: ast.ExceptHandler
    level: int | None
    trace: Trace


def logged_errors(source: Source) -> tuple[Logged, ...]:
    """Question: which handlers log an error, and how?"""
    if not source.index.nodes.get(ast.ExceptHandler):
        return ()
    found: list[Logged] = []
    for one in source.ask(log_calls):
        handler = handler_around(source, one.call)
        level = level_of_call(source, one) if handler is not None else None
        if handler is not None and level is not None and level >= ERROR:
            found.append(Logged(one, handler, level, trace_of(source, one)))
    return tuple(found)


def trace_of(source: Source, one: LogCall) -> Trace:
    """Tell how a log call writes the traceback."""
    given = argument(source, one.call, "exc_info")
    if given is not None:
        value = constant(source, given)
        return Trace.DENIED if value is not UNKNOWN and not value else Trace.ARGUMENT
    if any(keyword.arg is None for keyword in one.call.keywords) and has_unknown_arguments(source, one.call):
        return Trace.UNKNOWN
    if one.method == "exception" or _opts_for_it(one.logger):
        return Trace.METHOD
    return Trace.TEXT if next(written_tracebacks(source, one.call), None) is not None else Trace.MISSING


def written_tracebacks(source: Source, call: ast.Call) -> Iterator[ast.Call]:
    """Give the calls of `traceback.format_exc()` among the arguments of a call."""
    if "format_exc" in source.text:
        for given in (*call.args, *(keyword.value for keyword in call.keywords)):
            for node in ast.walk(given):
                if isinstance(node, ast.Call) and source.ask(names).resolve(node.func) in FORMATTERS:
                    yield node


def printed_tracebacks(source: Source) -> Iterator[tuple[ast.Call, ast.ExceptHandler]]:
    """Give the calls in handlers that write the traceback to the terminal."""
    if "traceback" not in source.text:
        return
    resolve = source.ask(names).resolve
    words = source.ask(calls_by_word)
    likely = [call for calls in words.values() for call in calls if resolve_fits(source, call)]
    for call in likely:
        handler = handler_around(source, call)
        if handler is None or goes_elsewhere(source, call):
            continue
        target = resolve(call.func)
        if target in WRITERS or any(True for _ in written_tracebacks(source, call)):
            yield call, handler


def resolve_fits(source: Source, call: ast.Call) -> bool:
    """Tell whether a call writes to the terminal, as far as its name tells."""
    return source.ask(names).resolve(call.func) in WRITERS | PRINTERS | STREAM_WRITERS


def is_traced_elsewhere(source: Source, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Tell whether another call in a handler writes or reports the traceback."""
    for node in handler_nodes(handler):
        if not isinstance(node, ast.Call) or node is call:
            continue
        if log_method(source, node) and any(keyword.arg == "exc_info" for keyword in node.keywords):
            return True
        if called_name(node) in _BY_HAND or log_method(source, node) == "exception":
            return not any(node is inner for inner in ast.walk(call))
    return False


def ends_story(source: Source, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Tell whether a handler neither raises behind a call nor hands the exception on."""
    statement = source.statement(call)
    while statement is not handler:
        ways = ways_out(following(source, statement))
        if Way.RAISE in ways:
            return False
        if Way.THROUGH not in ways:
            break
        statement = source.parents[statement]
    return not hands_on(source, handler)


def is_repeated(source: Source, handler: ast.ExceptHandler, call: ast.Call) -> bool:
    """Tell whether an error was logged in the same block before a call."""
    statement = source.statement(call)
    for logged in source.ask(logged_errors):
        before = source.statement(logged.one.call)
        if logged.handler is handler and before is not statement and statement in following(source, before):
            return True
    return False


def _opts_for_it(logger: ast.expr | None) -> bool:
    """Recognise `logger.opt(exception=True)` of loguru."""
    return (
        isinstance(logger, ast.Call)
        and called_name(logger) in _OPTIONS
        and any(keyword.arg == "exception" for keyword in logger.keywords)
    )
