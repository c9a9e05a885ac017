"""Races: places where two threads may change one state at once, and what would come of it."""

import ast
import enum
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.analysis.flow.call_graph import Runnable, callers, class_around, method_of, runnable_around
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_values, type_of
from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.threads.held_locks import is_guarded
from rulekit.analysis.threads.mutations import Kind, Mutation, made_from, mutations, reads
from rulekit.analysis.threads.shared_state import StateKey, container_type, definition_values, key_of, own_key
from rulekit.analysis.threads.spawns import Spawn, ThreadPath, loop_around, spawns, thread_arguments, thread_paths
from rulekit.known.threads import ENDED_BY_CHANGES, QUEUE_LIKE

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


@dataclass(frozen=True)
class Accesses:
    """A state and its changes: those that threads make, each with how they come there, and those beside them."""

    key: StateKey
    inside: tuple[tuple[Mutation, tuple[ThreadPath, ...]], ...]
    beside: tuple[Mutation, ...]


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
        elif not sets_up(source, change.node, key):
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


def _has_owner(accesses: Accesses) -> bool:
    """Tell whether one thread alone makes all changes, since all of them are handed to the same pool of one thread."""
    workers = {path.spawn.worker for _, paths in accesses.inside for path in paths}
    return not accesses.beside and len(workers) == 1 and None not in workers


def _races_of_mutations(source: Source, accesses: Accesses) -> Iterator[Race]:
    if _has_owner(accesses):
        return
    changes = (*accesses.beside, *(change for change, _ in accesses.inside))
    elsewhere = next((change.node for change in changes if is_guarded(source, change.node)), None)
    for change, paths in accesses.inside:
        by_many = [path for path in paths if by_several(source, path, accesses.key, change.place)]
        several = bool(by_many) or len({path.spawn for path in paths}) > 1
        # What may change meanwhile: beside the threads, or in threads of other starts.
        own = {path.spawn for other, other_paths in accesses.inside if other is change for path in other_paths}
        there = [other for other, ways in accesses.inside if own.isdisjoint(path.spawn for path in ways)]
        others, harm = [*accesses.beside, *there], _harm(source, change)
        if harm is Harm.LOST and container_type(source, change.key) == LIST and _is_own_item(source, change):
            continue
        if harm is Harm.MET and (change.kind is Kind.ASSIGN or _is_queue_like(source, change)):
            continue
        # Nobody can look at what one thread alone changes until it is done.
        is_seen_late = not accesses.beside and all(is_waited_for(source, path.spawn) for path in paths)
        if harm is Harm.MET and not several and is_seen_late and not isinstance(change.key[0], ast.Module):
            continue
        certain = several or any(other.kind is not Kind.ASSIGN for other in others)
        if certain or others or elsewhere is not None or _may_be_met(source, change, harm, paths):
            yield Race(change.node, change.key, change.place, harm, (by_many or paths)[0], certain, elsewhere)
    for change in accesses.beside if elsewhere is not None else ():
        if change.kind is not Kind.ASSIGN:
            path = accesses.inside[0][1][0]
            yield Race(change.node, change.key, change.place, _harm(source, change), path, True, elsewhere)


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
    if change.kind is Kind.MUTATE and _is_tested(source, change):
        return Harm.BETWEEN
    return Harm.MET


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
    filled = [(change, paths) for change, paths in accesses.inside if change.kind is Kind.MUTATE]
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


def _has_item_per_turn(source: Source, loop: ast.For, change: Mutation, paths: Sequence[ThreadPath]) -> bool:
    """Recognise `for name in speeds: Thread(target=measure, args=(name, speeds))`: each thread fills what is there."""
    inside = all(loop in source.ancestors(path.spawn.node) for path in paths)
    return inside and _is_own_item(source, change)


