"""Use appropriate log levels: DEBUG for tracing, INFO for normal flow, WARNING for recoverable issues,
ERROR for failures.

## Why
The level is the only part of a log line that machines read: it decides what is kept, what is counted and who is woken.
A failure at `info` wakes nobody, and a greeting at `error` wakes somebody for nothing, until they stop looking.
The shop's order intake said `logger.info("ERROR: payment refused")` for a month.
The text was plain enough, but the alarm counted records of level ERROR, and there were none.
Mechanics can go wrong as well: `logger.warn` is an old name that newer Pythons warn about, and `logger.exception()`
outside an `except` writes `NoneType: None` where the traceback should be.

## Instead
Ask who should act on the line: nobody but you (`debug`), nobody (`info`), somebody some day (`warning`), somebody now
(`error`).
Leave the level to the method, not to the words: `logger.error("payment refused")`.
In an `except` that goes on with another value say `warning()`; where the story ends say `exception()`.

## When to break it
An error that is a part of the normal flow, such as a key that is not in the cache, may well be worth no more than
`debug`.
Text that reports on somebody else's failure, such as the state of a rejected job, can be normal flow of your own.

## What the check sees
- error: a text as the level of `logger.log("INFO", ...)`, which raises `TypeError`.
- warning: a text that begins with the name of another level; `warn` and `WARN`; a number as a level;
  `exception()` or `exc_info=True` where no exception is handled; a line of one level under `isEnabledFor` of another.
- advice: words of failure at `debug` or `info`, words of normal flow or of a way out at `error`; `debug` or `info` as
  all that a handler says; a mild word right before `raise`; tracing at `info`; `logger.log(logging.INFO, ...)`.
- not seen: messages in languages other than English, and those that come from another module.
"""  # noqa: D205 - the sentence of the guide is longer than a line

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.exceptions.handlers import handler_around
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.logs.edits import method_fix
from rulekit.analysis.logs.loggers import LogCall, library_of, log_calls
from rulekit.analysis.logs.messages import level_argument, message_text, wrapped_log_calls
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.project.project import Project
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import is_test
from rulekit.known.log_level_words import HARMLESS, LABEL, NO_FAILURE
from rulekit.known.logs import OTHER_METHODS, PLAIN_WARN
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.logging.wrong_log_level.call_style import (
    is_called_elsewhere,
    is_hook,
    is_other_library,
    level_with_method,
    may_handle_exception,
    misguarded,
    old_constants,
    wants_traceback,
)
from rulekit.rules.logging.wrong_log_level.cross_module import WarnCall, calls_of_own_warn, own_warn, warn_calls
from rulekit.rules.logging.wrong_log_level.level_fit import catches_expected_error, doubts

NO_NAME = "a logger of loguru has no `warn`: call `warning()`"
OLD_NAME = "`warn` is an old name that newer Pythons warn about: call `warning()`"

RULE = Rule(
    code="RK203",
    name="wrong-log-level",
    known_as=(
        "severity of a log message",
        "debug info warning error",
        "log severity",
    ),
    section=Section.LOGGING,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A level in the text",
            bad="""
                logger.info("ERROR: the payment of order %s was refused", order.number)  # <- RK203
            """,
            good="""
                logger.error("the payment of order %s was refused", order.number)
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "An old name",
            bad="""
                import logging

                logger = logging.getLogger(__name__)

                logger.warn("stock is low: %s", article)  # <- RK203
            """,
            good="""
                import logging

                logger = logging.getLogger(__name__)

                logger.warning("stock is low: %s", article)
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A failure that nobody hears of",
            bad="""
                if not printer.ready:
                    logger.info("could not print the label of order %s", order.number)  # <- RK203
            """,
            good="""
                if not printer.ready:
                    logger.error("could not print the label of order %s", order.number)
            """,
        ),
    ),
    tempting=(
        Example(
            "A louder method in the wrong place",
            bad="""
                if order.total != paid:
                    logger.exception("order %s is not paid in full", order.number)  # <- RK203
            """,
            good="""
                if order.total != paid:
                    logger.error("order %s is not paid in full", order.number)
            """,
        ),
    ),
    related=("missing-traceback", "swallowed-exception"),
    references=(
        "https://docs.python.org/3/howto/logging.html#when-to-use-logging",
        "https://docs.python.org/3/library/logging.html#logging-levels",
        "https://docs.python.org/3/library/logging.html#logging.Logger.exception",
    ),
    equivalents={
        "ruff": ("G010", "LOG004", "LOG009", "LOG014"),
        "flake8": ("G010", "LOG004", "LOG009", "LOG014"),
        "pylint": ("W4902",),
    },
    roles=frozenset({"production", "script", "notebook"}),
    collects=(own_warn, warn_calls),
)


@dataclass(frozen=True)
class Options:
    """Each switches one question off.

    Of the words: `level-label` (the text names another level), `failure-words`, `normal-words`, `recovery-words`,
    `trace-words`. Of the place: `quiet-handler`, `before-raise`, `exception-outside`, `level-guard`. Of the way it is
    written: `old-names`, `level-argument`.
    """

    level_label: bool = True
    failure_words: bool = True
    normal_words: bool = True
    recovery_words: bool = True
    trace_words: bool = True
    quiet_handler: bool = True
    before_raise: bool = True
    exception_outside: bool = True
    level_guard: bool = True
    old_names: bool = True
    level_argument: bool = True


