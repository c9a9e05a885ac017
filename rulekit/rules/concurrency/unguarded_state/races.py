"""Races: places where two threads may change one state at once, and what would come of it."""

import ast
import enum
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rulekit.analysis.flow.call_graph import callers, runnable_around
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.threads.mutations import Kind, Mutation, made_from, mutations, reads
from rulekit.analysis.threads.shared_state import StateKey, container_type, key_of
from rulekit.analysis.threads.spawns import ThreadPath, spawns, thread_paths
from rulekit.known.threads import ENDED_BY_CHANGES, QUEUE_LIKE
from rulekit.model.late import dataclass
from rulekit.rules.concurrency.unguarded_state.guards import guarded_change, is_met, is_same_thing, places_that_read
from rulekit.rules.concurrency.unguarded_state.sharing import (
    Accesses,
    by_several,
    is_common,
    is_replaced,
    is_waited_for,
    runs_apart,
    sets_up,
    thread_paths_to,
)

LIST = "builtins.list"


class Harm(enum.Enum):
    """What two threads do to a state: lose a change, come between test and change, end a loop, or only meet."""

    LOST = "lost"
    BETWEEN = "between"
    ENDED = "ended"
    MET = "met"


@dataclass(frozen=True)
class Race:
    """A place that changes a state (or loops over it) while a thread may do so too.

    `arrival` tells how threads come to the state; `certain` whether two of them surely work on it at once;
    `elsewhere` is a place that holds a lock for the same state.
    """

    node: ast.AST
    key: StateKey
    place: ast.expr
    harm: Harm
    path: ThreadPath
    certain: bool
    elsewhere: ast.AST | None = None


@question
def races(source: Source) -> tuple[Race, ...]:
    """Where may two threads meet on one state? Locks are not looked at, but for `elsewhere`."""
    in_any_order = [
        race
        for state in shared_states(source)
        for race in (*_races_of_mutations(source, state), *_races_of_loops(source, state))
    ]
    return tuple(sorted(in_any_order, key=lambda race: (race.place.lineno, race.place.col_offset)))


@question
def shared_states(source: Source) -> tuple[Accesses, ...]:
    """Which states do threads change?"""
    if not spawns(source):
        return ()
    groups: dict[StateKey, list[Mutation]] = defaultdict(list)
    for change in mutations(source):
        groups[change.key].append(change)
    states = (_accesses_to(source, key, group) for key, group in groups.items())
    return tuple(state for state in states if state.inside)


def _accesses_to(source: Source, key: StateKey, group: Sequence[Mutation]) -> Accesses:
    inside, rest = [], []
    for change in group:
        if paths := thread_paths_to(source, change.node, change.place):
            inside.append((change, paths))
        elif not sets_up(source, change.node, key) and not _is_kept_in_data(source, change.node):
            rest.append(change)
    starts = {path.spawn for _, paths in inside for path in paths}
    beside = [
        change
        for change in rest
        if not all(
            runs_apart(source, change.node, start) or is_replaced(source, change.node, start) for start in starts
        )
    ]
    return Accesses(key, tuple(inside), tuple(beside) if starts else ())


def _is_kept_in_data(source: Source, node: ast.AST) -> bool:
    """Tell whether only lambdas kept in a table call the function around a node: nobody knows who runs them, and when.

    A lambda that is handed to a call, as to a button, runs beside the threads like any other caller.
    """
    function = runnable_around(source, node)
    called = [runnable_around(source, call) for call in callers(source, function)] if function is not None else []
    return bool(called) and all(
        isinstance(caller, ast.Lambda) and isinstance(source.parents.get(caller), (ast.Dict, ast.List, ast.Tuple))
        for caller in called
    )


def _has_owner(accesses: Accesses) -> bool:
    """Tell whether one thread alone makes all changes, since all of them are handed to the same pool of one thread."""
    workers = {path.spawn.worker for _, paths in accesses.inside for path in paths}
    return not accesses.beside and len(workers) == 1 and None not in workers