def _container_of_loop(iterated: ast.expr) -> ast.expr:
    """Look through `orders.items()`."""
    method = iterated.func if isinstance(iterated, ast.Call) and not iterated.args else None
    is_view = isinstance(method, ast.Attribute) and method.attr in {"items", "keys", "values"}
    return method.value if is_view and isinstance(method, ast.Attribute) else iterated


DEPTH = 3
# While these run, nobody but the starting thread knows the object.
SETTING_UP = frozenset(
    "__init__ __new__ __post_init__ __setstate__ __init_subclass__ __del__ __enter__ __aenter__ setUp".split()
)
WAITS = ("join", "shutdown", "result", "wait", "as_completed", "get")
EXECUTORS = frozenset(
    "concurrent.futures.ThreadPoolExecutor concurrent.futures.Executor multiprocessing.pool.ThreadPool".split()
)


def thread_paths_to(source: Source, node: ast.AST, place: ast.expr) -> tuple[ThreadPath, ...]:
    """Return the ways in which threads come to a place where a state is touched that others know too."""
    function = runnable_around(source, node)
    if function is None:
        return ()
    paths = thread_paths(source).get(function, ())
    return tuple(path for path in paths if _is_shared(source, place, path))


def by_several(source: Source, path: ThreadPath, key: StateKey, place: ast.expr) -> bool:
    """Tell whether several threads of one start may touch the same state at once."""
    spawn = path.spawn
    if not spawn.many:
        return False
    if not isinstance(key[0], ast.ClassDef) or not _is_on_object(source, key, place):
        return True
    if isinstance(spawn.node, ast.ClassDef):
        return key[0] is not spawn.node and key[0] not in classes_above(source, spawn.node)
    return spawn.same_self


def is_common(source: Source, key: StateKey, place: ast.expr) -> bool:
    """Tell whether a state belongs to the module, to a class and so to all of its objects, or to a global object."""
    if isinstance(key[0], ast.Module):
        return True
    if isinstance(key[0], ast.ClassDef) and not _is_on_object(source, key, place):
        return True
    while isinstance(place, ast.Attribute):
        place = place.value
    root = own_key(source, place) if isinstance(place, ast.Name) else None
    return root is not None and isinstance(root[0], ast.Module)


def is_of_another_module(source: Source, place: ast.expr) -> bool:
    """Tell whether a state belongs to an imported module, of whose threads this file knows only its own."""
    while isinstance(place, ast.Attribute):
        place = place.value
    binders = names(source).binders(place) if isinstance(place, ast.Name) else ()
    return bool(binders) and all(isinstance(binder, ast.alias) for binder in binders)


def sets_up(source: Source, node: ast.AST, key: StateKey) -> bool:
    """Tell whether a node runs before anything is shared: in a constructor, or where a module is imported."""
    name = getattr(runnable_around(source, node), "name", "")
    return (name in SETTING_UP and isinstance(key[0], ast.ClassDef)) or "fork" in name


def is_replaced(source: Source, node: ast.AST, spawn: Spawn) -> bool:
    """Tell whether a method is one that the class which starts the threads replaces by its own."""
    method, owner_class = runnable_around(source, node), class_around(source, spawn.node)
    if owner_class is None or not isinstance(method, ast.FunctionDef) or owner(source, method) in {None, owner_class}:
        return False
    own = method_of(source, owner_class, method.name)
    return own is not None and own is not method


def runs_apart(source: Source, node: ast.AST, spawn: Spawn, depth: int = DEPTH) -> bool:
    """Tell whether a node runs before the threads of a start begin, or after they were waited for."""
    starts = _starts(source, spawn)
    function = runnable_around(source, node)
    beside = [start for start in starts if runnable_around(source, start) is function]
    if beside:
        return all(_is_apart(source, node, start, function) for start in beside)
    if function is None:
        return not starts and isinstance(spawn.node, ast.Call)
    called = callers(source, function) if depth else ()
    return bool(called) and all(runs_apart(source, call, spawn, depth - 1) for call in called)