@RULE.check
def unfitting_level(source: Source, options: Options) -> Iterator[Finding]:
    """Find calls whose words or place ask for another level."""
    wrapped = [call.as_log_call for call in wrapped_log_calls(source) if call.takes_message]
    for log_call in (*log_calls(source), *wrapped):
        doubt = next((doubt for doubt in doubts(source, log_call) if getattr(options, doubt.kind)), None)
        if doubt is not None and _is_offered(source, log_call, doubt.message):
            severity = Severity.WARNING if doubt.kind == "level_label" else Severity.ADVICE
            make_fix = partial(method_fix, source, log_call, doubt.method, wording=doubt.wording)
            yield RULE.at(source, log_call.call, doubt.message, severity=severity, make_fix=make_fix)


def _is_offered(source: Source, log_call: LogCall, message: str) -> bool:
    """Tell whether the logger has the methods that a message names."""
    if "`warning()`" not in message and "`exception()`" not in message:
        return True
    return library_of(source, log_call) not in OTHER_METHODS


@RULE.check
def old_name(source: Source, options: Options) -> Iterator[Finding]:
    """Find `logger.warn` and `logging.WARN`."""
    if not options.old_names:
        return
    for log_call in log_calls(source):
        library = library_of(source, log_call) if log_call.method == "warn" else ""
        if log_call.method == "warn" and library not in PLAIN_WARN and not is_other_library(source, log_call):
            message = NO_NAME if library == "loguru" else OLD_NAME
            yield RULE.at(source, log_call.call, message, make_fix=partial(method_fix, source, log_call, "warning"))
    for node, fix in old_constants(source):
        message = "`WARN` is an old name that is not documented: write `WARNING`"
        yield RULE.at(source, node, message, severity=Severity.ADVICE, fix=fix)


@RULE.review
def own_name(project: Project) -> Iterator[Finding]:
    """Ask the other files whether `log.warn` is a function of a module of the project."""
    for member, call in calls_of_own_warn(project):
        yield RULE.at(member, call, OLD_NAME)


@RULE.exempt(own_name)
def function_of_own_module(_: WarnCall) -> bool:
    """`log` is a module of the project, and `warn` a function of it."""
    return True


@RULE.check
def level_as_argument(source: Source, options: Options) -> Iterator[Finding]:
    """Find `logger.log` with a level that has a method of its own."""
    for log_call in log_calls(source) if options.level_argument else ():
        judged = level_with_method(source, log_call)
        if judged is not None:
            make_fix = partial(method_fix, source, log_call, judged.method, drop=level_argument(log_call))
            yield RULE.at(source, log_call.call, judged.message, severity=judged.severity, make_fix=make_fix)


@RULE.check
def exception_outside(source: Source, options: Options) -> Iterator[Finding]:
    """Find `exception()` and `exc_info=True` where no exception is handled."""
    for log_call in log_calls(source) if options.exception_outside else ():
        call, is_method = log_call.call, log_call.method == "exception"
        is_known = library_of(source, log_call) not in OTHER_METHODS
        if is_known and wants_traceback(call, log_call.method) and handler_around(source, call) is None:
            severity = Severity.ADVICE if is_called_elsewhere(source, call) else Severity.WARNING
            word, advice = ("exception()", "call `error()`") if is_method else ("exc_info=True", "leave it out")
            message = f"`{word}` finds no exception here and logs `NoneType: None`: {advice}"
            make_fix = partial(method_fix, source, log_call, "error" if is_method else None)
            yield RULE.at(source, call, message, severity=severity, make_fix=make_fix)


@RULE.check
def wrong_guard(source: Source, options: Options) -> Iterator[Finding]:
    """Find lines of one level under a question for another."""
    for log_call, level in misguarded(source) if options.level_guard else ():
        message = f"`{log_call.method}` stands under a question for `{level}`: ask for the level that you log"
        yield RULE.at(source, log_call.call, message)


@RULE.exempt(unfitting_level)
def expected(call: ast.Call, source: Source) -> bool:
    """A handler of an error that is a part of the normal flow, such as `KeyError` or `FileNotFoundError`, is quiet."""
    handler = handler_around(source, call)
    return handler is not None and catches_expected_error(source, handler) and _is_mild(source, call)


@RULE.exempt(unfitting_level)
def raised_again(call: ast.Call, source: Source) -> bool:
    """A handler that raises again leaves the louder word to those whom it concerns."""
    handler = handler_around(source, call)
    return handler is not None and always_raises(handler.body) and _is_mild(source, call)


@RULE.exempt(unfitting_level)
def denied_failure(call: ast.Call, source: Source) -> bool:
    """The words deny a failure, count failures, speak of another try or say that it does not matter: `0 errors`."""
    if not _is_mild(source, call):
        return False
    text = _text(source, call)
    return bool(HARMLESS.search(text) or (handler_around(source, call) is None and NO_FAILURE.search(text)))


@RULE.exempt(exception_outside)
def called_while_handling(call: ast.Call, source: Source) -> bool:
    """A handler calls the function, or it is given an exception, so that there is a traceback to write."""
    return wants_traceback(call, called_name(call)) and may_handle_exception(source, call)


@RULE.exempt(exception_outside)
def hook_of_another_class(call: ast.Call, source: Source) -> bool:
    """It stands in a private method that nobody in the file calls, so that a base class does, perhaps in a handler."""
    return is_hook(source, call)


@RULE.exempt(unfitting_level, old_name, level_as_argument, exception_outside, wrong_guard)
def in_a_test(call: ast.Call, source: Source) -> bool:
    """It stands in a test."""
    function = enclosing_function(source, call)
    return function is not None and is_test(source, function)


def _is_mild(source: Source, call: ast.Call) -> bool:
    """Tell whether the level is low and the words do not name another one."""
    return called_name(call) in {"debug", "info"} and LABEL.match(_text(source, call)) is None


def _text(source: Source, call: ast.Call) -> str:
    """Return the message of what is known to be a log call, or a call of a wrapper of one."""
    return message_text(source, LogCall(call, called_name(call), None))