def _races_of_mutations(source: Source, accesses: Accesses) -> Iterator[Race]:
    if _has_owner(accesses):
        return
    changes = (*accesses.beside, *(change for change, _ in accesses.inside))
    guarded = guarded_change(source, accesses.key, changes)
    for change, paths in accesses.inside:
        elsewhere = _guarded_elsewhere(source, accesses, change, paths, guarded)
        by_many = [path for path in paths if by_several(source, path, accesses.key, change.place)]
        several = bool(by_many) or len({path.spawn for path in paths}) > 1
        harm = _harm(source, change)
        if harm is Harm.LOST and container_type(source, change.key) == LIST and _is_own_item(source, change):
            continue
        if harm is Harm.MET and (change.kind is Kind.ASSIGN or _is_queue_like(source, change)):
            continue
        # Nobody can look at what one thread alone changes until it is done.
        is_seen_late = elsewhere is None and not accesses.beside
        is_seen_late = is_seen_late and all(is_waited_for(source, path.spawn) for path in paths)
        if harm is Harm.MET and not several and is_seen_late and not isinstance(change.key[0], ast.Module):
            continue
        certain = several or any(other.kind is not Kind.ASSIGN for other in accesses.meeting(change))
        if (
            certain
            or any(accesses.meeting(change))
            or elsewhere is not None
            or _may_be_met(source, change, harm, paths)
        ):
            yield Race(change.node, change.key, change.place, harm, (by_many or paths)[0], certain, elsewhere)
    yield from _unguarded_beside(source, accesses, guarded)


def _guarded_elsewhere(
    source: Source, accesses: Accesses, change: Mutation, paths: Sequence[ThreadPath], guarded: Mutation | None
) -> ast.AST | None:
    """Return the place that holds a lock for what a thread changes, where somebody may meet the thread."""
    if guarded is None or not is_same_thing(guarded, change) or not is_met(source, accesses, change, paths):
        return None
    return guarded.node


def _unguarded_beside(source: Source, accesses: Accesses, guarded: Mutation | None) -> Iterator[Race]:
    """Yield the changes beside the threads of what is guarded elsewhere."""
    for change in accesses.beside if guarded is not None else ():
        if guarded is not None and change.kind is not Kind.ASSIGN and is_same_thing(guarded, change):
            path = accesses.inside[0][1][0]
            yield Race(change.node, change.key, change.place, _harm(source, change), path, True, guarded.node)


def _may_be_met(source: Source, change: Mutation, harm: Harm, paths: Sequence[ThreadPath]) -> bool:
    """Tell whether somebody may meet the one thread that changes a state: it is global, or read beside the thread."""
    holder, name = change.key
    if is_common(source, change.key, change.place):
        return True
    if harm is not Harm.LOST or not isinstance(holder, ast.ClassDef):
        return harm is Harm.LOST
    if all(isinstance(path.spawn.node, ast.ClassDef) and is_waited_for(source, path.spawn) for path in paths):
        return False
    apart = any(path.spawn.many and not path.spawn.same_self for path in paths)
    reads_of = (node for node in source.nodes(ast.Attribute) if node.attr == name and isinstance(node.ctx, ast.Load))
    is_read_beside = any(runnable_around(source, node) not in thread_paths(source) for node in reads_of)
    return is_read_beside or not (apart or name.startswith("_"))


def _harm(source: Source, change: Mutation) -> Harm:
    if change.kind is Kind.UPDATE:
        return Harm.LOST
    if change.kind is Kind.MUTATE and not _is_same_twice(source, change) and _is_tested(source, change):
        return Harm.BETWEEN
    return Harm.MET


def _is_same_twice(source: Source, change: Mutation) -> bool:
    """Recognise `discard`, `pop(name, None)`, and a `clear` in a function that has taken nothing out before."""
    if not isinstance(change.node, ast.Call) or not isinstance(change.node.func, ast.Attribute):
        return False
    word = change.node.func.attr
    return (
        word == "discard"
        or (word == "pop" and len(change.node.args) > 1)
        or (word == "clear" and _is_only_tested(source, change))
    )


