"""How a log call is written: old names, levels as arguments, guards, labels; whether an exception is handled there."""

import ast
import re
import string
from collections.abc import Iterator

from rulekit.analysis.exceptions.handlers import handler_around
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.logs.edits import renamed_attribute
from rulekit.analysis.logs.loggers import (
    LogCall,
    is_foreign_log,
    is_standard_logger,
    library_of,
    log_calls,
    log_libraries,
)
from rulekit.analysis.logs.messages import level_argument, level_number, level_of, message_of
from rulekit.analysis.names.functions import decorators, enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.frameworks import LIFECYCLE
from rulekit.known.log_level_words import LABEL
from rulekit.known.logs import LEVEL_NAMES, METHODS, OWN_NUMBERS
from rulekit.model.finding import Edit, Fix, Severity, Span
from rulekit.model.late import dataclass, regex

_MODULE = regex(r"(\w+_)?logs?")
_OPENING_QUOTES = regex(r"""[a-zA-Z]*(?:\"{3}|'{3}|["'])""")
# What sets a label apart from the message: `[ERROR] - `, `ERROR: `.
_SEPARATORS = regex(r"[\])>*:|! -]*")
# A message has room for a short number only.
_LONGEST_LEVEL = 20


@dataclass(frozen=True)
class LevelArgument:
    """What is wrong with the level that is handed to `logger.log`, and the method that says the same."""

    message: str
    severity: Severity
    method: str | None


def level_with_method(source: Source, log_call: LogCall) -> LevelArgument | None:
    """Judge the level of `logger.log(20, ...)`; nothing where it is a variable."""
    level = level_argument(log_call) if log_call.method == "log" else None
    # `log(2)` of one argument is a logarithm.
    if level is None or len(log_call.call.args) + len(log_call.call.keywords) == 1:
        return None
    if is_other_library(source, log_call) or library_of(source, log_call) in OWN_NUMBERS:
        return None
    number = level_number(source, level)
    method = METHODS.get(number) if number is not None else None
    if not isinstance(level, ast.Constant):
        is_named = (names(source).resolve(level) or "").startswith("logging.")
        message = f"`{ast.unparse(level)}` has a method of its own: call `{method}()`"
        return LevelArgument(message, Severity.ADVICE, method) if method and is_named else None
    if isinstance(level.value, str):
        return _text_as_level(source, log_call, level.value)
    if method is None:
        shown = quoted(str(level.value), _LONGEST_LEVEL, "of so many digits")
        message = f"level {shown} has no name: use a level that has a method"
        return LevelArgument(message, Severity.ADVICE, None) if number is not None else None
    return LevelArgument(f"`{number}` is the level of a method: call `{method}()`", Severity.WARNING, method)


def _text_as_level(source: Source, log_call: LogCall, name: str) -> LevelArgument | None:
    method = METHODS.get(LEVEL_NAMES.get(name.upper(), 0))
    # For loguru a text is a level.
    if method is None or "loguru" in vocabulary(source):
        return None
    if is_standard_logger(source, log_call.logger):
        message = f"a text is no level and raises `TypeError`: call `{method}()`"
        return LevelArgument(message, Severity.ERROR, method)
    return LevelArgument(f"`{name}` as a text is a level with a method: call `{method}()`", Severity.ADVICE, method)


def is_other_library(source: Source, log_call: LogCall) -> bool:
    """Tell whether the logger is likely a module of another library that happens to be called `log`."""
    root, _, last = (names(source).resolve(log_call.logger) or "").rpartition(".")
    return is_foreign_log(source, log_call) or bool(root and _MODULE.fullmatch(last))


def old_constants(source: Source) -> Iterator[tuple[ast.AST, Fix | None]]:
    """Yield the uses of `logging.WARN`, and imports of it that are not used."""
    if not log_libraries(source) or "WARN" not in vocabulary(source):
        return
    resolve = names(source).resolve
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr == "WARN" and resolve(attribute) == "logging.WARN":
            edit = renamed_attribute(source, attribute, "WARNING")
            yield attribute, Fix("Write `WARNING`", (edit,)) if edit else None
    for statement in source.nodes(ast.ImportFrom):
        for alias in statement.names if statement.module == "logging" else ():
            if alias.name == "WARN":
                bound = alias.asname or alias.name
                uses = [name for name in source.nodes(ast.Name) if name.id == bound and resolve(name) == "logging.WARN"]
                yield from ((use, None) for use in (*uses, *([] if uses else [alias])))


def wants_traceback(call: ast.Call, method: str) -> bool:
    """Tell whether a log call writes the traceback of the exception that is being handled."""
    exc_info = next((keyword.value for keyword in call.keywords if keyword.arg == "exc_info"), None)
    if exc_info is None:
        return method == "exception"
    return isinstance(exc_info, ast.Constant) and bool(exc_info.value)


