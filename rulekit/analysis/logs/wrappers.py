"""Wrappers: functions of the file that do nothing but write to a log for their callers."""

import ast
from typing import NamedTuple

from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.logs.loggers import LogCall, log_calls
from rulekit.analysis.logs.messages import message_of
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.source import Source, question


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
