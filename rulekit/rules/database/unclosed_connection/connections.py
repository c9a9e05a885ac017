"""Connections to databases: where they are opened, and what becomes of each."""

import ast
import enum
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from types import NoneType

from rulekit.analysis.database.transactions import uses_database
from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Breadth, breadth
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, target_of
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.flow.reaching_definitions import LOOPS, values_at
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function, exits, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following, siblings
from rulekit.analysis.syntax.vocabulary import attributes_by_word
from rulekit.known.database import CLOSES, CONNECTS, ENGINE_METHODS, NOT_MEANT, POOLED, READERS, TRANSACTION, WITH_ENDS
from rulekit.model.late import dataclass
from rulekit.rules.database.unclosed_connection.usage import Uses, is_kept_by_class, uses_of

_OPENERS = frozenset({*CONNECTS, *POOLED})
_PASSED = (ast.Await, ast.BoolOp, ast.IfExp)


def first_gap(source: Source, binder: ast.Name, closes: Sequence[ast.AST]) -> ast.AST | None:
    """Return the first place between opening and closing where the connection may be left open, if there is one."""
    paths = {_path_of(source, close) for close in closes}
    if "finally" in paths or {"handler", "normal"} <= paths:
        return None
    loops = [ancestor for ancestor in source.ancestors(binder) if isinstance(ancestor, LOOPS)]
    if loops and not any(loops[0] in source.ancestors(close) for close in closes):
        return loops[0]
    ordered = sorted(closes, key=_place)
    # The block in which a connection is closed may end by leaving the function.
    last = next(
        (close for close in ordered if falls_through([*siblings(source, source.statement(close))])), ordered[-1]
    )
    inside = [node for close in closes for node in walk(close)]
    between = [node for node in _between(source, binder, last) if node not in inside]
    between = [node for node in between if not any(_comes_before(source, close, node) for close in closes)]
    for node in between:
        if isinstance(node, (ast.Return, ast.Raise)) and not _is_excused(source, node, binder, closes):
            return node
    return next((node for node in between if isinstance(node, ast.Call) and not _is_caught(source, node, binder)), None)


