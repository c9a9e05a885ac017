"""Loggers: which expressions are one, and which calls write to a log."""

import ast
import re
from typing import NamedTuple

from rulekit.analysis.flow.calls import calls_by_word, words_for
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.logs import (
    DERIVING_METHODS,
    FOREIGN_LOGS,
    LIBRARIES,
    LOG_METHODS,
    LOGGER_FACTORIES,
    READY_LOGGERS,
    STANDARD_LOGGERS,
)
from rulekit.model.late import regex

# What is called `log`, `logger` or `app_logger` is one, also where a parameter or another module brings it.
_LOGGER_NAME = regex(r"_*(\w+_)?log(s|ger|ging)?", re.IGNORECASE)


class LogCall(NamedTuple):
    """A call that writes to a log: the method, and the logger, which is nothing after `from logging import info`."""

    call: ast.Call
    method: str
    logger: ast.expr | None


@question
def log_libraries(source: Source) -> frozenset[str]:
    """Which libraries does the source import, as far as their first word goes, or know from a kernel?"""
    imported = (entry.target for entry in names(source).imports.values())
    roots = {target.partition(".")[0] for target in (*imported, *source.parsed.facts.values())}
    return frozenset(roots & LIBRARIES)


@question
def log_calls(source: Source) -> tuple[LogCall, ...]:
    """Which calls write to a log?"""
    by_word = calls_by_word(source)
    if LOG_METHODS.isdisjoint(by_word) and "log" not in vocabulary(source):
        return ()
    calls = [call for word in words_for(source, LOG_METHODS) for call in by_word.get(word, ())]
    written = [log_call for call in calls if (log_call := log_call_of(source, call))]
    return tuple(sorted(written, key=lambda log_call: (log_call.call.lineno, log_call.call.col_offset)))


def log_call_of(source: Source, call: ast.Call) -> LogCall | None:
    """Return a call as a log call, if it is one."""
    function = call.func
    if isinstance(function, ast.Name) and (target := names(source).resolve(function)):
        module, _, method = target.rpartition(".")
        return LogCall(call, method, None) if module in READY_LOGGERS and method in LOG_METHODS else None
    # `say = logger.info` binds the method to a name.
    bound = function if isinstance(function, ast.Attribute) else names(source).single_value(function)
    if not isinstance(bound, ast.Attribute) or bound.attr not in LOG_METHODS or not is_logger(source, bound.value):
        return None
    return LogCall(call, bound.attr, bound.value)


def log_method(source: Source, call: ast.Call) -> str | None:
    """Return the name of the logger's method that is called, if one is."""
    log_call = log_call_of(source, call)
    return log_call.method if log_call is not None else None


def is_logger(source: Source, expression: ast.expr) -> bool:
    """Tell whether an expression is a logger: by what made it, by where it comes from, or else by its name."""
    if isinstance(expression, ast.Call):
        function, last = expression.func, last_name(expression.func)
        if last in DERIVING_METHODS and isinstance(function, ast.Attribute):
            return is_logger(source, function.value)
        return _makes_logger(source, function)
    target = names(source).resolve(expression)
    if target in READY_LOGGERS:
        return True
    last = last_name(expression)
    if _LOGGER_NAME.fullmatch(last) or last in made_loggers(source):
        return True
    return target is None and "ogger" in vocabulary(source) and type_of(source, expression) in STANDARD_LOGGERS


def is_standard_logger(source: Source, logger: ast.expr | None) -> bool:
    """Tell whether an expression is for certain a logger of the standard library, or its module `logging`."""
    if logger is None or names(source).resolve(logger) in {"logging", "logging.root"}:
        return True
    return type_of(source, logger) in STANDARD_LOGGERS


def library_of(source: Source, log_call: LogCall) -> str:
    """Name the library that a logger comes from, where this file tells: `structlog` for `structlog.get_logger()`."""
    known, logger = names(source), log_call.logger
    origins = [known.resolve(log_call.call.func if logger is None else logger), type_of(source, logger)]
    made = known.single_value(logger) if logger is not None else None
    maker = made if made is not None else logger
    if isinstance(maker, ast.Call):
        origins.append(known.resolve(maker.func))
    return next((origin.partition(".")[0] for origin in origins if origin), "")


def is_foreign_log(source: Source, log_call: LogCall) -> bool:
    """Tell whether the logger is something of another library that only looks like one, such as `numpy.log`.

    A logger of Twisted has other methods: its `warn` is no old name.
    """
    origins = (names(source).resolve(log_call.logger), type_of(source, log_call.logger))
    return any((origin or "").partition(".")[0] in FOREIGN_LOGS for origin in origins)


@links_cells(says=r"[lL]ogger\b", hears="print|log|std(?:out|err)")
@question
def made_loggers(source: Source) -> frozenset[str]:
    """To which names and attributes is a new logger bound?"""
    if "ogger" not in vocabulary(source):
        return frozenset()
    by_word = calls_by_word(source)
    factories = [call for word in by_word if "ogger" in word for call in by_word[word]]
    made = {name for call in factories if _makes_logger(source, call.func) for name in _bound_names(source, call)}
    for call in [call for word in sorted(DERIVING_METHODS) for call in by_word.get(word, ())]:
        origin = call.func.value if isinstance(call.func, ast.Attribute) else None
        last = last_name(origin)
        # `is_logger` would ask this question again.
        if isinstance(origin, ast.Call):
            is_derived = _makes_logger(source, origin.func)
        else:
            is_derived = last in made or bool(_LOGGER_NAME.fullmatch(last))
        if is_derived or (origin is not None and names(source).resolve(origin) in READY_LOGGERS):
            made |= _bound_names(source, call)
    return frozenset(made - {""})


def _makes_logger(source: Source, function: ast.expr) -> bool:
    last = last_name(function)
    is_factory = last in {"getLogger", "get_logger"} or names(source).resolve(function) in LOGGER_FACTORIES
    return "ogger" in last and is_factory


def _bound_names(source: Source, call: ast.Call) -> set[str]:
    """Return the last words of what a call's result is bound to."""
    match source.parents.get(call):
        case ast.Assign(targets=targets):
            return {*map(last_name, targets)}
        case ast.AnnAssign(target=target):
            return {last_name(target)}
    return set()
