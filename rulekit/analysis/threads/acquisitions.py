"""What takes a lock and gives it back, other than `with`: `acquire`, tested or not, and a queue used as the key."""

import ast
import re
from collections.abc import Iterator, Mapping

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.call_graph import runnable_around
from rulekit.analysis.flow.calls import argument, calls_by_word
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.control_flow import Way, Ways, falls_through, ways_out
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, collected_per, question
from rulekit.analysis.syntax.statements import ancestors_within, preceding
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.threads.locks import is_lock
from rulekit.analysis.threads.shared_state import definition_values, key_of
from rulekit.known.threads import QUEUES
from rulekit.model.late import dataclass, regex

# The methods that take, each with the one that gives back.
_OF_LOCKS: Mapping[str, str] = {"acquire": "release", "__enter__": "__exit__", "enter_context": "close"}
# Whoever has put something into a queue with one place, or has taken it out, is alone until that is undone.
_OF_KEYS: Mapping[str, str] = {"get": "put", "put": "get"}
_GIVING_BACK = frozenset({*_OF_LOCKS.values(), *_OF_KEYS.values()})
# `logging._acquireLock()` and the like: a function that takes the lock of its module.
_ACQUIRING = regex(r"acquire_?lock|lock_?acquire", re.IGNORECASE)


@dataclass(frozen=True)
class Taken:
    """A lock that was taken, and the call that gives it back, as text."""

    lock: ast.expr
    ended_by: str


@question
def _may_take(source: Source) -> bool:
    """Is anything taken other than by `with`?"""
    return any(word in vocabulary(source) for word in ("cquire", "enter_context", "__enter__", "Queue"))


def taken_before(source: Source, statement: ast.stmt, given_back: set[str]) -> Iterator[ast.expr]:
    """Yield the locks that earlier statements of the block take, but for those given back, which are added up."""
    for earlier in preceding(source, statement) if _may_take(source) else ():
        called = getattr(getattr(earlier, "value", None), "func", None)
        if isinstance(called, ast.Name) and _ACQUIRING.search(called.id) and not given_back:
            yield called
        given_back |= {ended for part in _passed(earlier) if (ended := _given_back(part))}
        yield from (taken.lock for taken in _taken_by(source, earlier) if taken.ended_by not in given_back)


def is_only_tried(source: Source, name: str) -> bool:
    """Tell whether nobody waits for a lock: `acquire(blocking=False)` keeps a function from being entered twice."""
    entered = (item.context_expr for item in source.nodes(ast.withitem))
    if any(name in {last_name(lock), called_name(lock)} for lock in entered):
        return False
    taken = [
        call
        for call in calls_by_word(source).get("acquire", ())
        if isinstance(call.func, ast.Attribute) and last_name(call.func.value) == name
    ]
    return bool(taken) and all(_is_try(source, call) for call in taken)


def _is_try(source: Source, call: ast.Call) -> bool:
    blocking, patience = argument(source, call, "blocking", 0), argument(source, call, "timeout", 1)
    return any(isinstance(one, ast.expr) and constant(source, one) == 0 for one in (blocking, patience))


@collected_per
def taken_if(source: Source, test: ast.expr, outcome: bool, depth: int = DEPTH) -> Iterator[Taken]:
    """Yield the locks that are held where a test came out true, or false."""
    if not _may_take(source) or depth <= 0:
        return
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from taken_if(source, test.operand, not outcome, depth)
    elif isinstance(test, ast.NamedExpr):
        yield from taken_if(source, test.value, outcome, depth)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is outcome:
        yield from (taken for part in test.values for taken in taken_if(source, part, outcome, depth))
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Is, ast.Eq)):
        expected = test.comparators[0]
        if isinstance(expected, ast.Constant) and isinstance(expected.value, bool):
            yield from taken_if(source, test.left, outcome is expected.value, depth)
    elif outcome:
        yield from _taken_where_true(source, test, depth)


def _taken_where_true(source: Source, test: ast.expr, depth: int) -> Iterator[Taken]:
    """Read a call of `acquire`, or of a function that returns what it gave, or a variable that keeps that."""
    values: list[ast.expr] = []
    if isinstance(test, ast.Name):
        kept = (names(source).value(definition) for definition in definitions(source, test))
        values += [value for value in kept if isinstance(value, (ast.Call, ast.NamedExpr, ast.BoolOp))]
    else:
        values += returned_values(source, test) if isinstance(test, ast.Call) else ()
        yield from _taken_by_call(source, test)
    for value in values:
        yield from taken_if(source, value, True, depth - 1)


