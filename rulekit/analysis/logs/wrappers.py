"""Functions of the file that do nothing but write to a log for their callers."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.logs.loggers import LogCall, log_calls
from rulekit.analysis.logs.messages import message_of
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.source import Source, question


class Relay(NamedTuple):
    """A call of such a function, and the log call in there."""

    call: ast.Call
    one: LogCall
    function: Function

    @property
    def as_log_call(self) -> LogCall:
        """The call, as one that writes to the log itself."""
        return LogCall(self.call, self.one.method, self.one.logger)

    @property
    def takes_message(self) -> bool:
        """Whether the message is what the function is called with first."""
        taken = [one.arg for one in parameters(self.function.args) if one.arg not in {"self", "cls"}]
        message = message_of(self.one)
        return isinstance(message, ast.Name) and taken[:1] == [message.id]


@question
def relays(source: Source) -> tuple[Relay, ...]:
    """Which calls go to a function of this file that only logs?"""
    return tuple(_relays(source))


def _relays(source: Source) -> Iterator[Relay]:
    for one in log_calls(source):
        function = enclosing_function(source, one.call)
        if function is not None and _does_nothing_else(function, one.call):
            yield from (Relay(call, one, function) for call in callers(source, function))


@question
def relay_calls(source: Source) -> frozenset[ast.Call]:
    """Which calls are these?"""
    return frozenset(relay.call for relay in relays(source))


def _does_nothing_else(function: Function, call: ast.Call) -> bool:
    body = function.body[1:] if docstring_of(function) is not None else function.body
    return len(body) == 1 and isinstance(body[0], ast.Expr) and body[0].value is call