def is_waited_for(source: Source, spawn: Spawn) -> bool:
    """Tell whether the function that starts threads waits for them."""
    return all(any(_waits(source, start, runnable_around(source, start))) for start in _starts(source, spawn))


def _is_shared(source: Source, place: ast.expr, path: ThreadPath, depth: int = DEPTH) -> bool:
    key = key_of(source, place)
    if key is None or not depth:
        return False
    if isinstance(key[0], ast.Module):
        return True
    if isinstance(key[0], ast.ClassDef):
        return not _is_on_object(source, key, place) or _is_object_shared(source, place, path, depth)
    function = runnable_around(source, place)
    # A function that waits for its thread does nothing with its own variables meanwhile.
    return key[0] not in {function, path.spawn.waiter} and _starts_inside(source, path.spawn, key[0])


def _starts_inside(source: Source, spawn: Spawn, holder: ast.AST) -> bool:
    return any(holder in source.ancestors(start) for start in _starts(source, spawn))


def _is_on_object(source: Source, key: StateKey, place: ast.expr) -> bool:
    """Tell whether each object has an attribute of its own; a container in the class body belongs to all of them."""
    base = place.value if isinstance(place, ast.Attribute) else place
    if not isinstance(base, ast.Name) or base.id == "cls":
        return not isinstance(base, ast.Call) and getattr(base, "attr", "") != "__class__"
    if any(isinstance(binder, ast.ClassDef) for binder in names(source).binders(base)):
        return False
    return key in attribute_values(source) or not definition_values(source, key)


def _is_object_shared(source: Source, place: ast.expr, path: ThreadPath, depth: int) -> bool:
    """Tell whether the object that has an attribute is known outside the thread."""
    base = place.value if isinstance(place, ast.Attribute) else place
    while isinstance(base, ast.Attribute):
        base = base.value
    if not isinstance(base, ast.Name) or base.id in {"self", "cls"}:
        return path.owned and isinstance(base, ast.Name)
    if base is not place:
        return _is_shared(source, base, path, depth - 1)
    meanings = [
        thread_arguments(source).get(definition) or names(source).value(definition)
        for definition in definitions(source, base)
    ]
    return len(meanings) == 1 and meanings[0] is not None and _is_shared(source, meanings[0], path, depth - 1)


def _starts(source: Source, spawn: Spawn) -> list[ast.Call]:
    """Return the calls that start threads; of a class of threads those that make one."""
    if isinstance(spawn.node, ast.Call):
        return [spawn.node]
    return list(calls_by_word(source).get(spawn.node.name, ()))


def _is_apart(source: Source, node: ast.AST, start: ast.Call, function: Runnable | None) -> bool:
    line = node.lineno  # type: ignore[attr-defined]
    loop = loop_around(source, start)
    if line < start.lineno and (loop is None or loop not in source.ancestors(node)):
        return True
    return any(start.lineno <= waited < line for waited in _waits(source, start, function))


def _waits(source: Source, start: ast.Call, function: Runnable | None) -> Iterator[int]:
    """Yield the lines at which a function waits for what it started: calls of `join`, ends of `with` blocks."""
    for word in WAITS:
        for call in calls_by_word(source).get(word, ()):
            if call.lineno >= start.lineno and runnable_around(source, call) is function and not _joins_text(call):
                yield call.end_lineno or call.lineno
    for around in source.ancestors(start):
        items = around.items if isinstance(around, (ast.With, ast.AsyncWith)) else ()
        if any(type_of(source, item.context_expr) in EXECUTORS for item in items):
            yield around.end_lineno  # type: ignore[attr-defined]


def _joins_text(call: ast.Call) -> bool:
    """Recognise `", ".join(words)`, `os.path.join(folder, name)`, `prices.get(name)`."""
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(base, ast.Constant) or getattr(base, "attr", "") == "path":
        return True
    word = getattr(call.func, "attr", "")
    return bool(call.args) and word in {"get", "join"} and not isinstance(call.args[0], (ast.Constant, ast.Name))
