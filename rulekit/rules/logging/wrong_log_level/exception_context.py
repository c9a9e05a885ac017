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

# Functions made for exceptions, by their names: `on_error`, `log_traceback`, `errback`.
_ERROR_FUNCTION = re.compile(r"(.*_)?(errors?|exceptions?|exc|traceback|excepthook|errback)(_.*)?", re.IGNORECASE)
_ERROR_PARAMETER = re.compile(
    r"_*(e|ex|exc|err|error|exception|failure|exc_?(type|info|val|value|tb)|tb|traceback|excinfo|exn|cause)",
    re.IGNORECASE,
)
_ERROR_HINT = re.compile(r"Exception|Error\b|Failure")
_DEPTH = 3


def may_handle_exception(source: Source, call: ast.AST, depth: int = _DEPTH) -> bool:
    """Tell whether an exception may be under way here, as far as this file tells."""
    if handler_around(source, call) is not None:
        return True
    function = enclosing_function(source, call)
    if function is None or not depth:
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
    """Tell whether a call stands in a function that other files may call, and this one does not."""
    function = enclosing_function(source, call)
    return function is not None and function.name[0] != "_" and not calls_by_word(source).get(function.name, ())
