"""The places that start threads, the functions of this file that these threads reach, and what they are handed."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import (
    RUNNABLES,
    Runnable,
    callees,
    callers,
    class_named,
    class_of,
    functions_behind,
    method_of,
    runnable_around,
)
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_values, type_of
from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import class_values, enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.threads import (
    HANDLER_CLASSES,
    PACKED,
    PROCESS_POOL,
    RUN_IN_EXECUTOR,
    SPAWNERS,
    SPREADING,
    THREAD_CLASSES,
    THREADED_SERVERS,
)
from rulekit.model.late import dataclass

LOOPS = (ast.For, ast.AsyncFor, ast.While, *COMPREHENSIONS)
# Under another name a thread is known by its target, and because it is started.
_SPEAKS_OF_THREADS = r"[tT]hread|xecutor|start_new|Scheduler|Timer|Pool\(|\btarget\s*=|\.start\("
HINTS = ("thread", "Thread", "xecutor", "start_new", "BackgroundScheduler", "dummy")


@dataclass(frozen=True)
class Spawn:
    """A place that starts threads: a call, or a class whose objects are threads or handle requests in threads.

    `spawner` is the qualified name of what starts them, `function` what it is handed to run, as it is written, and
    `targets` the functions of this file behind that.
    `many` tells whether several threads may run them at once, `same_self` whether all of these on one object.
    `worker` is the call that makes a pool of one thread, if that pool outlives the function which hands it the work.
    `waiter` is the function that goes on only when the thread is done, as by `await asyncio.to_thread(work)`.
    """

    node: ast.Call | ast.ClassDef
    spawner: str
    targets: tuple[Runnable, ...]
    function: ast.expr | None = None
    many: bool = False
    same_self: bool = False
    worker: ast.Call | None = None
    waiter: Runnable | None = None


@links_cells(says=_SPEAKS_OF_THREADS, hears=_SPEAKS_OF_THREADS)
@question
def spawns(source: Source) -> tuple[Spawn, ...]:
    """Which places start threads?"""
    if not any(hint in vocabulary(source) for hint in HINTS):
        return ()
    starts = [_of_call(source, call, spawner) for call, spawner in calls_to(source, frozenset(SPAWNERS))]
    starts += [_in_executor(source, call) for call in calls_by_word(source).get(RUN_IN_EXECUTOR, ())]
    starts += _of_classes(source)
    return _counted(tuple(spawn for spawn in starts if spawn is not None))


def runs_repeatedly(source: Source, node: ast.AST) -> bool:
    """Tell whether a node stands in a loop or a comprehension of its function."""
    return loop_around(source, node) is not None


def loop_around(source: Source, node: ast.AST) -> ast.AST | None:
    """Return the outermost loop or comprehension of the function around a node."""
    outermost = None
    for around in source.ancestors(node):
        if isinstance(around, RUNNABLES):
            break
        outermost = around if isinstance(around, LOOPS) else outermost
    return outermost


def _of_call(source: Source, call: ast.Call, spawner: str) -> Spawn | None:
    function = argument(source, call, *SPAWNERS[spawner])
    if function is None:
        return None
    word = spawner.rpartition(".")[2]
    waiter = _waiter(source, call)
    many = word in SPREADING or (
        waiter is None and (runs_repeatedly(source, call) or (word == "submit" and _takes_jobs(source, call)))
    )
    targets = functions_behind(source, function)
    if not targets and (passed := _work_of_callers(source, function)):
        targets = tuple(dict.fromkeys(target for work in passed for target in functions_behind(source, work)))
        many = many or len(passed) > len(targets)
    pool = call.func.value if isinstance(call.func, ast.Attribute) else None
    maker = _pool_of_one(source, pool)
    worker = maker if maker is not None and _is_kept(source, maker, call) else None
    return Spawn(
        call, spawner, targets, function, many and maker is None, _is_one_object(source, call, function), worker, waiter
    )


def _waiter(source: Source, call: ast.Call) -> Runnable | None:
    """Return the function that waits at once for what a call starts: `await`, `pool.submit(work).result()`."""
    outer = source.parents.get(call)
    if isinstance(outer, ast.Call) and last_name(outer.func) in {"wait_for", "shield"}:
        outer = source.parents.get(outer)
    asked = isinstance(outer, ast.Attribute) and outer.attr in {"result", "get"}
    is_asked = asked and isinstance(source.parents.get(outer), ast.Call)  # type: ignore[arg-type]
    return runnable_around(source, call) if is_asked or isinstance(outer, ast.Await) else None


def _work_of_callers(source: Source, function: ast.expr) -> list[ast.expr]:
    """Return what the callers in this file pass to be run: `start(work)` where `start` makes the thread."""
    parameter, starter = names(source).single_binder(function), enclosing_function(source, function)
    if not isinstance(parameter, ast.arg) or starter is None:
        return []
    values = [argument_for(source, call, parameter) for call in callers(source, starter)]
    return [function for function in values if function is not None]


def _in_executor(source: Source, call: ast.Call) -> Spawn | None:
    """Read `loop.run_in_executor(None, work)`."""
    executor, function = argument(source, call, "executor", 0), argument(source, call, "func", 1)
    if function is None or type_of(source, executor) == PROCESS_POOL:
        return None
    targets = functions_behind(source, function)
    same = _is_one_object(source, call, function)
    maker = _pool_of_one(source, executor)
    worker = maker if maker is not None and _is_kept(source, maker, call) else None
    waiter = _waiter(source, call)
    many = maker is None and waiter is None and runs_repeatedly(source, call)
    return Spawn(call, RUN_IN_EXECUTOR, targets, function, many, same, worker, waiter)


def _of_classes(source: Source) -> Iterator[Spawn]:
    """Find classes of threads, and of handlers where a server gives each request a thread."""
    serves = any(server in vocabulary(source) for server in THREADED_SERVERS)
    for definition in source.nodes(ast.ClassDef):
        lineage = (definition, *classes_above(source, definition)) if definition.bases else ()
        bases = {names(source).resolve(base) or "" for ancestor in lineage for base in ancestor.bases}
        methods = [statement for statement in definition.body if isinstance(statement, FUNCTIONS)]
        if bases & THREAD_CLASSES:
            run = tuple(method for method in methods if method.name == "run")
            yield Spawn(definition, "threading.Thread", run, many=_is_made_often(source, definition))
        elif serves and bases & HANDLER_CLASSES:
            handlers = [m for m in methods if m.name in {"handle", "setup", "finish"} or m.name.startswith("do_")]
            yield Spawn(definition, "socketserver.ThreadingMixIn", tuple(handlers), many=True)


def _counted(starts: tuple[Spawn, ...]) -> tuple[Spawn, ...]:
    """Note where several places start the same function; a pool of one thread, or who waits, starts it one by one."""
    places: dict[Runnable, set[ast.AST]] = defaultdict(set)
    for spawn in starts:
        for target in spawn.targets:
            places[target].add(spawn.worker or spawn.waiter or spawn.node)
    return tuple(replace(s, many=s.many or any(len(places[target]) > 1 for target in s.targets)) for s in starts)


def _is_made_often(source: Source, definition: ast.ClassDef) -> bool:
    """Tell whether a class is instantiated in a loop or in several places."""
    constructions = calls_by_word(source).get(definition.name, ())
    return len(constructions) > 1 or any(runs_repeatedly(source, call) for call in constructions)


def _takes_jobs(source: Source, call: ast.Call) -> bool:
    """Tell whether a function hands on to an executor what it was called with, each time that it is called."""
    around = runnable_around(source, call)
    parameter_names = (
        {parameter.arg for parameter in around.args.args} - {"self", "cls"} if around is not None else set()
    )
    return any(isinstance(value, ast.Name) and value.id in parameter_names for value in call.args[1:])


def _is_one_object(source: Source, call: ast.Call, function: ast.expr) -> bool:
    """Tell whether each thread that a call starts works on the same object."""
    if isinstance(function, ast.Call) and function.args:
        function = function.args[0]
    base = function.value if isinstance(function, ast.Attribute) else function
    loop = loop_around(source, call)
    if not isinstance(base, ast.Name):
        return not isinstance(base, ast.Call)
    return loop is None or not any(loop in source.ancestors(definition) for definition in definitions(source, base))


def _pool_of_one(source: Source, pool: ast.expr | None) -> ast.Call | None:
    """Return the call that made a pool, if it has one thread: `ThreadPoolExecutor(max_workers=1)`."""
    for made in _made_as(source, pool):
        sizes = (argument(source, made, name, 0) for name in ("max_workers", "processes")) if made is not None else ()
        if made is not None and any(constant(source, size) == 1 for size in sizes):
            return made
    return None


def _made_as(source: Source, place: ast.expr | None) -> Iterator[ast.Call | None]:
    """Yield what is put into a variable or an attribute of an object, as far as calls make it."""
    values: list[ast.AST | None] = []
    if isinstance(place, ast.Name):
        for definition in definitions(source, place):
            parent = source.parents.get(definition)
            values.append(parent.context_expr if isinstance(parent, ast.withitem) else names(source).value(definition))
    elif isinstance(place, ast.Attribute) and (holder := class_of(source, place.value)) is not None:
        values += attribute_values(source).get((holder, place.attr), ()) or class_values(source, holder, place.attr)
    yield from (value if isinstance(value, ast.Call) else None for value in values)


def _is_kept(source: Source, maker: ast.Call, call: ast.Call) -> bool:
    """Tell whether a pool is made once for all calls that hand it work, and not by the function around them."""
    function = runnable_around(source, maker)
    return function is None or function is not runnable_around(source, call)


@dataclass(frozen=True)
class ThreadPath:
    """A way in which a thread comes to a function: from which start, by which calls.

    `owned` tells whether `self` is an object that code outside the thread knows too.
    """

    spawn: Spawn
    owned: bool = False
    before: "ThreadPath | None" = field(default=None, repr=False, compare=False)
    call: ast.Call | None = None

    @property
    def calls(self) -> tuple[ast.Call, ...]:
        """The calls from the start to the function."""
        made: list[ast.Call] = []
        path: ThreadPath | None = self
        while path is not None and path.call is not None:
            made.append(path.call)
            path = path.before
        return tuple(reversed(made))


@question
def thread_paths(source: Source) -> Mapping[Runnable, tuple[ThreadPath, ...]]:
    """Which functions of this file run in other threads, and how do threads come to them?"""
    paths: dict[Runnable, list[ThreadPath]] = {}
    known: set[tuple[Runnable, int, bool]] = set()
    waiting: list[tuple[Runnable, ThreadPath]] = []
    for spawn in spawns(source):
        waiting += [(target, ThreadPath(spawn, owned=_shares_object(source, spawn))) for target in spawn.targets]
    while waiting:
        function, path = waiting.pop()
        if (function, id(path.spawn), path.owned) in known or (function, id(path.spawn), True) in known:
            continue
        known.add((function, id(path.spawn), path.owned))
        paths.setdefault(function, []).append(path)
        for call, called, is_outer in _called(source, function):
            owned = path.owned if is_outer is None else is_outer
            waiting.append((called, ThreadPath(path.spawn, owned, path, call)))
    return {function: tuple(paths) for function, paths in paths.items()}


@question
def thread_arguments(source: Source) -> Mapping[ast.AST, ast.expr]:
    """For parameters of functions that run in threads, which object is passed to all of them?"""
    arguments: dict[ast.AST, list[ast.AST]] = defaultdict(list)
    for spawn in spawns(source):
        handovers = [(spawn.node, spawn.targets[0], _arguments_of_target(spawn))] if len(spawn.targets) == 1 else []
        if isinstance(spawn.node, ast.ClassDef) and (maker := method_of(source, spawn.node, "__init__")) is not None:
            calls = calls_by_word(source).get(spawn.node.name, ())
            handovers = [(call, maker, iter(call.args)) for call in calls]
        for start, function, values in handovers:
            parameters = [argument for argument in function.args.args if argument.arg not in {"self", "cls"}]
            for parameter, value in zip(parameters, values, strict=False):
                arguments[parameter].append(value if not _is_made_in_loop(source, start, value) else parameters[0])
    same = {
        parameter: values[0]
        for parameter, values in arguments.items()
        if len({ast.dump(value) for value in values}) == 1
    }
    return {parameter: value for parameter, value in same.items() if isinstance(value, (ast.Name, ast.Attribute))}


def object_class(source: Source, expression: ast.expr) -> ast.ClassDef | None:
    """Return the class of this file that a value is an object of, seen through what is handed to threads."""
    definition = class_of(source, expression)
    if definition is None and isinstance(expression, ast.Name):
        handed = [thread_arguments(source).get(definition) for definition in definitions(source, expression)]
        return class_of(source, handed[0]) if len(handed) == 1 and handed[0] is not None else None
    return definition


@question_per
def _called(source: Source, function: Runnable) -> Sequence[tuple[ast.Call, Runnable, bool | None]]:
    """Which functions does a function call, on its own object (nothing), or on one from outside of it?"""
    return [
        (call, called, None if _is_on_self(call.func) else _is_on_outer_object(source, call.func, function))
        for call, called in _calls_in_thread(source, function)
    ]


def _calls_in_thread(source: Source, function: Runnable) -> Iterator[tuple[ast.Call, Runnable]]:
    """Yield the functions that a function calls, methods of what the thread was handed among them."""
    yield from callees(source, function)
    handed = thread_arguments(source)
    if not any(parameter in handed for parameter in function.args.args):
        return
    for node in own_nodes(function):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            base = node.func.value
            if class_of(source, base) is None and (owner_class := object_class(source, base)) is not None:
                method = method_of(source, owner_class, node.func.attr)
                yield from [(node, method)] if method is not None else []


def _shares_object(source: Source, spawn: Spawn) -> bool:
    """Tell whether whoever starts the thread keeps the object whose method it runs, and goes on meanwhile."""
    if isinstance(spawn.node, ast.ClassDef):
        return spawn.spawner == "threading.Thread"
    base = spawn.function.value if isinstance(spawn.function, ast.Attribute) else None
    if spawn.waiter is not None and isinstance(base, ast.Name):
        bindings = definitions(source, base)
        made = [names(source).value(one) for one in bindings if runnable_around(source, one) is spawn.waiter]
        is_own = len(made) == len(bindings) > 0
        return not (is_own and all(isinstance(one, ast.Call) and class_named(source, one.func) for one in made))
    return spawn.function is not None


def _is_on_self(function: ast.expr) -> bool:
    """Recognise `self.save()`, `cls.save()` and `super().save()`; a plain call keeps the object too."""
    if not isinstance(function, ast.Attribute):
        return True
    base = function.value
    if isinstance(base, ast.Attribute):
        return _is_on_self(base)
    word = base.func if isinstance(base, ast.Call) else base
    return isinstance(word, ast.Name) and word.id in {"self", "cls", "super"}


def _is_on_outer_object(source: Source, function: ast.expr, caller: Runnable) -> bool:
    """Tell whether a method is called on an object that lives outside the calling function."""
    base = function.value if isinstance(function, ast.Attribute) else function
    while isinstance(base, ast.Attribute):
        base = base.value
    if not isinstance(base, ast.Name):
        return False
    bindings = definitions(source, base)
    handed = thread_arguments(source)
    return bool(bindings) and all(
        definition in handed or runnable_around(source, definition) is not caller for definition in bindings
    )


def _arguments_of_target(spawn: Spawn) -> Iterator[ast.expr]:
    """Yield the arguments that the started function gets: behind it, or in `args=(...)`."""
    if not isinstance(spawn.node, ast.Call) or spawn.spawner.rpartition(".")[2] in SPREADING:
        return
    for keyword in spawn.node.keywords:
        if keyword.arg == "args" and isinstance(keyword.value, (ast.Tuple, ast.List)):
            yield from keyword.value.elts
    if spawn.function in spawn.node.args:
        behind = spawn.node.args[spawn.node.args.index(spawn.function) + 1 :]
        packed = behind[0] if behind and spawn.spawner in PACKED else None
        if isinstance(packed, (ast.Tuple, ast.List)):
            yield from packed.elts
        elif spawn.spawner not in PACKED:
            yield from behind


def _is_made_in_loop(source: Source, call: ast.AST, value: ast.expr) -> bool:
    """Tell whether each turn of the loop around a call hands over another object."""
    loop = loop_around(source, call)
    while isinstance(value, ast.Attribute):
        value = value.value
    if not isinstance(value, ast.Name):
        return True
    return loop is not None and any(loop in source.ancestors(definition) for definition in definitions(source, value))
