"""Guards: which lock guards a state, as the places that hold it show, and whether anybody meets there."""

import ast
from collections.abc import Sequence

from rulekit.analysis.flow.call_graph import Runnable, callers, runnable_around
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word
from rulekit.analysis.threads.acquisitions import is_only_tried
from rulekit.analysis.threads.held_locks import is_guarded, locks_held
from rulekit.analysis.threads.mutations import Mutation
from rulekit.analysis.threads.shared_state import StateKey, key_of
from rulekit.analysis.threads.spawns import ThreadPath, thread_paths
from rulekit.rules.concurrency.unguarded_state.sharing import DEPTH, Accesses, by_several, runs_apart, sets_up


def guarded_change(source: Source, key: StateKey, changes: Sequence[Mutation]) -> Mutation | None:
    """Return a change under the lock that guards a state.

    A lock that nobody waits for guards none, nor do different locks at different places.
    """
    kept = [change for change in changes if not sets_up(source, change.node, key) and is_guarded(source, change.node)]
    named = [locks for change in kept if (locks := locks_held(source, change.node))]
    shared = frozenset.intersection(*named) if named else frozenset()
    is_waited_for = any(not is_only_tried(source, name) for name in shared)
    return kept[0] if kept and (is_waited_for or not named) else None


def is_same_thing(change: Mutation, other: Mutation) -> bool:
    """Tell whether two changes of a state may be about one thing: `state[0]` and `state[1]` are two."""
    return len({item.value for item in (change.index, other.index) if isinstance(item, ast.Constant)}) <= 1


def is_met(source: Source, accesses: Accesses, change: Mutation, paths: Sequence[ThreadPath]) -> bool:
    """Tell whether somebody else touches a state while a thread makes a change of it.

    What one thread alone changes and nobody beside it looks at needs no lock, wherever one may be held.
    """
    own = {path.spawn for path in paths}
    if len(own) > 1 or accesses.beside or any(by_several(source, path, change.key, change.place) for path in paths):
        return True
    if any(not own.issuperset(path.spawn for path in others) for _, others in accesses.inside):
        return True
    return any(
        _runs_beside(source, runnable_around(source, look))
        and not sets_up(source, look, change.key)
        and not all(runs_apart(source, look, spawn) for spawn in own)
        for look in places_that_read(source, change.key)
    )


@question_per
def places_that_read(source: Source, key: StateKey) -> list[ast.Name | ast.Attribute]:
    """Which places read a state?"""
    word = key[1].rpartition(".")[2]
    named: Sequence[ast.Name | ast.Attribute] = [
        *names_by_word(source).get(word, ()),
        *attributes_by_word(source).get(word, ()),
    ]
    return [node for node in named if isinstance(node.ctx, ast.Load) and key_of(source, node) == key]


@question_per
def _runs_beside(source: Source, function: Runnable | None, depth: int = DEPTH) -> bool:
    """Tell whether a function runs outside of threads too: no thread comes there, or somebody beside them calls it."""
    paths = thread_paths(source).get(function, ()) if function is not None else ()
    if function is None or not paths:
        return True
    if depth <= 0 or any(function in path.spawn.targets for path in paths):
        return False
    called = (runnable_around(source, call) for call in callers(source, function))
    return any(caller is not function and _runs_beside(source, caller, depth - 1) for caller in called)
