"""Always log exceptions with `logger.exception()` to capture the traceback.

## Why
The text of an exception says what went wrong, the traceback says where.
`logger.error("order failed: %s", error)` on a `KeyError` writes "order failed: 'sku'", and nothing else is left of it.
The shop had forty places that read a `"sku"`, and the one customer whose orders failed sent no more of them.
`logger.exception("order %s failed", number)` would have named the file and the line, with not one character more to
type.

## Instead
In the handler where the story of an error ends, write `logger.exception()` with what you were doing and for whom.
Leave the exception out of the message: it stands below it anyway.
Where the handler raises again, log nothing; whoever ends the story logs it, once.
At the level `critical` add `exc_info=True`, which says the same.

## When to break it
A mistake that a user can mend is no failure of the program: a missing file on the command line deserves one clear line
and an exit status.
An error that is expected, such as a carrier that is closed at night, may be a `warning` without a traceback.

## What the check sees
- error: nothing.
- warning: `error` or `critical` without the traceback in a handler where the story ends; `exception(exc_info=False)`;
  `traceback.print_exc()`, which writes past the log.
- advice: `exc_info=True` or `format_exc()` where `exception()` would do; an exception told twice, in the message and
  below it; a failure that gets a plain value in its place and no word in the log.
- not seen: errors that are printed, which `print-call` reports; a handler that leaves the log to another function.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.edits.print_to_log import logger_name
from rulekit.analysis.exceptions.boundaries import in_finalizer
from rulekit.analysis.exceptions.handlers import (
    Breadth,
    breadth,
    caught_names,
    handler_around,
    has_fallback,
    is_focused,
    is_import_guard,
    try_of,
)
from rulekit.analysis.exceptions.raised import only_inspects_objects
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.project.roles import in_entry_scope
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import following
from rulekit.known.expected_exceptions import IMPORT_ERRORS, SIGNALS
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import regex
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.errors.missing_traceback.fix import SEVERE, exception_instead, without_exc_info, without_exception
from rulekit.rules.errors.missing_traceback.logged_errors import (
    NO_TRACE,
    LoggedError,
    Outcome,
    Trace,
    catches_expected_error,
    catches_missing_thing,
    exception_in_message,
    has_traceback_elsewhere,
    is_logged_before,
    is_worth_logging,
    logged_errors,
    only_substitutes,
    outcome_after,
    printed_tracebacks,
    wrapped_errors,
)

# What is longer leaves no room in a message for what to do.
LONGEST_NAME = 20
PLACEHOLDERS = regex(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|\{[^{}]*\}")
USUAL_NAME = "logger"


RULE = Rule(
    code="RK303",
    name="missing-traceback",
    known_as=(
        "stack trace",
        "logger.error in except",
        "exc_info",
        "logger.exception",
        "log the exception",
    ),
    section=Section.ERRORS,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "An order that failed, nobody knows where",
            bad="""
                try:
                    book(order)
                except StockError as error:
                    logger.error("order %s was not booked: %s", order.number, error)  # <- RK303
            """,
            good="""
                try:
                    book(order)
                except StockError:
                    logger.exception("order %s was not booked", order.number)
            """,
        ),
        Example(
            "One word instead of two",
            bad="""
                import logging

                logger = logging.getLogger(__name__)

                try:
                    book(order)
                except StockError:
                    logger.error("order %s was not booked", order.number, exc_info=True)  # <- RK303
            """,
            good="""
                import logging

                logger = logging.getLogger(__name__)

                try:
                    book(order)
                except StockError:
                    logger.exception("order %s was not booked", order.number)
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A traceback beside the log",
            bad="""
                import traceback

                try:
                    book(order)
                except StockError:
                    traceback.print_exc()  # <- RK303
            """,
            good="""
                import logging

                logger = logging.getLogger(__name__)

                try:
                    book(order)
                except StockError:
                    logger.exception("order %s was not booked", order.number)
            """,
        ),
    ),
    tempting=(
        Example(
            "Saying it twice",
            bad="""
                try:
                    book(order)
                except StockError as error:
                    logger.exception("no stock: %s", error)  # <- RK303
            """,
            good="""
                try:
                    book(order)
                except StockError as error:
                    logger.exception("no stock")
            """,
            fixed=True,
            asks=True,
        ),
    ),
    related=("swallowed-exception", "bare-except", "wrong-log-level"),
    yields_to=("RK304", "RK301", "RK201"),
    references=(
        "https://docs.python.org/3/library/logging.html#logging.Logger.exception",
        "https://docs.python.org/3/howto/logging.html#exceptions-raised-during-logging",
        "https://docs.python.org/3/library/traceback.html",
    ),
    equivalents={
        "ruff": ("TRY400", "TRY401", "G201", "G202", "LOG007"),
        "flake8": ("TRY400", "TRY401", "TC400", "TC401", "G201", "G202", "LOG005", "LOG006", "LOG007"),
    },
    advice_in=frozenset({"test"}),
)