def _is_only_tested(source: Source, change: Mutation) -> bool:
    """Tell whether a function does nothing else with a state than to ask about it before it changes it."""
    function = runnable_around(source, change.node)
    looks = (look for look in places_that_read(source, change.key) if runnable_around(source, look) is function)
    asking: Sequence[ast.If | ast.While] = source.nodes(ast.If, ast.While)
    tests = {part for node in asking if runnable_around(source, node) is function for part in walk(node.test)}
    return all(look in tests or look is change.place for look in looks)


def _is_tested(source: Source, change: Mutation) -> bool:
    """Tell whether the function asks about the container before it changes it: `if name not in cache:`."""
    function = runnable_around(source, change.node)
    if function is None:
        return False
    asking: Sequence[ast.If | ast.While | ast.IfExp] = source.nodes(ast.If, ast.While, ast.IfExp)
    for node in asking:
        if node.lineno > change.node.lineno or runnable_around(source, node) is not function:
            continue
        # What is asked about may be a variable that was made from the state: `size = len(cache)`.
        if any(reads(source, part, change.key) for part in (node.test, *made_from(source, node.test))):
            return True
    return False


def _is_own_item(source: Source, change: Mutation) -> bool:
    """Recognise `totals[number] += price` where the thread was given a number of its own."""
    index = change.index
    if not isinstance(index, ast.Name):
        return False
    function = runnable_around(source, change.node)
    arguments = function.args.args if function is not None else []
    thread_targets = any(function in spawn.targets for spawn in spawns(source))
    return thread_targets and any(argument.arg == index.id for argument in arguments)


def _is_queue_like(source: Source, change: Mutation) -> bool:
    """Recognise a queue in all but name, and an item that only one thread has the number of."""
    method = change.node.func if isinstance(change.node, ast.Call) else None
    is_queue = container_type(source, change.key) == "collections.deque"
    return _is_own_item(source, change) or (
        is_queue and isinstance(method, ast.Attribute) and method.attr in QUEUE_LIKE
    )


def _races_of_loops(source: Source, accesses: Accesses) -> Iterator[Race]:
    """Find loops over a dictionary or set that a thread fills meanwhile, which ends them with an error."""
    mutated = [(change, paths) for change, paths in accesses.inside if change.kind is Kind.MUTATE]
    filled = [(change, paths) for change, paths in mutated if not _only_changes_item(source, change)]
    if not filled or container_type(source, accesses.key) not in ENDED_BY_CHANGES:
        return
    path = filled[0][1][0]
    loops: Sequence[ast.For | ast.comprehension] = source.nodes(ast.For, ast.comprehension)
    for loop in loops:
        place = _container_of_loop(loop.iter)
        if key_of(source, place) != accesses.key or sets_up(source, loop.iter, accesses.key):
            continue
        if isinstance(loop, ast.For) and all(_has_item_per_turn(source, loop, change, ways) for change, ways in filled):
            continue
        own = thread_paths_to(source, loop.iter, place)
        beside = not own and not runs_apart(source, loop.iter, path.spawn)
        if beside or any(by_several(source, path, accesses.key, place) for path in own):
            yield Race(loop.iter, accesses.key, place, Harm.ENDED, path, True)


def _only_changes_item(source: Source, change: Mutation) -> bool:
    """Recognise `orders[name].update(...)`, which changes what lies in a dictionary, and adds nothing to it."""
    is_method = isinstance(change.node, ast.Call) and change.index is not None
    return is_method and container_type(source, change.key) != "collections.defaultdict"


def _has_item_per_turn(source: Source, loop: ast.For, change: Mutation, paths: Sequence[ThreadPath]) -> bool:
    """Recognise `for name in speeds: Thread(target=measure, args=(name, speeds))`: each thread fills what is there."""
    inside = all(loop in source.ancestors(path.spawn.node) for path in paths)
    return inside and _is_own_item(source, change)


def _container_of_loop(iterated: ast.expr) -> ast.expr:
    """Look through `orders.items()`."""
    method = iterated.func if isinstance(iterated, ast.Call) and not iterated.args else None
    is_view = isinstance(method, ast.Attribute) and method.attr in {"items", "keys", "values"}
    return method.value if is_view and isinstance(method, ast.Attribute) else iterated