def misguarded(source: Source) -> Iterator[tuple[LogCall, str]]:
    """Yield log calls under `if logger.isEnabledFor(...)` of another level, where none has that level."""
    for guard in calls_by_word(source).get("isEnabledFor", ()):
        choice = source.parents.get(guard)
        level = level_number(source, guard.args[0]) if guard.args else None
        if not isinstance(choice, ast.If) or choice.test is not guard or level is None or level not in METHODS:
            continue
        logger = ast.dump(guard.func.value) if isinstance(guard.func, ast.Attribute) else None
        lines = range(choice.body[0].lineno, (choice.body[-1].end_lineno or 0) + 1)
        guarded = [
            log_call
            for log_call in log_calls(source)
            if log_call.call.lineno in lines and log_call.logger is not None and ast.dump(log_call.logger) == logger
        ]
        levels = [level_of(source, log_call) for log_call in guarded]
        if guarded and level not in levels and None not in levels:
            yield guarded[0], METHODS[level].upper()


def without_label(source: Source, log_call: LogCall) -> Edit | None:
    """Take the name of a level, with what sets it apart, out of the beginning of the message."""
    literal = _first_literal(message_of(log_call))
    if literal is None:
        return None
    whole = source.extent(literal)
    opening = _OPENING_QUOTES.match(source.segment(whole))
    text = source.segment(whole)[opening.end() :] if opening else ""
    label = LABEL.match(text)
    separators = _SEPARATORS.match(text, label.end("name")) if label else None
    if opening is None or separators is None:
        return None
    # A label that is all of the message would leave an empty text behind.
    if text[separators.end() :].startswith(opening.group().lstrip(string.ascii_letters)):
        return None
    begin = whole.column + opening.end()
    return Edit(Span(whole.line, begin, whole.line, begin + separators.end()), "")


def _first_literal(message: ast.expr | None) -> ast.expr | None:
    match message:
        case ast.BinOp(left=left):
            return _first_literal(left)
        case ast.Call(func=ast.Attribute(value=value)):
            return _first_literal(value)
        case ast.JoinedStr() | ast.Constant(value=str()):
            return message
    return None


# Functions made for exceptions, by their names: `on_error`, `log_traceback`, `errback`.
_ERROR_FUNCTION = regex(r"(.*_)?(errors?|exceptions?|exc|traceback|excepthook|errback)(_.*)?", re.IGNORECASE)
_ERROR_PARAMETER = regex(
    r"_*(e|ex|exc|err|error|exception|failure|exc_?(type|info|val|value|tb)|tb|traceback|excinfo|exn|cause)",
    re.IGNORECASE,
)
_ERROR_HINT = regex(r"Exception|Error\b|Failure")
_DEPTH = 3


@question_per
def may_handle_exception(source: Source, call: ast.AST, depth: int = _DEPTH) -> bool:
    """Tell whether an exception may be under way here, as far as this file tells."""
    if handler_around(source, call) is not None:
        return True
    function = enclosing_function(source, call)
    if function is None or depth <= 0:
        return False
    if function.name in LIFECYCLE or _ERROR_FUNCTION.fullmatch(function.name) or _takes_exception(function):
        return True
    if any(_ERROR_FUNCTION.fullmatch(name.rpartition(".")[2]) for name in decorators(source, function)):
        return True
    # Who calls `sys.exc_info()` knows that there is one.
    if any(called_name(node) == "exc_info" for node in own_nodes(function)):
        return True
    callers = calls_by_word(source).get(function.name, ())
    return any(may_handle_exception(source, caller, depth - 1) for caller in callers)


def _takes_exception(function: Function) -> bool:
    """Tell whether a parameter is an exception, by its name or hint."""
    return any(
        _ERROR_PARAMETER.fullmatch(parameter.arg)
        or (parameter.annotation is not None and _ERROR_HINT.search(ast.unparse(parameter.annotation)))
        for parameter in parameters(function.args)
    )


def is_called_elsewhere(source: Source, call: ast.AST) -> bool:
    """Tell whether a call stands in a function that only other files can call, so that nobody knows from where."""
    function = enclosing_function(source, call)
    return function is not None and not calls_by_word(source).get(function.name, ())


def is_hook(source: Source, call: ast.AST) -> bool:
    """Tell whether a call stands in a private method that only a class of another file can call."""
    function = enclosing_function(source, call)
    if function is None or owner(source, function) is None:
        return False
    is_private = function.name.startswith("_") and not function.name.startswith("__")
    return is_private and is_called_elsewhere(source, call)