@RULE.check
def error_without_traceback(source: Source) -> Iterator[Finding]:
    """Find errors that are logged without their traceback."""
    for logged in logged_errors(source):
        method = logged.log_call.method
        if method != "exception" and logged.trace in NO_TRACE:
            severity = Severity.ADVICE if _is_minor(source, logged) else Severity.WARNING
            better = "add `exc_info=True`" if method in SEVERE else "call `exception()`"
            message = f"`{method}()` leaves the traceback out: {better}"
            make_fix = partial(exception_instead, source, logged) if not is_logged_before(source, logged) else None
            yield RULE.at(source, logged.log_call.call, message, severity=severity, make_fix=make_fix)


def _is_minor(source: Source, logged: LoggedError) -> bool:
    """Tell whether the traceback would say little, or is likely to be found elsewhere."""
    handler, call = logged.handler, logged.log_call.call
    if is_logged_before(source, logged) or outcome_after(source, handler, call) is Outcome.HANDED_OVER:
        return True
    if breadth(source, handler) is not Breadth.NARROW:
        return False
    return catches_missing_thing(source, handler) or _returns_exit_status(source, call)


def _returns_exit_status(source: Source, call: ast.Call) -> bool:
    """Recognise `return 1` behind a call, in a function that starts the program."""
    after = following(source, source.statement(call))
    last = next((statement for statement in after if isinstance(statement, ast.Return)), None)
    if last is None or not in_entry_scope(source, call):
        return False
    is_named = isinstance(last.value, ast.Name) and last.value.id.isupper()
    return is_named or type(constant(source, last.value)) is int


@RULE.check
def error_logged_by_another(source: Source) -> Iterator[Finding]:
    """Find calls in handlers of a function of the file that logs the error for them, without its traceback."""
    for wrapped in wrapped_errors(source):
        name = quoted(wrapped.wrapper.name, LONGEST_NAME, "this function")
        message = f"{name} leaves the traceback out: call `exception()` in it, or pass `exc_info`"
        yield RULE.at(source, wrapped.call, message)


@RULE.check
def traceback_by_hand(source: Source) -> Iterator[Finding]:
    """Find errors that are logged with their traceback in another way than by `exception()`."""
    for logged in logged_errors(source):
        if logged.log_call.method in SEVERE | {"exception"} or logged.trace not in {Trace.ARGUMENT, Trace.TEXT}:
            continue
        word = "exc_info" if logged.trace is Trace.ARGUMENT else "format_exc"
        message = f"`{word}` does by hand what `exception()` does: call `exception()`"
        make_fix = partial(exception_instead, source, logged)
        yield RULE.at(source, logged.log_call.call, message, severity=Severity.ADVICE, make_fix=make_fix)


@RULE.check
def denied_traceback(source: Source) -> Iterator[Finding]:
    """Find `exception()` with an `exc_info` that takes the traceback away, or asks for it again."""
    for logged in logged_errors(source):
        if logged.log_call.method == "exception" and logged.trace in {Trace.DENIED, Trace.ARGUMENT}:
            make_fix = partial(without_exc_info, source, logged)
            if logged.trace is Trace.DENIED:
                message = "a false `exc_info` takes the traceback from `exception()`: take it out"
                yield RULE.at(source, logged.log_call.call, message, make_fix=make_fix)
            elif make_fix() is not None:
                message = "`exception()` writes the traceback anyway: take `exc_info` out"
                yield RULE.at(source, logged.log_call.call, message, severity=Severity.ADVICE, make_fix=make_fix)


@RULE.check
def exception_logged_twice(source: Source) -> Iterator[Finding]:
    """Find exceptions in the message of `exception()`."""
    for logged in logged_errors(source):
        name = exception_in_message(source, logged) if logged.trace is Trace.METHOD else None
        if name is not None:
            message = f"`exception()` writes the error below the message: {_instead_of_error(logged)}"
            make_fix = partial(without_exception, source, logged, name)
            yield RULE.at(source, logged.log_call.call, message, severity=Severity.ADVICE, make_fix=make_fix)


def _instead_of_error(logged: LoggedError) -> str:
    """Say what to write where the error stands in the message: nothing, but for one that has no words of its own."""
    values = [
        part.value for value in logged.log_call.call.args for part in walk(value) if isinstance(part, ast.Constant)
    ]
    texts = (PLACEHOLDERS.sub("", value) for value in values if isinstance(value, str))
    has_words = any(character.isalpha() for text in texts for character in text)
    return "leave it out of the words" if has_words else "say in its place what failed"


