"""Loggers: which expressions are one, and which calls write to a log."""

import ast
import re
from typing import NamedTuple

from rulekit.analysis.flow.calls import calls_by_word, words_for
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.logs import LIBRARIES

LEVELS = frozenset("debug info warning warn error exception critical fatal log trace success".split())
MAKERS = frozenset(
    "logging.getLogger logging.Logger logging.LoggerAdapter structlog.get_logger structlog.getLogger"
    " structlog.stdlib.get_logger absl.logging multiprocessing.get_logger multiprocessing.log_to_stderr".split()
)
STANDARD = frozenset({"logging.Logger", "logging.LoggerAdapter"})
_KNOWN = frozenset({"logging", "loguru.logger", "absl.logging", "flask.current_app.logger", "logging.root"})
_DERIVING = frozenset({"bind", "opt", "contextualize", "getChild"})
_CALLED_LOGGER = re.compile(r"_*(\w+_)?log(s|ger|ging)?", re.IGNORECASE)


class LogCall(NamedTuple):
    """A call that writes to a log: the method, and the logger, which is nothing after `from logging import info`."""

    call: ast.Call
    method: str
    logger: ast.expr | None


@question
def log_libraries(source: Source) -> frozenset[str]:
    """Which libraries does the source import, as far as their first word goes, or know from a kernel?"""
    imported = (one.target for one in names(source).imports.values())
    roots = {target.partition(".")[0] for target in (*imported, *source.parsed.facts.values())}
    return frozenset(roots & LIBRARIES)


@question
def log_calls(source: Source) -> tuple[LogCall, ...]:
    """Which calls write to a log?"""
    by_word = calls_by_word(source)
    if LEVELS.isdisjoint(by_word) and "log" not in vocabulary(source):
        return ()
    likely = [call for word in words_for(source, LEVELS) for call in by_word.get(word, ())]
    found = [
        LogCall(call, method, _logger_of(source, call.func)) for call in likely if (method := log_method(source, call))
    ]
    return tuple(sorted(found, key=lambda one: (one.call.lineno, one.call.col_offset)))


def is_standard_logger(source: Source, logger: ast.expr | None) -> bool:
    """Tell whether an expression is for certain a logger of the standard library, or its module `logging`."""
    if logger is None:
        return True
    if names(source).resolve(logger) in {"logging", "logging.root"}:
        return True
    return type_of(source, logger) in STANDARD


def _logger_of(source: Source, function: ast.expr) -> ast.expr | None:
    """Give the expression in front of the method, also where the method was bound to a name."""
    if isinstance(function, ast.Attribute):
        return function.value
    bound = _bound_method(source, function)
    return bound.value if bound is not None else None


def _bound_method(source: Source, function: ast.expr) -> ast.Attribute | None:
    """Follow `say = logger.info`."""
    value = names(source).single_value(function)
    return value if isinstance(value, ast.Attribute) and value.attr in LEVELS else None


def log_method(source: Source, call: ast.Call) -> str | None:
    """Give the name of the logger's method that is called, if one is."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr if function.attr in LEVELS and is_logger(source, function.value) else None
    if isinstance(function, ast.Name) and (target := names(source).resolve(function)):
        module, _, method = target.rpartition(".")
        return method if module in _KNOWN and method in LEVELS else None
    bound = _bound_method(source, function)
    return bound.attr if bound is not None and is_logger(source, bound.value) else None


def is_logger(source: Source, expression: ast.expr) -> bool:
    """Tell whether an expression is a logger: by what made it, by where it comes from, or else by its name."""
    if isinstance(expression, ast.Call):
        return _makes_logger(source, expression)
    target = names(source).resolve(expression)
    if target in _KNOWN:
        return True
    last = last_name(expression)
    if _CALLED_LOGGER.fullmatch(last) or last in made_loggers(source):
        return True
    return target is None and "ogger" in vocabulary(source) and type_of(source, expression) in STANDARD


@question
def made_loggers(source: Source) -> frozenset[str]:
    """To which names and attributes is a new logger bound?"""
    if "ogger" not in vocabulary(source):
        return frozenset()
    found: set[str] = set()
    by_word = calls_by_word(source)
    for word in (word for word in by_word if "ogger" in word and word not in _DERIVING):
        for call in by_word[word]:
            targets = _targets(source, call)
            if targets and _is_maker(source, call.func, word):
                found |= targets
    for call in [call for word in sorted(_DERIVING) for call in by_word.get(word, ())]:
        if isinstance(call.func, ast.Attribute) and _is_derived(source, call.func.value, found):
            found |= _targets(source, call)
    return frozenset(found - {""})


def _targets(source: Source, call: ast.Call) -> set[str]:
    """Give the last words of what a call's result is bound to."""
    statement = source.parents.get(call)
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return set()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {last_name(target) for target in targets}


def _is_derived(source: Source, origin: ast.expr, made: set[str]) -> bool:
    """Tell whether what another logger is made from is a logger, as far as the loggers found so far tell."""
    if isinstance(origin, ast.Call):
        return _is_maker(source, origin.func, last_name(origin.func))
    last = last_name(origin)
    return last in made or bool(_CALLED_LOGGER.fullmatch(last)) or names(source).resolve(origin) in _KNOWN


def _makes_logger(source: Source, call: ast.Call) -> bool:
    function, last = call.func, last_name(call.func)
    if last in _DERIVING and isinstance(function, ast.Attribute):
        return is_logger(source, function.value)
    return _is_maker(source, function, last)


def _is_maker(source: Source, function: ast.expr, last: str) -> bool:
    return "ogger" in last and (names(source).resolve(function) in MAKERS or last in {"getLogger", "get_logger"})