def _place(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


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


class Fate(enum.Enum):
    """What becomes of a connection that is not closed on every way."""

    NEVER = "never closed"
    CHAINED = "nobody holds it"
    REBOUND = "its name is given away"
    TRANSACTION = "the `with` ends the transaction only"
    RISKY = "open when a line between raises"
    IDIOM = "open when a line of its transaction raises"
    LEFT = "open when the function is left early"
    KEPT = "its class never closes it"
    SHARED = "the module never closes it"


@dataclass(frozen=True)
class Opened:
    """A call that opens a connection, and what a `with` over it ends."""

    call: ast.Call
    ends: str


@dataclass(frozen=True)
class Leak:
    """A connection with its fate, its name if it has one, and the place that shows it."""

    opened: Opened
    fate: Fate
    name: str = ""
    gap: ast.AST | None = None


@question
def leaks(source: Source) -> tuple[Leak, ...]:
    """Which connections of this file may stay open?"""
    connections = _opened(source) if uses_database(source) else ()
    return tuple(leak for opened in connections if (leak := _leak(source, opened)) is not None)


def is_in_memory(source: Source, call: ast.Call) -> bool:
    """Tell whether a database lies in memory and goes away with its connection."""
    path = argument(source, call, "database", 0)
    target = target_of(source, call) or ""
    if path is None:
        return target.startswith("duckdb.")
    return bool(constant(source, path) == ":memory:")


def _opened(source: Source) -> Iterator[Opened]:
    for call, target in calls_to(source, _OPENERS):
        ends = WITH_ENDS.get(target, CLOSES)
        yield Opened(call, ends)
        maker = _factory_around(source, call)
        yield from (Opened(call, ends) for call in (callers(source, maker) if maker else ()))
    for word in ENGINE_METHODS:
        for call in calls_by_word(source).get(word, ()):
            # The engine of another module is known by its name.
            engine = call.func.value if isinstance(call.func, ast.Attribute) and not call.args else None
            if f"_{last_name(engine)}".endswith("_engine") and type_of(source, engine) is None:
                yield Opened(call, CLOSES if word == "connect" else NOT_MEANT)


def _factory_around(source: Source, call: ast.Call) -> Function | None:
    """Return the function that opens a connection for its callers: it returns the connection, at once or by name."""
    function = enclosing_function(source, call)
    ways_out = exits(source).get(function, ()) if function is not None and not function.decorator_list else ()
    values = [node.value for node in ways_out if isinstance(node, ast.Return)]
    if not values or len(values) < len(ways_out):
        return None
    is_connection = (
        values_at(source, value) == (call,) if isinstance(value, ast.Name) else value is call for value in values
    )
    return function if all(is_connection) else None


def _leak(source: Source, opened: Opened) -> Leak | None:
    child: ast.AST = opened.call
    parent = source.parents[child]
    while isinstance(parent, _PASSED):
        child, parent = parent, source.parents[parent]
    if isinstance(parent, ast.withitem):
        # With some drivers `with connect() as connection` leaves the connection open.
        if opened.ends != TRANSACTION or not isinstance(parent.optional_vars, (ast.Name, NoneType)):
            return None
        uses = uses_of(source, parent.optional_vars, opened.ends) if parent.optional_vars else Uses()
        is_closed = uses.closes or uses.safe or uses.escapes
        return None if is_closed else Leak(opened, Fate.TRANSACTION, last_name(parent.optional_vars))
    if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        return _leak_of_assignment(
            source, opened, parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        )
    if isinstance(parent, ast.Expr):
        # A test may expect that opening raises.
        blocks = (block for block in source.ancestors(parent) if isinstance(block, (ast.With, ast.AsyncWith)))
        items = (item for block in blocks for item in block.items)
        is_meant_to_fail = any("raises" in called_name(item.context_expr).lower() for item in items)
        return None if is_meant_to_fail else Leak(opened, Fate.NEVER)
    if isinstance(parent, ast.Attribute):
        return None if parent.attr in {"close", "terminate"} else Leak(opened, Fate.CHAINED)
    user = source.parents[parent] if isinstance(parent, ast.keyword) else parent
    # Any other function that is handed the connection may close it.
    only_reads = isinstance(user, ast.Call) and (called_name(user) == "to_sql" or target_of(source, user) in READERS)
    return Leak(opened, Fate.CHAINED) if only_reads else None


def _leak_of_assignment(source: Source, opened: Opened, targets: Sequence[ast.expr]) -> Leak | None:
    others = [target for target in targets if not isinstance(target, ast.Name)]
    if not others:
        leaks_of_names = [_leak_of_name(source, opened, target) for target in targets if isinstance(target, ast.Name)]
        return leaks_of_names[0] if all(leaks_of_names) else None
    target = others[0]
    if len(targets) == 1 and isinstance(target, ast.Attribute) and not is_kept_by_class(source, target):
        return Leak(opened, Fate.KEPT, ast.unparse(target))
    return None


def _leak_of_name(source: Source, opened: Opened, name: ast.Name) -> Leak | None:
    uses = uses_of(source, name, opened.ends)
    if uses.safe or (uses.escapes and not uses.closes):
        return None
    known = names(source)
    # A `global` statement makes the name one of the module too.
    is_global = known.binding_scope(name.id, known.scope_of(name)) is known.module
    at_top = is_global or enclosing_function(source, name) is None
    if uses.closes:
        gap = first_gap(source, name, uses.closes) if not at_top else None
        if gap is None:
            return None
        fate = Fate.IDIOM if uses.transactions else Fate.RISKY
        fate = Fate.LEFT if isinstance(gap, (ast.Return, ast.Raise)) else fate
        return Leak(opened, Fate.REBOUND if isinstance(gap, LOOPS) else fate, name.id, gap)
    if at_top:
        closing = (use for word, uses in attributes_by_word(source).items() if word.startswith("close") for use in uses)
        closed_elsewhere = any(last_name(use.value) == name.id for use in closing)
        return None if closed_elsewhere else Leak(opened, Fate.SHARED, name.id)
    if (later := _binder_after(source, name)) is not None:
        return Leak(opened, Fate.REBOUND, name.id, later)
    used_by_with = uses.transactions and opened.ends == TRANSACTION
    return Leak(opened, Fate.TRANSACTION if used_by_with else Fate.NEVER, name.id)


def _binder_after(source: Source, name: ast.Name) -> ast.AST | None:
    """Return the next node that binds a name again, which mostly is the one after it."""
    binders = names(source).binders(name)
    at = binders.index(name)
    others = chain(islice(binders, at + 1, None), islice(binders, at))
    return next((other for other in others if getattr(other, "lineno", 0) > name.lineno), None)
