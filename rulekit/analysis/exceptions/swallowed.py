"""Handlers and `finally` blocks after which nobody knows that something failed."""

import ast
import enum
from collections.abc import Iterator

from rulekit.analysis.exceptions.handlers import Attempt, attempt_of, caught, is_idle_call
from rulekit.analysis.names.signatures import THROWAWAY
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.index import FUNCTIONS, children, walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import preceding
from rulekit.analysis.syntax.vocabulary import is_read_anywhere
from rulekit.known.expected import ATTRIBUTES, FOCUSED_CALLS, LOOKUPS, NAMES, TIDYING

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Silence(enum.Enum):
    """How a handler says nothing."""

    PASSING = "pass"
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
    return Silence.PASSING if _is_idle(source, handler, last) else None


def is_commented(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a comment in the handler, or beside the only statement of the `try`, explains the silence."""
    attempt = attempt_of(source, handler)
    start = attempt.body[0].lineno if len(attempt.body) == 1 else handler.lineno
    end = handler.end_lineno or handler.lineno
    while end < len(source.lines) and _is_deeper_comment(source.lines[end], handler):
        end += 1
    if not any("#" in line for line in source.lines[start - 1 : end]):
        return False
    found = comments(source)
    return any(line in found and found[line].explains for line in range(start, end + 1))


def _is_deeper_comment(line: str, handler: ast.ExceptHandler) -> bool:
    bare = line.lstrip()
    return bare.startswith("#") and len(line) - len(bare) > handler.col_offset


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
    nodes = list(walk(attempt.body[0]))
    return all(any(_raises(node, name) for node in nodes) for name in caught_types)


def tidies_up(attempt: Attempt) -> bool:
    """Tell whether a `try` is one call that closes or removes something."""
    statement = attempt.body[0]
    return (
        len(attempt.body) == 1
        and isinstance(statement, ast.Expr)
        and called_name(statement.value).strip("_") in TIDYING
    )


def has_fallback(source: Source, attempt: Attempt) -> bool:
    """Tell whether a `try` is one assignment to what has a value already."""
    statement = attempt.body[0]
    while isinstance(statement, (ast.With, ast.AsyncWith)) and len(statement.body) == 1:
        statement = statement.body[0]
    if len(attempt.body) > 1 or not isinstance(statement, (ast.Assign, ast.AugAssign)):
        return False
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    written = {ast.unparse(target) for target in targets}
    if any(ast.unparse(n) in written for n in walk(statement.value) if isinstance(n, (ast.Name, ast.Attribute))):
        return True
    return any(ast.unparse(target) in written for target in _written_before(source, attempt))


def _written_before(source: Source, statement: ast.AST) -> Iterator[ast.expr]:
    """Give what the statements before this one write, in its block and in those around it up to the function."""
    while not isinstance(statement, (*FUNCTIONS, ast.ClassDef, ast.Module)):
        for before in preceding(source, statement):
            if isinstance(before, ast.Assign):
                yield from before.targets
            elif isinstance(before, ast.AnnAssign):
                yield before.target
        statement = source.parents[statement]


def swallowing_exits(attempt: Attempt) -> Iterator[ast.stmt]:
    """Give the statements that leave a `finally`, and with it forget the exception that is under way."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, False) for statement in attempt.finalbody]
    while waiting:
        node, in_loop = waiting.pop()
        if isinstance(node, ast.Return) or (isinstance(node, (ast.Break, ast.Continue)) and not in_loop):
            yield node
        elif not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.expr)):
            inner = in_loop or isinstance(node, _LOOPS)
            waiting += [(child, inner) for child in children(node)]


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
        is_nothing = isinstance(statement.value, ast.Constant) or is_idle_call(source, statement.value)
        return is_nothing or _is_exception(statement.value, handler)
    if isinstance(statement, ast.Delete):
        return all(_is_exception(target, handler) for target in statement.targets)
    if isinstance(statement, ast.Assign) and _is_exception(statement.value, handler):
        return all(isinstance(one, ast.Name) and not _is_read(source, one) for one in statement.targets)
    return False


def _is_exception(expression: ast.expr, handler: ast.ExceptHandler) -> bool:
    return isinstance(expression, ast.Name) and expression.id == handler.name


def _is_read(source: Source, target: ast.Name) -> bool:
    return target.id not in THROWAWAY and is_read_anywhere(source, target.id)
