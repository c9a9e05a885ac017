"""Ways out of a function on which a connection stays open, although another way closes it."""

import ast
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Breadth, breadth
from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import following, siblings


def first_gap(source: Source, binder: ast.Name, closes: Sequence[ast.AST]) -> ast.AST | None:
    """Return the first place between opening and closing where the connection may be left open, if there is one."""
    paths = {_path_of(source, close) for close in closes}
    if "finally" in paths or {"handler", "normal"} <= paths:
        return None
    loops = [ancestor for ancestor in source.ancestors(binder) if isinstance(ancestor, LOOPS)]
    if loops and not any(loops[0] in source.ancestors(close) for close in closes):
        return loops[0]
    ordered = sorted(closes, key=_place)
    last = next((close for close in ordered if not _leaves_after(source, close)), ordered[-1])
    inside = [node for close in closes for node in walk(close)]
    between = [node for node in _between(source, binder, last) if node not in inside]
    between = [node for node in between if not any(_comes_before(source, close, node) for close in closes)]
    for node in between:
        if isinstance(node, (ast.Return, ast.Raise)) and not _is_excused(source, node, binder, closes):
            return node
    return next((node for node in between if isinstance(node, ast.Call) and not _is_caught(source, node, binder)), None)


def _place(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _leaves_after(source: Source, close: ast.AST) -> bool:
    """Tell whether the block in which a connection is closed ends by leaving the function."""
    return not falls_through([*siblings(source, source.statement(close))])


def _comes_before(source: Source, close: ast.AST, node: ast.AST) -> bool:
    """Tell whether every way to a node goes by a statement that closes: they share a block, or one lies around it."""
    around = {node, *source.ancestors(node)}
    return any(later in around for later in following(source, source.statement(close)))


def _path_of(source: Source, close: ast.AST) -> str:
    """Tell where a call that closes stands: in a `finally`, in a handler, or on the normal path."""
    child: ast.AST = close
    for around in source.ancestors(close):
        if isinstance(around, TRY_STATEMENTS) and child in around.finalbody:
            return "finally"
        if isinstance(around, ast.ExceptHandler):
            return "handler"
        if isinstance(around, FUNCTIONS):
            break
        child = around
    return "normal"


def _between(source: Source, binder: ast.Name, close: ast.AST) -> Iterator[ast.AST]:
    """Yield the calls and exits between the statement that opens and the one that closes, in the order of the text."""
    function = enclosing_function(source, binder)
    opening = source.statement(binder)
    start = getattr(opening, "end_lineno", 0), getattr(opening, "end_col_offset", 0)
    end = _place(close)
    nodes = own_nodes(function) if function is not None else ()
    exits = [node for node in nodes if isinstance(node, (ast.Call, ast.Return, ast.Raise))]
    placed = [(node.lineno, node.col_offset, number, node) for number, node in enumerate(exits)]
    for line, column, _, node in sorted(placed, key=lambda place: place[:3]):
        if start <= (line, column) < end and node is not close:
            yield node


def _is_excused(source: Source, leaving: ast.AST, binder: ast.Name, closes: Sequence[ast.AST]) -> bool:
    """Tell whether an exit comes where nothing is open: opening failed, or it was closed just before."""
    for around in source.ancestors(leaving):
        if isinstance(around, ast.ExceptHandler):
            attempt = source.parents[around]
            if any(node is binder for part in getattr(attempt, "body", ()) for node in walk(part)):
                return True
        if isinstance(around, ast.If) and any(getattr(node, "id", None) == binder.id for node in walk(around.test)):
            return True
        if isinstance(around, FUNCTIONS):
            break
    return any(_place(close) < _place(leaving) and _comes_before(source, close, leaving) for close in closes)


def _is_caught(source: Source, call: ast.AST, binder: ast.Name) -> bool:
    """Tell whether an exception of a call cannot leave the function, nor skip what comes after its `try`."""
    child: ast.AST = call
    for around in source.ancestors(call):
        if isinstance(around, TRY_STATEMENTS) and child in around.body and binder not in walk(around):
            wide = [handler for handler in around.handlers if breadth(source, handler) is not Breadth.NARROW]
            if any(falls_through(handler.body) for handler in wide):
                return True
        if isinstance(around, ast.ExceptHandler):
            return True
        if isinstance(around, FUNCTIONS):
            return False
        child = around
    return False
