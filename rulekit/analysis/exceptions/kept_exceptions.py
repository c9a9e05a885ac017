"""Whether a handler keeps the exception: in a variable that is read, an attribute, a future, another function."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.exceptions.handlers import logs_or_prints
from rulekit.analysis.logs.loggers import log_method
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.signatures import THROWAWAY
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import is_read_anywhere

# Builtins that only look at the exception: `str(error)` in a message is not the exception itself.
_INSPECTORS = frozenset(
    "str repr type isinstance issubclass hasattr getattr len bool vars dir id hash any all pprint".split()
)
# Calls that make words of the exception, by their names: `self.log(error)`, `show_message(error)`.
_TALKERS = re.compile(r".*(log|print|echo|warn|debug|info|write|message|msg|format|show).*", re.IGNORECASE)
# Functions made for exceptions, by their names: `future.set_exception`, `handle_error`, `on_failure`, `excepthook`.
_EXCEPTION_TAKERS = re.compile(
    r"(\w*_)?(handle|report|capture|record|set|notify|dispatch|call|fire|on|send)_?(\w+_)?(error|exception|exc|failure)"
    r"(_handler|_hook)?|(\w*_)?(error|exception)_?(handler|callback|hook)|\w*excepthook|internal_?error",
    re.IGNORECASE,
)
_CONTAINER_METHODS = frozenset("append add put put_nowait insert extend setdefault throw send reject errback".split())
_SNAPSHOTS = frozenset({"exc_info", "format_exc"})


def lets_escape(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler keeps the exception itself (or its traceback), or calls a function made for exceptions."""
    for node in own_nodes(handler):
        # `logger.report_error(error)` of a logger is a log line, whatever the method is called.
        is_call = isinstance(node, ast.Call) and not log_method(source, node)
        if is_call and _EXCEPTION_TAKERS.fullmatch(called_name(node)):
            return True
    return any(True for _ in escapes(source, handler))


def escapes(source: Source, handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """Yield the statements that store or return the exception itself (or its traceback), and the calls that take it."""
    for node in own_nodes(handler):
        if isinstance(node, ast.Name):
            is_exception = node.id == handler.name and isinstance(node.ctx, ast.Load)
        else:
            is_exception = isinstance(node, ast.Call) and called_name(node) in _SNAPSHOTS and not node.args
        if is_exception and (escape := _escape_of(source, node)) is not None:
            yield escape


def takes_exception(call: ast.Call) -> bool:
    """Tell whether a call is there to take an exception, by its name: `handle_error`, `set_exception`, `append`."""
    name = called_name(call)
    return name in _CONTAINER_METHODS or _EXCEPTION_TAKERS.fullmatch(name) is not None


def is_kept_by(source: Source, assignment: ast.Assign) -> bool:
    """Tell whether what is assigned is kept: by a name that is read, or by an attribute, which others may read."""
    targets = [part for target in assignment.targets for part in getattr(target, "elts", [target])]
    stored = {target.id for target in targets if isinstance(target, ast.Name)} - THROWAWAY
    is_read = any(is_read_anywhere(source, word) for word in stored)
    return is_read or not all(isinstance(target, ast.Name) for target in targets)


def _escape_of(source: Source, value: ast.AST) -> ast.AST | None:
    """Follow a value outward to what stores it, returns it, or takes it as an argument and is no mere message."""
    parent = source.parents.get(value)
    if isinstance(parent, (ast.keyword, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Starred, ast.Subscript, ast.IfExp)):
        return _escape_of(source, parent)
    if isinstance(parent, ast.Call):
        name = called_name(parent)
        is_message = name in _INSPECTORS or _TALKERS.fullmatch(name) or logs_or_prints(source, parent)
        return None if is_message else parent
    if isinstance(parent, ast.Assign):
        return parent if is_kept_by(source, parent) else None
    kinds = (ast.Return, ast.Yield, ast.Await, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)
    return parent if isinstance(parent, kinds) else None
