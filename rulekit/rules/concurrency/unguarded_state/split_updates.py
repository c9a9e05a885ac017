"""Split updates: a state is read, and written under a lock that is taken only then: changes in between are lost."""

import ast
from collections.abc import Iterator
from itertools import islice

from rulekit.analysis.flow.call_graph import runnable_around
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, collected_per, question
from rulekit.analysis.syntax.statements import ancestors_within
from rulekit.analysis.threads.held_locks import is_called_with_lock, locks_around
from rulekit.analysis.threads.locks import is_made_per_call, mentions_locks
from rulekit.analysis.threads.mutations import Mutation, is_same_item, mutations
from rulekit.analysis.threads.shared_state import StateKey, key_of, own_key
from rulekit.analysis.threads.spawns import ThreadPath
from rulekit.model.late import dataclass
from rulekit.rules.concurrency.unguarded_state.late_locks import late_locks
from rulekit.rules.concurrency.unguarded_state.looks import holder_of
from rulekit.rules.concurrency.unguarded_state.races import shared_states
from rulekit.rules.concurrency.unguarded_state.sharing import Accesses, by_several


@dataclass(frozen=True)
class SplitUpdate:
    """A change under a lock, the read outside of it that it is computed from, and how a thread comes there."""

    read: ast.expr
    change: Mutation
    path: ThreadPath


@question
def split_updates(source: Source) -> tuple[SplitUpdate, ...]:
    """Which changes under a lock are computed from what was read before the lock was taken?"""
    states = shared_states(source) if mentions_locks(source) else ()
    return tuple(split for state in states for split in _splits_of(source, state))


def _splits_of(source: Source, state: Accesses) -> Iterator[SplitUpdate]:
    said = {late.change.node for late in late_locks(source)}
    for change, paths in state.inside:
        several = [path for path in paths if by_several(source, path, change.key, change.place)]
        if several or len({path.spawn for path in paths}) > 1:
            reads = () if change.node in said else _early_reads(source, change)
            for read in islice(reads, 1):
                yield SplitUpdate(read, change, (several or list(paths))[0])


def _early_reads(source: Source, change: Mutation) -> Iterator[ast.expr]:
    """Yield the reads from which a change is computed, where nothing is read again under the lock of the change."""
    value, function = getattr(change.node, "value", None), runnable_around(source, change.node)
    held = _holds(source, change.node)
    if not isinstance(change.node, (ast.Assign, ast.AnnAssign)) or not held or function is None or value is None:
        return
    if is_called_with_lock(source, function) or _is_decided_inside(source, change, held):
        return
    reads = [node for node in own_nodes(function) if node is not change.place and _reads(source, node, change.key)]
    if any(_holds(source, read) & held for read in reads):
        return
    for read in _computed_from(source, value, change.key):
        is_same = change.index is None or is_same_item(source, read, change.index)
        # Whoever reads and changes in one go has taken what was there, and gives it back later.
        if is_same and holder_of(read) == holder_of(change.place) and not _is_taken(source, change, read):
            yield read


def _holds(source: Source, node: ast.AST) -> frozenset[ast.expr]:
    """Return the places that take the locks held at a node: two `with` statements are two holds of one lock."""
    return frozenset(lock for lock in locks_around(source, node) if not is_made_per_call(source, lock))


def _is_decided_inside(source: Source, change: Mutation, held: frozenset[ast.expr]) -> bool:
    """Tell whether a test under the lock decides on the change, which may ask whether all is as it was."""
    function = runnable_around(source, change.node)
    around = ancestors_within(source, change.node, function) if function is not None else ()
    return any(isinstance(one, (ast.If, ast.While)) and _holds(source, one) & held for one in around)


def _is_taken(source: Source, change: Mutation, read: ast.expr) -> bool:
    held = _holds(source, read)
    return any(other.key == change.key and _holds(source, other.node) & held for other in mutations(source))


def _reads(source: Source, node: ast.AST, key: StateKey) -> bool:
    if not isinstance(node, (ast.Name, ast.Attribute)) or not isinstance(node.ctx, ast.Load):
        return False
    if last_name(node) != key[1].rpartition(".")[2]:
        return False
    # A variable that holds what was read is no look at the state.
    return (own_key(source, node) if isinstance(node, ast.Name) else key_of(source, node)) == key


@collected_per
def _computed_from(
    source: Source, expression: ast.expr, key: StateKey, *, computed: bool = False, depth: int = DEPTH
) -> Iterator[ast.expr]:
    """Yield the reads of a state that a value is computed from, not merely copied, by variables of the function too."""
    bare, function = _without_item(expression), runnable_around(source, expression)
    for node in walk(expression):
        is_computed = computed or node is not bare
        if isinstance(node, (ast.Name, ast.Attribute)) and _reads(source, node, key):
            if is_computed:
                yield node
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and depth > 0:
            for definition in definitions(source, node):
                is_counted = isinstance(source.parents.get(definition), ast.AugAssign)
                # What `left -= 1` starts from is what the other assignments of the name have put there.
                binders = names(source).binders(node) if is_counted else (definition,)
                values = [names(source).value(one) for one in binders if runnable_around(source, one) is function]
                for value in values:
                    if isinstance(value, ast.expr):
                        yield from _computed_from(
                            source, value, key, computed=is_computed or is_counted, depth=depth - 1
                        )


def _without_item(expression: ast.expr) -> ast.expr:
    """Return `stock` of `stock[name]` and `stock.get(name)`."""
    if isinstance(expression, ast.Subscript):
        return expression.value
    function = expression.func if isinstance(expression, ast.Call) else None
    return function.value if isinstance(function, ast.Attribute) and function.attr == "get" else expression
