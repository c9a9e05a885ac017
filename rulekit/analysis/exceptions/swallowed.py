"""Handlers and `finally` blocks that do nothing: afterwards nobody knows that something failed."""

import ast
import enum
from collections.abc import Iterator

from rulekit.analysis.exceptions.handlers import Try, calls_stub, caught_names, try_of
from rulekit.analysis.exceptions.kept_exceptions import is_kept_by
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.index import FUNCTIONS, children, walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import preceding
from rulekit.known.expected import ATTRIBUTE_ERRORS, CALLS_THAT_RAISE, CLEANUP_CALLS, LOOKUP_ERRORS, NAME_ERRORS


class Swallow(enum.Enum):
    """How a handler does nothing."""

    PASSING = "pass"
    CONTINUE = "continue"
    RETURN = "return"


def swallow_of(source: Source, handler: ast.ExceptHandler) -> Swallow | None:
    """Tell how a handler does nothing, if it does nothing at all."""
    *before, last = handler.body
    if not all(_is_no_op(source, handler, statement) for statement in before):
        return None
    if isinstance(last, ast.Continue):
        return Swallow.CONTINUE
    if isinstance(last, ast.Return):
        is_empty = last.value is None or (isinstance(last.value, ast.Constant) and last.value.value is None)
        return Swallow.RETURN if is_empty else None
    return Swallow.PASSING if _is_no_op(source, handler, last) else None


def _is_no_op(source: Source, handler: ast.ExceptHandler, statement: ast.stmt) -> bool:
    """Tell whether a statement does nothing, or only pretends to use the exception: `del error`, `_ = error`."""

    def is_exception(expression: ast.expr) -> bool:
        return isinstance(expression, ast.Name) and expression.id == handler.name

    match statement:
        case ast.Pass():
            return True
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant) or calls_stub(source, value) or is_exception(value)
        case ast.Delete(targets=targets):
            return all(map(is_exception, targets))
        case ast.Assign(value=value) if is_exception(value):
            return not is_kept_by(source, statement)
    return False


def has_explaining_comment(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a comment in the handler, or beside the only statement of the `try`, explains the silence."""
    statement = try_of(source, handler)
    start = statement.body[0].lineno if len(statement.body) == 1 else handler.lineno
    end = handler.end_lineno or handler.lineno
    # Comments below the last statement belong to the handler as long as they are indented deeper than `except`.
    while end < len(source.lines) and (bare := source.lines[end].lstrip()).startswith("#"):
        if len(source.lines[end]) - len(bare) <= handler.col_offset:
            break
        end += 1
    if not any("#" in line for line in source.lines[start - 1 : end]):
        return False
    by_line = comments(source)
    return any(line in by_line and by_line[line].explains for line in range(start, end + 1))


def is_focused(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether the `try` is one statement of the very kind that raises what is caught."""
    statement, types = try_of(source, handler), caught_names(source, handler)
    if len(statement.body) != 1 or not types:
        return False
    nodes = list(walk(statement.body[0]))
    return all(any(_may_raise(node, name) for node in nodes) for name in types)


def _may_raise(node: ast.AST, error: str) -> bool:
    if isinstance(node, ast.Call):
        return called_name(node) in CALLS_THAT_RAISE.get(error, ())
    if isinstance(node, ast.Subscript):
        return error in LOOKUP_ERRORS
    if isinstance(node, ast.Attribute):
        return error in ATTRIBUTE_ERRORS
    return isinstance(node, ast.Name) and error in NAME_ERRORS


def only_cleans_up(statement: Try) -> bool:
    """Tell whether a `try` is one call that closes or removes something."""
    first = statement.body[0]
    if len(statement.body) > 1 or not isinstance(first, ast.Expr):
        return False
    return called_name(first.value).strip("_") in CLEANUP_CALLS


def has_fallback(source: Source, statement: Try) -> bool:
    """Tell whether a `try` is one assignment to what has a value already."""
    first = statement.body[0]
    # `with open(path) as file: settings = load(file)` is one assignment as well.
    while isinstance(first, (ast.With, ast.AsyncWith)) and len(first.body) == 1:
        first = first.body[0]
    if len(statement.body) > 1 or not isinstance(first, (ast.Assign, ast.AugAssign)):
        return False
    targets = first.targets if isinstance(first, ast.Assign) else [first.target]
    written = {ast.unparse(target) for target in targets}
    # `price = Decimal(price)` has a value already, or it could not read it.
    read = (node for node in walk(first.value) if isinstance(node, (ast.Name, ast.Attribute)))
    if any(ast.unparse(node) in written for node in read):
        return True
    return any(ast.unparse(target) in written for target in _targets_before(source, statement))


def _targets_before(source: Source, statement: ast.AST) -> Iterator[ast.expr]:
    """Yield what the statements before this one assign to, in its block and in those around it up to the function."""
    while not isinstance(statement, (*FUNCTIONS, ast.ClassDef, ast.Module)):
        for before in preceding(source, statement):
            if isinstance(before, ast.Assign):
                yield from before.targets
            elif isinstance(before, ast.AnnAssign):
                yield before.target
        statement = source.parents[statement]


def exits_from_finally(statement: Try) -> Iterator[ast.stmt]:
    """Yield the statements that leave a `finally`, and with it drop the exception that is under way."""
    stack: list[tuple[ast.AST, bool]] = [(part, False) for part in statement.finalbody]
    while stack:
        node, in_loop = stack.pop()
        if isinstance(node, ast.Return) or (isinstance(node, (ast.Break, ast.Continue)) and not in_loop):
            yield node
        elif not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.expr)):
            stack += [(child, in_loop or isinstance(node, LOOPS)) for child in children(node)]
