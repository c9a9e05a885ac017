"""Who else may touch a state: which threads share it, and what runs before they begin or after they were waited for."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from rulekit.analysis.flow.call_graph import Runnable, callers, class_around, method_of, runnable_around
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_values, type_of
from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.threads.mutations import Mutation
from rulekit.analysis.threads.shared_state import StateKey, definition_values, key_of, own_key
from rulekit.analysis.threads.spawns import Spawn, ThreadPath, loop_around, thread_arguments, thread_paths
from rulekit.model.late import dataclass

DEPTH = 3
# While these run, nobody but the starting thread knows the object.
SETTING_UP = frozenset(
    "__init__ __new__ __post_init__ __setstate__ __init_subclass__ __del__ __enter__ __aenter__ setUp".split()
)
WAITS = ("join", "shutdown", "result", "wait", "as_completed", "get")
EXECUTORS = frozenset(
    "concurrent.futures.ThreadPoolExecutor concurrent.futures.Executor multiprocessing.pool.ThreadPool".split()
)


@dataclass(frozen=True)
class Accesses:
    """A state and its changes: those that threads make, each with how they come there, and those beside them."""

    key: StateKey
    inside: tuple[tuple[Mutation, tuple[ThreadPath, ...]], ...]
    beside: tuple[Mutation, ...]

    @property
    def changes_in_threads(self) -> Iterator[Mutation]:
        """The changes that threads make."""
        return (change for change, _ in self.inside)

    @cached_property
    def _paths(self) -> Mapping[int, Sequence[ThreadPath]]:
        paths: dict[int, list[ThreadPath]] = defaultdict(list)
        for change, own in self.inside:
            paths[id(change)] += own
        return paths

    def paths_of(self, change: Mutation) -> Sequence[ThreadPath]:
        """Return the ways in which threads come to a change."""
        return self._paths.get(id(change), ())

    def meeting(self, change: Mutation) -> Iterator[Mutation]:
        """Yield what may change meanwhile: beside the threads, or in threads of other starts."""
        yield from self.beside
        own = {path.spawn for path in self.paths_of(change)}
        yield from (other for starts, changes in self._by_starts.items() if own.isdisjoint(starts) for other in changes)

    @cached_property
    def _by_starts(self) -> Mapping[frozenset[Spawn], Sequence[Mutation]]:
        changes: dict[frozenset[Spawn], list[Mutation]] = defaultdict(list)
        for change, paths in self.inside:
            changes[frozenset(path.spawn for path in paths)].append(change)
        return changes


def thread_paths_to(source: Source, node: ast.AST, place: ast.expr) -> tuple[ThreadPath, ...]:
    """Return the ways in which threads come to a place where a state is touched that others know too."""
    function = runnable_around(source, node)
    key = key_of(source, place)
    if function is None or (key is not None and _is_being_made(source, node, key, place)):
        return ()
    paths = thread_paths(source).get(function, ())
    return tuple(path for path in paths if _is_shared(source, place, path))


def _is_being_made(source: Source, node: ast.AST, key: StateKey, place: ast.expr) -> bool:
    """Tell whether a node stands in the constructor of the object that it changes, which nobody else knows yet."""
    is_own = isinstance(place, ast.Attribute) and isinstance(place.value, ast.Name) and place.value.id == "self"
    return is_own and sets_up(source, node, key) and _is_on_object(source, key, place)


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


@question_per
def runs_apart(source: Source, node: ast.AST, spawn: Spawn, depth: int = DEPTH) -> bool:
    """Tell whether a node runs before the threads of a start begin, or after they were waited for."""
    starts = _starts(source, spawn)
    function = runnable_around(source, node)
    beside = [start for start in starts if runnable_around(source, start) is function]
    if beside:
        return all(_is_apart(source, node, start, function) for start in beside)
    if function is None:
        return not starts and isinstance(spawn.node, ast.Call)
    if _comes_after_join(source, node, function):
        return True
    called = callers(source, function) if depth > 0 else ()
    return bool(called) and all(runs_apart(source, call, spawn, depth - 1) for call in called)


def _comes_after_join(source: Source, node: ast.AST, function: Runnable) -> bool:
    """Tell whether a function has joined threads, whoever started them, when it comes to a node."""
    for call in calls_by_word(source).get("join", ()):
        # A text that is joined is used; nobody uses what the `join` of a thread returns.
        if runnable_around(source, call) is function and isinstance(source.parents.get(call), ast.Expr):
            is_before = (call.end_lineno or 0) < node.lineno  # type: ignore[attr-defined]
            loop = loop_around(source, call)
            if is_before and (loop is None or loop not in source.ancestors(node)):
                return True
    return False


def is_waited_for(source: Source, spawn: Spawn) -> bool:
    """Tell whether the function that starts threads waits for them."""
    return all(any(_waits(source, start, runnable_around(source, start))) for start in _starts(source, spawn))


def _is_shared(source: Source, place: ast.expr, path: ThreadPath, depth: int = DEPTH) -> bool:
    key = key_of(source, place)
    if key is None or depth <= 0:
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
