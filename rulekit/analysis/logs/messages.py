"""What a log call says and at which level, and functions of the file that only log for their callers."""

import ast
from typing import NamedTuple

from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.logs.loggers import LogCall, library_of, log_calls
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.logs import LEVEL_NAMES, NUMBERS, OWN_NUMBERS
from rulekit.model.late import regex

PLACEHOLDER = "{}"
_MESSAGE_KEYWORDS = frozenset({"msg", "message", "event"})
_TRANSLATORS = frozenset("_ gettext _l _lazy gettext_lazy ugettext _LI _LW _LE".split())
_LEVEL_CONSTANT = regex(r"(?:logging|absl\.logging)\.(?P<name>[A-Z]+)")


class WrappedLogCall(NamedTuple):
    """A call of a wrapper, the log call in the wrapper, and the wrapper."""

    call: ast.Call
    log_call: LogCall
    wrapper: Function

    @property
    def as_log_call(self) -> LogCall:
        """The call, as one that writes to the log itself."""
        return LogCall(self.call, self.log_call.method, self.log_call.logger)

    @property
    def takes_message(self) -> bool:
        """Whether the message is the first argument of the wrapper."""
        arguments = [parameter.arg for parameter in parameters(self.wrapper.args)]
        message = message_of(self.log_call)
        return isinstance(message, ast.Name) and [
            argument for argument in arguments if argument not in {"self", "cls"}
        ][:1] == [message.id]


@question
def wrapped_log_calls(source: Source) -> tuple[WrappedLogCall, ...]:
    """Which calls go to a function of this file that only logs?"""
    wrapped: list[WrappedLogCall] = []
    for log_call in log_calls(source):
        function = enclosing_function(source, log_call.call)
        if function is None:
            continue
        body = function.body[1:] if docstring_of(function) is not None else function.body
        if len(body) == 1 and isinstance(body[0], ast.Expr) and body[0].value is log_call.call:
            wrapped += [WrappedLogCall(call, log_call, function) for call in callers(source, function)]
    return tuple(wrapped)


@question
def wrapper_calls(source: Source) -> frozenset[ast.Call]:
    """The calls of wrappers again, as a set."""
    return frozenset(wrapped.call for wrapped in wrapped_log_calls(source))


def message_of(log_call: LogCall) -> ast.expr | None:
    """Return the argument that is the message."""
    position = 1 if log_call.method == "log" else 0
    if len(log_call.call.args) > position:
        return log_call.call.args[position]
    return next((keyword.value for keyword in log_call.call.keywords if keyword.arg in _MESSAGE_KEYWORDS), None)


def message_text(source: Source, log_call: LogCall) -> str:
    """Return the message as far as it stands in the code, with `{}` for each placeholder of an f-string or the like."""
    return _text(source, message_of(log_call))


def _text(source: Source, message: ast.expr | None) -> str:
    match message:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(source, part) if isinstance(part, ast.Constant) else PLACEHOLDER for part in parts)
        case ast.Name():
            value = constant(source, message)
            return value if isinstance(value, str) else ""
        case ast.Call(args=[translated, *_]) if called_name(message) in _TRANSLATORS:
            return _text(source, translated)
        # What `", ".join(lines)` says stands in the lines.
        case ast.BinOp() | ast.Call() if called_name(message) != "join":
            built = text_of(source, message)
            return built.filled(PLACEHOLDER) if built.has_literal else ""
    return ""


def level_of(source: Source, log_call: LogCall) -> int | None:
    """Return the number of the level of a log call, if it can be told."""
    if log_call.method != "log":
        return NUMBERS[log_call.method]
    level = level_argument(log_call)
    if isinstance(level, ast.Constant) and library_of(source, log_call) in OWN_NUMBERS:
        return None
    return level_number(source, level)


def level_argument(log_call: LogCall) -> ast.expr | None:
    """Return the level that `logger.log(level, ...)` is called with."""
    if log_call.call.args:
        return log_call.call.args[0]
    return next((keyword.value for keyword in log_call.call.keywords if keyword.arg == "level"), None)


def level_number(source: Source, level: ast.expr | None) -> int | None:
    """Return the number of a level: `20`, `logging.INFO`, `"INFO"`."""
    if named := _LEVEL_CONSTANT.fullmatch(names(source).resolve(level) or ""):
        return LEVEL_NAMES.get(named["name"])
    value = constant(source, level) if level is not None else None
    if isinstance(value, str):
        return LEVEL_NAMES.get(value.upper())
    return value if isinstance(value, int) and not isinstance(value, bool) else None