@RULE.check
def traceback_past_the_log(source: Source) -> Iterator[Finding]:
    """Find tracebacks that are written to the terminal."""
    for call in printed_tracebacks(source):
        severity = Severity.ADVICE if in_entry_scope(source, call) else Severity.WARNING
        name = logger_name(source) or USUAL_NAME
        logger = name if len(name) <= LONGEST_NAME else USUAL_NAME
        message = f"`{called_name(call)}` writes the traceback past the log: call `{logger}.exception()`"
        yield RULE.at(source, call, message, severity=severity)


@RULE.check
def failure_without_a_word(handler: ast.ExceptHandler, source: Source) -> Iterator[Finding]:
    """Find handlers that put a plain value in place of what failed."""
    if only_substitutes(source, handler) and is_worth_logging(source, handler):
        severity = Severity.ADVICE if breadth(source, handler) is Breadth.NARROW else Severity.WARNING
        message = "a failure gets a value in its place and no word in the log: call `logger.exception()`"
        yield RULE.at(source, handler, message, severity=severity, about=source.span(handler))


@RULE.exempt(error_without_traceback, error_logged_by_another, traceback_by_hand, traceback_past_the_log)
def raised_again(call: ast.Call, source: Source) -> bool:
    """The handler goes on to raise, or ends the program, so that the story does not end there."""
    handler = handler_around(source, call)
    return handler is not None and outcome_after(source, handler, call) is Outcome.RAISED


@RULE.exempt(error_without_traceback, error_logged_by_another, traceback_by_hand, traceback_past_the_log)
def kept(call: ast.Call, source: Source) -> bool:
    """The handler stores or returns the exception itself, so that somebody else can log it."""
    handler = handler_around(source, call)
    return handler is not None and outcome_after(source, handler, call) is Outcome.KEPT


@RULE.exempt(error_without_traceback, error_logged_by_another, traceback_by_hand, traceback_past_the_log)
def traced_elsewhere(call: ast.Call, source: Source) -> bool:
    """Another call in the handler writes the traceback, such as an earlier `exception()`."""
    handler = handler_around(source, call)
    return handler is not None and has_traceback_elsewhere(source, handler, call)


@RULE.exempt(error_without_traceback, error_logged_by_another, traceback_past_the_log, failure_without_a_word)
def signal(node: ast.Call | ast.ExceptHandler, source: Source) -> bool:
    """Only signals are caught, such as `KeyboardInterrupt`, `queue.Empty` or `asyncio.CancelledError`."""
    handler = node if isinstance(node, ast.ExceptHandler) else handler_around(source, node)
    return (
        handler is not None and handler.type is not None and caught_names(source, handler) <= SIGNALS | {"SystemExit"}
    )


@RULE.exempt(failure_without_a_word)
def expected_flow(handler: ast.ExceptHandler, source: Source) -> bool:
    """Only what is an answer rather than a failure is caught, such as `KeyError` or `FileNotFoundError`."""
    return catches_expected_error(source, handler) or is_focused(source, handler)


@RULE.exempt(failure_without_a_word)
def value_before(handler: ast.ExceptHandler, source: Source) -> bool:
    """What failed was only to better a value that is there already, or it happens in a test."""
    return source.role == "test" or has_fallback(source, try_of(source, handler))


@RULE.exempt(failure_without_a_word)
def yes_or_no(handler: ast.ExceptHandler, source: Source) -> bool:
    """The handler answers with `False` or with the error's own words, or an `else` goes on where nothing failed."""
    values = [getattr(statement, "value", None) for statement in handler.body]
    parts = [part for value in values for part in (value.elts if isinstance(value, ast.Tuple) else [value])]
    if any(isinstance(part, ast.Constant) and isinstance(part.value, bool) for part in parts):
        return True
    loads = (node for node in own_nodes(handler) if isinstance(node, ast.Name) and node.id == handler.name)
    return any(isinstance(node.ctx, ast.Load) for node in loads) or bool(try_of(source, handler).orelse)


@RULE.exempt(error_without_traceback, error_logged_by_another, failure_without_a_word)
def optional_import(node: ast.Call | ast.ExceptHandler, source: Source) -> bool:
    """An import that may fail is guarded."""
    handler = node if isinstance(node, ast.ExceptHandler) else handler_around(source, node)
    if handler is None or handler.type is None:
        return False
    return is_import_guard(try_of(source, handler)) or caught_names(source, handler) <= IMPORT_ERRORS


@RULE.exempt(failure_without_a_word)
def unknown_object(handler: ast.ExceptHandler, source: Source) -> bool:
    """An object that may be anything is asked for its text, its attributes or the like, or thrown away."""
    return only_inspects_objects(source, try_of(source, handler)) or in_finalizer(source, handler)