def _taken_by(source: Source, statement: ast.stmt) -> Iterator[Taken]:
    """Yield the locks that are held once control has passed a statement, whatever it may give back."""
    if isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign)):
        is_kept = not isinstance(statement, ast.Expr)
        if statement.value is not None and not (is_kept and _may_fail(statement.value)):
            yield from _taken_by_call(source, statement.value)
    elif isinstance(statement, ast.If):
        if not falls_through(statement.body):
            yield from taken_if(source, statement.test, False)
        elif not falls_through(statement.orelse):
            yield from taken_if(source, statement.test, True)
    elif isinstance(statement, ast.Assert):
        yield from taken_if(source, statement.test, True)
    elif isinstance(statement, ast.While):
        yield from _taken_by_loop(source, statement)
    elif isinstance(statement, (ast.Try, ast.TryStar)) and not any(falls_through(h.body) for h in statement.handlers):
        yield from (taken for inner in statement.body for taken in _taken_by(source, inner))


def _taken_by_loop(source: Source, loop: ast.While) -> Iterator[Taken]:
    """Read `while not lock.acquire(timeout=1): ...` and `while True: if lock.acquire(timeout=1): break`."""
    breaks = [
        node
        for node in _passed(loop)
        if isinstance(node, ast.Break) and not any(map(_is_loop, ancestors_within(source, node, loop)))
    ]
    if not breaks:
        yield from taken_if(source, loop.test, False)
    for leaving in breaks[:1]:
        choice = source.parents[leaving]
        if len(breaks) == 1 and isinstance(choice, ast.If) and isinstance(loop.test, ast.Constant):
            yield from taken_if(source, choice.test, leaving in choice.body)


def _is_loop(node: ast.AST) -> bool:
    return isinstance(node, (ast.For, ast.AsyncFor, ast.While))


def _taken_by_call(source: Source, call: ast.AST) -> Iterator[Taken]:
    """Read `lock.acquire()`, `stack.enter_context(lock)`, and `key.get()` that a `put` in `finally` undoes."""
    if isinstance(call, ast.Await):
        call = call.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return
    method, base = call.func.attr, call.func.value
    if method in _OF_LOCKS:
        lock = call.args[0] if method == "enter_context" and call.args else base
        if is_lock(source, lock):
            yield Taken(lock, f"{ast.dump(base)}.{_OF_LOCKS[method]}")
    elif method in _OF_KEYS and _is_undone(source, call, base, _OF_KEYS[method]) and _has_one_place(source, base):
        yield Taken(base, f"{ast.dump(base)}.{_OF_KEYS[method]}")


def _may_fail(value: ast.expr) -> bool:
    """Recognise `acquire(timeout=3)`, whose answer has to be looked at."""
    return isinstance(value, ast.Call) and getattr(value.func, "attr", "") == "acquire" and bool(_options(value))


def _options(call: ast.Call) -> list[ast.AST]:
    return [*call.args, *call.keywords]


def _given_back(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GIVING_BACK:
        return f"{ast.dump(node.func.value)}.{node.func.attr}"
    return None


def _is_undone(source: Source, call: ast.Call, base: ast.expr, method: str) -> bool:
    """Tell whether a `finally` of the same function puts back what a call took out of a queue, or the reverse."""
    function = runnable_around(source, call)
    others = [
        other
        for other in calls_by_word(source).get(method, ())
        if isinstance(other.func, ast.Attribute)
        and ast.dump(other.func.value) == ast.dump(base)
        and runnable_around(source, other) is function
    ]
    return any(other.lineno > call.lineno and _is_in_finally(source, other) for other in others)


def _is_in_finally(source: Source, node: ast.AST) -> bool:
    child = node
    for around in source.ancestors(node):
        if isinstance(around, (ast.Try, ast.TryStar)) and child in around.finalbody:
            return True
        child = around
    return False


def _has_one_place(source: Source, queue: ast.expr) -> bool:
    """Recognise a `queue.Queue(maxsize=1)`."""
    key = key_of(source, queue)
    makers = definition_values(source, key) if key is not None else ()
    return bool(makers) and all(
        isinstance(maker, ast.Call)
        and names(source).resolve(maker.func) in QUEUES
        and constant(source, argument(source, maker, "maxsize", 0)) == 1
        for maker in makers
    )


def _passed(node: ast.AST, ways_back: Ways = frozenset({Way.THROUGH})) -> Iterator[ast.AST]:
    """Yield the nodes that control may have passed behind a statement: no branch that leaves, no function inside."""
    yield node
    if isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
        return
    # What a loop is left by comes out behind it.
    ways_back |= {Way.BREAK, Way.CONTINUE} if _is_loop(node) else frozenset()
    for _, value in ast.iter_fields(node):
        parts = value if isinstance(value, list) else [value]
        if isinstance(node, (ast.If, ast.ExceptHandler)) and parts and isinstance(parts[0], ast.stmt):
            parts = parts if ways_out(parts) & ways_back else []
        yield from (inner for part in parts if isinstance(part, ast.AST) for inner in _passed(part, ways_back))
