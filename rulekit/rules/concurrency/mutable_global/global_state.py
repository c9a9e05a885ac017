"""State that the whole process shares and functions change: globals, class bodies, defaults, other modules' names."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rulekit.analysis.exceptions.boundaries import run_at_exit
from rulekit.analysis.flow.call_graph import Runnable, callees, callers, functions_behind, runnable_around
from rulekit.analysis.flow.calls import argument, calls_to
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_values
from rulekit.analysis.names.functions import decorators, functions, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.roles import is_main_guard, program_starts
from rulekit.analysis.syntax.index import FUNCTIONS, Function, defaults
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.threads.mutations import Kind, Mutation, candidates, last_word, mutations_of
from rulekit.analysis.threads.shared_state import MAKING, StateKey, container_made, container_type, definition
from rulekit.analysis.threads.spawns import spawns, thread_paths
from rulekit.known.threads import MUTATORS, PROCESS_SPAWNERS, THREAD_MODULES, WEB_DECORATOR, WEB_MODULES
from rulekit.model.late import dataclass

# `from shop import settings`: the attributes of other imported objects belong to one object, not to the process.
SETTINGS = frozenset("cfg conf config configuration options settings".split())
PLACES = (ast.Name, ast.Attribute)


@dataclass(frozen=True)
class SharedState:
    """A state that outlives all calls: where it is defined, and the changes that functions make."""

    key: StateKey
    node: ast.AST
    changes: tuple[Mutation, ...]


@question
def shared_states(source: Source) -> tuple[SharedState, ...]:
    """Which globals, class attributes, defaults and attributes of modules do functions change?"""
    changes_by_key: dict[StateKey, list[Mutation]] = defaultdict(list)
    for node in candidates(source):
        if not _runs_before_threads(source, runnable_around(source, node)):
            for change in mutations_of(source, node):
                if _is_common(source, change):
                    changes_by_key[change.key].append(change)
    states: list[SharedState] = []
    for key, changes in changes_by_key.items():
        place = definition(source, key)
        if isinstance(place, PLACES):
            # In the order of the file, so that two runs name the same change first.
            changes.sort(key=lambda change: (change.node.lineno, change.node.col_offset))
            states.append(SharedState(key, place, tuple(changes)))
    return (*states, *_defaults(source))


def _runs_before_threads(source: Source, function: Runnable | None) -> bool:
    """Tell whether code runs before there are threads: outside functions, where a program starts, after a fork."""
    name = getattr(function, "name", "")
    if function is None or name == "__getattr__" or "fork" in name or name in run_at_exit(source):
        return True
    return function in program_starts(source) and function not in thread_paths(source)


@question
def states_by_node(source: Source) -> Mapping[ast.AST, SharedState]:
    """Which shared state is defined where?"""
    return {state.node: state for state in shared_states(source)}


@question
def uses_threads(source: Source) -> bool:
    """Does this file use threads?"""
    if spawns(source):
        return True
    if not any(module.partition(".")[0] in vocabulary(source) for module in THREAD_MODULES):
        return False
    targets = [
        imported.alias.name if isinstance(imported.statement, ast.Import) else imported.target
        for imported in names(source).imports.values()
    ]
    # Of the two kinds of pools in `concurrent.futures` one makes processes, which share nothing.
    modules = THREAD_MODULES if "ThreadPoolExecutor" in vocabulary(source) else THREAD_MODULES - {"concurrent.futures"}
    return any(f"{target}.".startswith(f"{module}.") for target in targets for module in modules)


@question
def run_in_processes(source: Source) -> frozenset[Runnable]:
    """Which functions run in processes of their own, and not in threads?"""
    waiting: list[Runnable] = []
    for call, spawner in calls_to(source, frozenset(PROCESS_SPAWNERS)):
        for keyword, position in PROCESS_SPAWNERS[spawner]:
            work = argument(source, call, keyword, position)
            waiting += functions_behind(source, work) if work is not None else ()
    reached: set[Runnable] = set()
    while waiting:
        function = waiting.pop()
        if function not in reached:
            reached.add(function)
            waiting += [called for _, called in callees(source, function)]
    return frozenset(reached - thread_paths(source).keys())


def serves_requests(source: Source, change: Mutation) -> bool:
    """Tell whether a web framework calls the function around a change, in a thread for each request."""
    function = runnable_around(source, change.node)
    if not isinstance(function, ast.FunctionDef) or not any(module in vocabulary(source) for module in WEB_MODULES):
        return False
    return any(WEB_DECORATOR.fullmatch(name) for name in decorators(source, function))


def _is_common(source: Source, change: Mutation) -> bool:
    """Tell whether a changed state belongs to the module, to a class or to another module, and not to one object."""
    holder, name = change.key
    if isinstance(holder, ast.Module):
        return "." not in name or _is_common_attribute(source, change)
    if not isinstance(holder, ast.ClassDef):
        return False
    if change.kind is Kind.MUTATE or change.index is not None:
        return _belongs_to_class(source, holder, name)
    base = change.place.value if isinstance(change.place, ast.Attribute) else None
    return change.kind is Kind.UPDATE and isinstance(base, ast.Name) and base.id != "self"


def _is_common_attribute(source: Source, change: Mutation) -> bool:
    """Recognise attributes of functions, of imported modules, and of an object that the module makes."""
    root = change.place
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name) or change.key[1].count(".") != 1:
        return False
    known = names(source)
    binder = known.single_binder(root)
    if isinstance(binder, FUNCTIONS):
        return True
    if isinstance(known.single_value(root), ast.Call):
        return change.kind is Kind.UPDATE
    imported = known.imports.get(binder) if binder is not None else None
    if imported is None:
        return False
    attribute = change.key[1].rpartition(".")[2]
    return isinstance(imported.statement, ast.Import) or attribute.isupper() or imported.name in SETTINGS


def _belongs_to_class(source: Source, owner_class: ast.ClassDef, name: str) -> bool:
    """Tell whether a container is made in the class body and never put on an object; some libraries copy it there."""
    if (owner_class, name) in attribute_values(source) or not container_type(source, (owner_class, name)):
        return False
    hinted = any(
        isinstance(statement, ast.AnnAssign)
        and getattr(statement.target, "id", "") == name
        and last_word(statement.annotation) != "ClassVar"
        for statement in owner_class.body
    )
    return not (hinted and (owner_class.bases or owner_class.decorator_list))


def _defaults(source: Source) -> Iterator[SharedState]:
    """Find defaults that are containers and that their function changes."""
    for arguments in source.nodes(ast.arguments):
        function = source.parents[arguments]
        if MAKING.isdisjoint(map(type, (*arguments.defaults, *arguments.kw_defaults))):
            continue
        for parameter, default in defaults(arguments) if isinstance(function, FUNCTIONS) else ():
            is_container = container_made(source, default)
            changed = tuple(_changes_of_parameter(source, function, parameter)) if is_container else ()  # type: ignore[arg-type]
            if changed:
                yield SharedState((function, parameter.arg), default, changed)


def _changes_of_parameter(source: Source, function: Function, parameter: ast.arg) -> Iterator[Mutation]:
    """Yield the places where a function fills what a parameter holds."""
    for node in own_nodes(function):
        place: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            place = node.func.value
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            place = node.value
        elif isinstance(node, ast.AugAssign):
            place = node.target
        if isinstance(place, ast.Name) and place.id == parameter.arg:
            # A name that was bound anew no longer holds what the parameter was given.
            bindings = definitions(source, place)
            if [one for one in bindings if not isinstance(source.parents.get(one), ast.AugAssign)] == [parameter]:
                yield Mutation(node, (function, parameter.arg), Kind.MUTATE, place)  # type: ignore[arg-type]


# Python runs these when a class is made: registries of subclasses fill themselves so.
AT_IMPORT = frozenset("__init_subclass__ __set_name__ __class_getitem__".split())


def runs_at_import(source: Source, function: ast.AST | None) -> bool:
    """Tell whether a function of this file runs only while modules are imported.

    It is called at the top of this module only, or is a decorator, or is run when a class is made.
    """
    if not isinstance(function, FUNCTIONS):
        return False
    home = owner(source, function)
    is_of_metaclass = home is not None and any(last_name(base) == "type" for base in home.bases)
    if function.name in AT_IMPORT or is_of_metaclass or _is_decorator(source, function):
        return True
    called = callers(source, function)
    return bool(called) and all(
        runnable_around(source, call) is None and not any(map(is_main_guard, source.ancestors(call))) for call in called
    )


def _is_decorator(source: Source, function: Function) -> bool:
    """Recognise a function that gives back the function or class it was called with, or that is used as a decorator."""
    last = function.body[-1]
    parameter_names = {argument.arg for argument in (*function.args.posonlyargs, *function.args.args)} - {"self", "cls"}
    gives_back = isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id in parameter_names
    outer = runnable_around(source, function)
    names_around = {function.name, outer.name if isinstance(outer, FUNCTIONS) else ""}
    return (gives_back and not function.decorator_list) or not names_around.isdisjoint(decorating_names(source) - {""})


@question
def decorating_names(source: Source) -> frozenset[str]:
    """Which names stand in decorators?"""
    definitions: list[Function | ast.ClassDef] = [*functions(source), *source.nodes(ast.ClassDef)]
    parts = [part for definition in definitions for part in definition.decorator_list]
    return frozenset(last_name(part.func if isinstance(part, ast.Call) else part) for part in parts)
