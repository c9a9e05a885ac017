"""Late locks: a test of a shared state decides on a change under a lock, and no lock is held around both."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import callers, runnable_around
from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import ancestors_within, preceding
from rulekit.analysis.threads.held_locks import is_called_with_lock, is_guarded, locks_around
from rulekit.analysis.threads.locks import is_made_per_call, mentions_locks
from rulekit.analysis.threads.mutations import Kind, Mutation
from rulekit.analysis.threads.spawns import ThreadPath, thread_paths
from rulekit.model.late import dataclass
from rulekit.rules.concurrency.unguarded_state.looks import Look, at_call, holder_of, looks_at
from rulekit.rules.concurrency.unguarded_state.races import shared_states
from rulekit.rules.concurrency.unguarded_state.sharing import Accesses, by_several, runs_apart, sets_up

# Done twice, these do no more than done once, or they test themselves.
_HARMLESS = frozenset(
    "clear difference_update discard intersection_update reverse setdefault sort symmetric_difference_update".split()
)
_REMOVING = frozenset("pop popitem popleft remove".split())
_ABOUT_ONE_ITEM = frozenset("add append appendleft remove".split())


@dataclass(frozen=True)
class LateLock:
    """A test, the change that it decides on, and how a thread comes to change the state in between."""

    test: ast.expr
    change: Mutation
    path: ThreadPath


@dataclass(frozen=True)
class _Place:
    """Where a function changes a state, itself or by a call, whose object and which item of it, in its own words."""

    node: ast.AST
    change: Mutation
    holder: str
    item: ast.expr | None


@question
def late_locks(source: Source) -> tuple[LateLock, ...]:
    """Which tests of a shared state lie outside the lock of the change that they decide on?"""
    if not mentions_locks(source):
        return ()
    found: dict[ast.expr, LateLock] = {}
    for state in shared_states(source):
        path = state.inside[0][1][0]
        for change in (*(change for change, _ in state.inside), *state.beside):
            if _may_do_harm(change) and is_guarded(source, change.node) and _is_contended(source, state, change):
                for test in _tests_outside(source, change, path):
                    found.setdefault(test, LateLock(test, change, path))
    return tuple(sorted(found.values(), key=lambda late: (late.test.lineno, late.test.col_offset)))


def _may_do_harm(change: Mutation) -> bool:
    """Tell whether a change is another one when the test does not hold any more."""
    if change.kind is Kind.ASSIGN:
        return isinstance(getattr(change.node, "value", None), ast.Call)
    word = _method(change)
    return word not in _HARMLESS and not (word == "pop" and len(change.node.args) > 1)  # type: ignore[union-attr]


def _is_contended(source: Source, state: Accesses, change: Mutation) -> bool:
    """Tell whether something may undo between test and change what the test has found."""
    own = state.paths_of(change)
    if any(by_several(source, path, change.key, change.place) for path in own):
        return True
    if len({path.spawn.worker or path.spawn.node for path in own}) > 1:
        return True
    others = state.meeting(change) if own else state.changes_in_threads
    return any(_removes(other) in {None, _removes(change)} or _removes(change) is None for other in others)


def _removes(change: Mutation) -> bool | None:
    """Tell whether a change takes something out or puts something in; of others nothing."""
    if change.kind is not Kind.MUTATE:
        return None
    return isinstance(change.node, ast.Delete) or _method(change) in _REMOVING


def _method(change: Mutation) -> str:
    return getattr(change.node.func, "attr", "") if isinstance(change.node, ast.Call) else ""


def _tests_outside(source: Source, change: Mutation, path: ThreadPath) -> Iterator[ast.expr]:
    """Yield the tests that decide on a change and lie outside its lock; none where it is tested again inside."""
    function = runnable_around(source, change.node)
    if function is None or is_called_with_lock(source, function):
        places = []
    else:
        places = [_Place(change.node, change, holder_of(change.place), _item(change))]
    if any(_is_tested_inside(source, place) for place in places):
        return
    for call in callers(source, function) if function is not None else ():
        around = runnable_around(source, call)
        runs_beside = around in thread_paths(source) or not runs_apart(source, call, path.spawn)
        if around is not None and around is not function and runs_beside and not sets_up(source, call, change.key):
            places.append(_at_caller(source, change, call))
    for place in places:
        around = runnable_around(source, place.node)
        if around is None or is_called_with_lock(source, around) or _is_tested_inside(source, place):
            continue
        held = _locks(source, place.node)
        for test in _deciding_tests(source, place.node):
            looks = _relevant_looks(source, test, place)
            if looks and not any(_locks(source, look.node) & held for look in looks):
                yield test


def _at_caller(source: Source, change: Mutation, call: ast.Call) -> _Place:
    holder, item = at_call(source, call, holder_of(change.place), _item(change))
    return _Place(call, change, holder, item)


def _item(change: Mutation) -> ast.expr | None:
    """Return which item a change is about: `article` of `pieces[article] -= 1` and of `known.add(article)`."""
    if isinstance(change.node, ast.Call) and change.index is None and _method(change) in _ABOUT_ONE_ITEM:
        return change.node.args[0] if change.node.args else None
    return change.index


def _locks(source: Source, node: ast.AST) -> frozenset[ast.expr]:
    return frozenset(lock for lock in locks_around(source, node) if not is_made_per_call(source, lock))


def _is_tested_inside(source: Source, place: _Place) -> bool:
    """Tell whether the state is tested again under the lock of the change, or its failure is expected there."""
    held = _locks(source, place.node)
    function = runnable_around(source, place.node)
    if not held or function is None:
        return False
    child = place.node
    for around in ancestors_within(source, place.node, function):
        is_tried = isinstance(around, (ast.Try, ast.TryStar)) and child in around.body and bool(around.handlers)
        if is_tried and _locks(source, around) & held:
            return True
        child = around
    return any(
        _locks(source, look.node) & held
        for test in _deciding_tests(source, place.node)
        for look in _relevant_looks(source, test, place)
    )


def _relevant_looks(source: Source, test: ast.expr, place: _Place) -> list[Look]:
    looks = [look for look in looks_at(source, test, place.change.key) if _is_about(look, place)]
    # A call whose value nobody takes decides by what it raises: what is handed to it, to `print` say, is no test.
    is_dropped = isinstance(source.parents.get(test), ast.Expr)
    return [look for look in looks if look.node is test or not is_dropped]


def _is_about(look: Look, place: _Place) -> bool:
    """Tell whether what a test looks at is what a change changes."""
    # Whether there is a container or a number at all stays as it is when its content changes.
    is_about_existence = look.item is None and look.is_membership and place.change.kind is not Kind.ASSIGN
    if look.holder != place.holder or is_about_existence:
        return False
    is_same = look.item is not None and place.item is not None and ast.dump(look.item) == ast.dump(place.item)
    if place.change.kind is Kind.UPDATE and place.change.index is not None:
        # Whether there is such an item stays as it is when its number changes.
        return is_same and not look.is_membership
    return is_same or look.item is None or place.item is None


def _deciding_tests(source: Source, node: ast.AST) -> Iterator[ast.expr]:
    """Yield the tests of a function that have come out one way where control reaches a node."""
    function = runnable_around(source, node)
    child = node
    for around in source.ancestors(node):
        if isinstance(child, ast.stmt):
            yield from (test for earlier in preceding(source, child) for test in _leaving_tests(earlier))
        if isinstance(around, (ast.If, ast.While, ast.IfExp)) and child is not around.test:
            yield around.test
        if isinstance(around, ast.BoolOp):
            yield from around.values[: around.values.index(child)]  # type: ignore[arg-type]
        if around is function:
            return
        child = around


def _leaving_tests(statement: ast.stmt) -> Iterator[ast.expr]:
    """Yield the tests that a statement makes before it lets control pass."""
    if isinstance(statement, ast.If):
        if not falls_through(statement.body) or not falls_through(statement.orelse):
            yield statement.test
    elif isinstance(statement, (ast.Assert, ast.While)):
        yield statement.test
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        yield statement.value
    elif isinstance(statement, (ast.With, ast.AsyncWith, ast.Try)):
        yield from (test for inner in statement.body for test in _leaving_tests(inner))
