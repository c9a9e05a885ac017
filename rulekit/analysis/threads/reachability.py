"""What runs in other threads: the functions of this file that a started thread reaches, and what it is handed."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rulekit.analysis.flow.call_graph import Runnable, callees, class_of, method_of, runnable_around
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.threads.spawns import Spawn, loop_around, spawns
from rulekit.known.threads import PACKED, SPREADING


@dataclass(frozen=True)
class ThreadPath:
    """A way in which a thread comes to a function: from which start, by which calls.

    `owned` tells whether `self` is an object that code outside the thread knows too.
    """

    spawn: Spawn
    calls: tuple[ast.Call, ...] = ()
    owned: bool = False


@question
def thread_paths(source: Source) -> Mapping[Runnable, tuple[ThreadPath, ...]]:
    """Which functions of this file run in other threads, and how do threads come to them?"""
    paths: dict[Runnable, list[ThreadPath]] = {}
    waiting: list[tuple[Runnable, ThreadPath]] = []
    for spawn in spawns(source):
        waiting += [(target, ThreadPath(spawn, owned=_shares_object(spawn))) for target in spawn.targets]
    while waiting:
        function, path = waiting.pop()
        known = paths.setdefault(function, [])
        if any(other.spawn is path.spawn and other.owned >= path.owned for other in known):
            continue
        known.append(path)
        for call, called in _called(source, function):
            owned = path.owned if _is_on_self(call.func) else _is_on_outer_object(source, call.func, function)
            waiting.append((called, ThreadPath(path.spawn, (*path.calls, call), owned)))
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


def _called(source: Source, function: Runnable) -> Iterator[tuple[ast.Call, Runnable]]:
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


def _shares_object(spawn: Spawn) -> bool:
    """Tell whether whoever starts the thread keeps the object whose method it runs."""
    if isinstance(spawn.node, ast.ClassDef):
        return spawn.spawner == "threading.Thread"
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
