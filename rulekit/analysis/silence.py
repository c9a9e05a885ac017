"""Handlers and `finally` blocks after which nobody knows that something failed."""

import ast
import enum
from collections.abc import Iterator

from rulekit.analysis.comments import comments
from rulekit.analysis.handlers import Attempt, attempt_of, caught
from rulekit.analysis.index import FUNCTIONS
from rulekit.analysis.outcomes import called_name
from rulekit.analysis.signatures import THROWAWAY
from rulekit.analysis.source import Source
from rulekit.known.expected import ATTRIBUTES, FOCUSED_CALLS, LOOKUPS, NAMES

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Silence(enum.Enum):
    """How a handler says nothing."""

    PASS = "pass"
    CONTINUE = "continue"
    RETURN = "return"


def silence_of(source: Source, handler: ast.ExceptHandler) -> Silence | None:
    """Tell how a handler does nothing at all, if it does nothing."""
    *before, last = handler.body
    if not all(_is_idle(source, handler, statement) for statement in before):
        return None
    if isinstance(last, ast.Continue):
        return Silence.CONTINUE
    if isinstance(last, ast.Return):
        empty = last.value is None or (isinstance(last.value, ast.Constant) and last.value.value is None)
        return Silence.RETURN if empty else None
    return Silence.PASS if _is_idle(source, handler, last) else None


def is_commented(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a comment in the handler explains to a reader why nothing is done."""
    found = source.ask(comments)
    end = handler.end_lineno or handler.lineno
    while (below := found.get(end + 1)) and below.column > handler.col_offset + 1 and _stands_alone(source, end + 1):
        end += 1
    return any(line in found and found[line].explains for line in range(handler.lineno, end + 1))


def caught_names(source: Source, handler: ast.ExceptHandler) -> frozenset[str]:
    """Give the last parts of the names of the exceptions that a handler lists."""
    listed = caught(source, handler.type) if handler.type is not None else frozenset()
    return frozenset(name.rpartition(".")[2] for name in listed)


def is_focused(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether the `try` is one statement of the very kind that raises what is caught."""
    attempt = attempt_of(source, handler)
    caught_types = caught_names(source, handler)
    if len(attempt.body) != 1 or not caught_types:
        return False
    nodes = list(ast.walk(attempt.body[0]))
    return all(any(_raises(node, name) for node in nodes) for name in caught_types)


def swallowing_exits(attempt: Attempt) -> Iterator[ast.stmt]:
    """Give the statements that leave a `finally`, and with it forget the exception that is under way."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, False) for statement in attempt.finalbody]
    while waiting:
        node, in_loop = waiting.pop()
        if isinstance(node, ast.Return) or (isinstance(node, (ast.Break, ast.Continue)) and not in_loop):
            yield node
        elif not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.expr)):
            inner = in_loop or isinstance(node, _LOOPS)
            waiting += [(child, inner) for child in ast.iter_child_nodes(node)]


def _raises(node: ast.AST, error: str) -> bool:
    if isinstance(node, ast.Call):
        return called_name(node) in FOCUSED_CALLS.get(error, ())
    if isinstance(node, ast.Subscript):
        return error in LOOKUPS
    if isinstance(node, ast.Attribute):
        return error in ATTRIBUTES
    return isinstance(node, ast.Name) and error in NAMES


def _is_idle(source: Source, handler: ast.ExceptHandler, statement: ast.stmt) -> bool:
    """Tell whether a statement does nothing, or only pretends to use the exception."""
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant) or _is_exception(statement.value, handler)
    if isinstance(statement, ast.Delete):
        return all(_is_exception(target, handler) for target in statement.targets)
    if isinstance(statement, ast.Assign) and _is_exception(statement.value, handler):
        return all(isinstance(one, ast.Name) and not _is_read(source, one) for one in statement.targets)
    return False


def _is_exception(expression: ast.expr, handler: ast.ExceptHandler) -> bool:
    return isinstance(expression, ast.Name) and expression.id == handler.name


def _is_read(source: Source, target: ast.Name) -> bool:
    if target.id in THROWAWAY:
        return False
    return any(name.id == target.id and isinstance(name.ctx, ast.Load) for name in source.nodes(ast.Name))


def _stands_alone(source: Source, line: int) -> bool:
    return source.lines[line - 1].lstrip().startswith("#")
