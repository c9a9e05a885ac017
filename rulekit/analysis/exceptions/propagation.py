"""Handlers that hand the exception on: to a variable, a future, a queue or another function."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.exceptions.handlers import handler_nodes, is_report
from rulekit.analysis.logs.loggers import log_method
from rulekit.analysis.names.signatures import THROWAWAY
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import is_read_anywhere

_READERS = frozenset(
    "str repr type isinstance issubclass hasattr getattr len bool vars dir id hash any all pprint".split()
)
_TALKERS = re.compile(r".*(log|print|echo|warn|debug|info|write|message|msg|format|show).*", re.IGNORECASE)
_TAKERS = re.compile(
    r"(\w*_)?(handle|report|capture|record|set|notify|dispatch|call|fire|on|send)_?(\w+_)?(error|exception|exc|failure)"
    r"(_handler|_hook)?|(\w*_)?(error|exception)_?(handler|callback|hook)|\w*excepthook|internal_?error",
    re.IGNORECASE,
)
_STORES = frozenset("append add put put_nowait insert extend setdefault throw send reject errback".split())
_SNAPSHOTS = frozenset({"exc_info", "format_exc"})


def hands_on(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler keeps the exception itself (or its traceback), or gives it to other code."""
    for node in handler_nodes(handler):
        if isinstance(node, ast.Call) and _TAKERS.fullmatch(called_name(node)) and not log_method(source, node):
            return True
    return any(True for _ in keepers(source, handler))


def keepers(source: Source, handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """Give the statements that store or return the exception itself (or its traceback), and the calls that take it."""
    for node in handler_nodes(handler):
        if isinstance(node, ast.Name):
            used = node.id == handler.name and isinstance(node.ctx, ast.Load)
        else:
            used = isinstance(node, ast.Call) and called_name(node) in _SNAPSHOTS and not node.args
        keeper = _keeper(source, node) if used else None
        if keeper is not None:
            yield keeper


def is_taker(call: ast.Call) -> bool:
    """Tell whether a call is there to take an exception, by its name: `handle_error`, `set_exception`, `append`."""
    name = called_name(call)
    return name in _STORES or _TAKERS.fullmatch(name) is not None


def _keeper(source: Source, value: ast.AST) -> ast.AST | None:
    """Follow a value outward: is it stored, returned, or an argument of a call that is no mere message?"""
    parent = source.parents.get(value)
    if isinstance(parent, (ast.Return, ast.Yield, ast.Await)):
        return parent
    if isinstance(parent, ast.Assign):
        return parent if _is_read(source, parent) else None
    if isinstance(parent, ast.Call):
        name = called_name(parent)
        talks = name in _READERS or _TALKERS.fullmatch(name) or is_report(source, parent)
        return None if talks else parent
    if isinstance(parent, (ast.keyword, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Starred, ast.Subscript, ast.IfExp)):
        return _keeper(source, parent)
    return parent if isinstance(parent, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) else None


def _is_read(source: Source, statement: ast.Assign) -> bool:
    """Tell whether what is assigned can be read later: in an attribute or container always, in a name if it is read."""
    targets = [one for target in statement.targets for one in getattr(target, "elts", [target])]
    if not all(isinstance(target, ast.Name) for target in targets):
        return True
    stored = {target.id for target in targets if isinstance(target, ast.Name)} - THROWAWAY
    return any(is_read_anywhere(source, word) for word in stored)
