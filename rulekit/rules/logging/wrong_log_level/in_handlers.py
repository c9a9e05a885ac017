"""Whether an exception is being handled where a call runs: in a handler, or in a function that handlers call."""

import ast
import re

from rulekit.analysis.exceptions.handlers import handler_around
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.functions import decorators, enclosing_function, own_nodes
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.frameworks import LIFECYCLE

_NAMED = re.compile(r"(.*_)?(errors?|exceptions?|exc|traceback|excepthook|errback)(_.*)?", re.IGNORECASE)
_GIVEN = re.compile(
    r"_*(e|ex|exc|err|error|exception|failure|exc_?(type|info|val|value|tb)|tb|traceback|excinfo|exn|cause)",
    re.IGNORECASE,
)
_ASKING = "exc_info"
_HINT = re.compile(r"Exception|Error\b|Failure")
_DEPTH = 3


def in_handling(source: Source, call: ast.AST, depth: int = _DEPTH) -> bool:
    """Tell whether an exception may be under way here, as far as this file tells."""
    if handler_around(source, call) is not None:
        return True
    function = enclosing_function(source, call)
    if function is None or not depth:
        return False
    if function.name in LIFECYCLE or _NAMED.fullmatch(function.name) or _is_given_one(function):
        return True
    if any(_NAMED.fullmatch(name.rpartition(".")[2]) for name in decorators(source, function)):
        return True
    if any(called_name(node) == _ASKING for node in own_nodes(function)):
        return True
    return any(in_handling(source, caller, depth - 1) for caller in callers_of(source, function))


def is_unreached(source: Source, call: ast.AST) -> bool:
    """Tell whether a call stands in a function that other files may call, and this one does not."""
    function = enclosing_function(source, call)
    return function is not None and function.name[0] != "_" and not callers_of(source, function)


def callers_of(source: Source, function: Function) -> tuple[ast.Call, ...]:
    """Give the calls of anything with the name of a function."""
    return tuple(calls_by_word(source).get(function.name, ()))


def _is_given_one(function: Function) -> bool:
    """Tell whether a parameter is an exception, by its name or hint."""
    for parameter in parameters(function.args):
        if _GIVEN.fullmatch(parameter.arg):
            return True
        hint = parameter.annotation
        if hint is not None and _HINT.search(ast.unparse(hint)):
            return True
    return False
