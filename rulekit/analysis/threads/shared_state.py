"""State that outlives a function's call: globals, variables of an outer function, attributes of objects and classes."""

import ast
from collections.abc import Iterator, Mapping
from functools import partial

from rulekit.analysis.flow.call_graph import class_named, runnable_around
from rulekit.analysis.flow.calls import words_for
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_hints, attribute_values, type_named
from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import enclosing_function, full_name
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.vocabulary import attributes_by_word
from rulekit.analysis.threads.spawns import object_class, thread_arguments
from rulekit.known.threads import CONTAINERS

StateKey = tuple[ast.AST, str]

DISPLAYS: Mapping[type, str] = {
    ast.List: "builtins.list",
    ast.ListComp: "builtins.list",
    ast.Dict: "builtins.dict",
    ast.DictComp: "builtins.dict",
    ast.Set: "builtins.set",
    ast.SetComp: "builtins.set",
}
MAKING = frozenset({*DISPLAYS, ast.Call, ast.BinOp})
_CONTAINER_WORDS = frozenset(name.rpartition(".")[2] for name in CONTAINERS)
_HINTS: Mapping[str | None, str] = {
    "typing.List": "builtins.list",
    "typing.Dict": "builtins.dict",
    "typing.Set": "builtins.set",
    "typing.DefaultDict": "collections.defaultdict",
    "typing.Deque": "collections.deque",
}


def own_key(source: Source, name: ast.Name) -> StateKey | None:
    """Return the scope that binds a name, and the name."""
    known = names(source)
    holding_scope = known.binding_scope(name.id, known.scope_of(name))
    return (holding_scope.node, name.id) if holding_scope else None


def key_of(source: Source, expression: ast.expr, depth: int = DEPTH) -> StateKey | None:
    """Return the holder of a state (module, function or class) and its name there.

    Another local name for it counts as itself, a parameter of a thread's function as what was handed over.
    """
    if isinstance(expression, ast.Name) and depth > 0:
        return _key_of_name(source, expression, depth)
    if isinstance(expression, ast.Attribute) and depth > 0:
        return _key_of_attribute(source, expression, depth)
    return None


@question_per
def container_type(source: Source, key: StateKey) -> str | None:
    """Which type has the container that a state always is? `None` as a first value does not count."""
    values = [
        value
        for value in definition_values(source, key)
        if not (isinstance(value, ast.Constant) and value.value is None)
    ]
    types = {type_name for value in values if (type_name := container_made(source, value))}
    return _container_hinted(source, key) or (types.pop() if len(types) == 1 else None)


def container_made(source: Source, value: ast.AST) -> str | None:
    """Return the type of the container that an expression makes."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        value = value.left
    if isinstance(value, ast.Call):
        if last_name(value.func) not in container_calls(source):
            return None
        called = names(source).resolve(value.func)
        return called if called in CONTAINERS else None
    return DISPLAYS.get(type(value))


@question
def container_calls(source: Source) -> frozenset[str]:
    """Under which words are containers made here?"""
    return words_for(source, _CONTAINER_WORDS)


@question_per
def definition_values(source: Source, key: StateKey) -> tuple[ast.AST, ...]:
    """Which expressions are put into a state? Where one cannot be told, its binder stands for it."""
    known = names(source)
    assigned = attribute_values(source).get(key, ())
    binders = _stores(source, key) if isinstance(key[0], ast.Module) and "." in key[1] else _binders(source, key)
    values: list[ast.AST] = [known.value(binder) or binder for binder in binders]
    return (*values, *(value for value in assigned if not _needs_value(source, value)))


@question_per
def definition(source: Source, key: StateKey) -> ast.AST | None:
    """Which node first binds a state? Of an attribute that is only counted on, its object.

    Outside of functions comes first, then the first by name, which stays the same when functions are moved.
    """
    if binders := [*_binders(source, key)]:
        return min(binders, key=partial(_rank, source)) if len(binders) > 1 else binders[0]
    stores = _stores(source, key)
    if stores and all(_needs_value(source, store) for store in stores):
        return next(_binders(source, (key[0], key[1].partition(".")[0])), stores[0])
    return min(stores, key=lambda store: (_needs_value(source, store), *_rank(source, store)), default=None)


def _rank(source: Source, node: ast.AST) -> tuple[str, int]:
    function = enclosing_function(source, node)
    return full_name(source, function) if function else "", getattr(node, "lineno", 0)


def _stores(source: Source, key: StateKey) -> list[ast.Attribute]:
    """Return the attributes by which a state is assigned."""
    word = key[1].rpartition(".")[2]
    named = attributes_by_word(source).get(word, ())
    stores = [attribute for attribute in named if isinstance(attribute.ctx, ast.Store)]
    return [store for store in stores if key_of(source, store) == key]


def _key_of_name(source: Source, name: ast.Name, depth: int) -> StateKey | None:
    key = own_key(source, name)
    inner = key is not None and isinstance(key[0], ast.FunctionDef) and key[0] is not runnable_around(source, name)
    if key is None or inner:
        return key
    bindings = definitions(source, name)
    meaning = None
    if len(bindings) == 1 and isinstance(bindings[0], ast.arg):
        meaning = thread_arguments(source).get(bindings[0])
    elif len(bindings) == 1:
        meaning = names(source).value(bindings[0])
    aliased = key_of(source, meaning, depth - 1) if isinstance(meaning, (ast.Name, ast.Attribute)) else None
    return aliased or key


def _key_of_attribute(source: Source, attribute: ast.Attribute, depth: int) -> StateKey | None:
    base = attribute.value
    if isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "type" and base.args:
        base = base.args[0]
    if isinstance(base, ast.Attribute) and base.attr == "__class__":
        base = base.value
    owner_class = class_named(source, base) or object_class(source, base)
    if owner_class is not None:
        value = _given_to_constructor(source, owner_class, attribute.attr)
        if value is not None:
            return key_of(source, value, depth - 1)
        # An attribute counts to the topmost class of this file, so that all classes below mean the same state.
        *_, topmost = (owner_class, *classes_above(source, owner_class))
        return topmost, attribute.attr
    outer = key_of(source, base, depth - 1)
    return (outer[0], f"{outer[1]}.{attribute.attr}") if outer else None


def _given_to_constructor(source: Source, owner_class: ast.ClassDef, name: str) -> ast.expr | None:
    """Return what all threads of a class were handed, where an attribute keeps just that."""
    values = attribute_values(source).get((owner_class, name), ())
    if len(values) != 1 or not isinstance(values[0], ast.Name):
        return None
    bindings = definitions(source, values[0])
    return thread_arguments(source).get(bindings[0]) if len(bindings) == 1 else None


def _binders(source: Source, key: StateKey) -> Iterator[ast.AST]:
    """Yield the nodes that bind a state by its bare name; `x += 1` and `del x` need it to be there."""
    holder, name = key
    known = names(source)
    for holding_scope in known.binding_scopes.get(name, ()):
        if holding_scope.node is holder:
            yield from (binder for binder in known.bindings[holding_scope][name] if not _needs_value(source, binder))


def _needs_value(source: Source, binder: ast.AST) -> bool:
    parent = source.parents.get(binder)
    return isinstance(getattr(binder, "ctx", None), ast.Del) or isinstance(parent, ast.AugAssign)


def _container_hinted(source: Source, key: StateKey) -> str | None:
    hint = attribute_hints(source).get(key)
    for binder in _binders(source, key):
        parent = source.parents.get(binder)
        if isinstance(parent, ast.AnnAssign):
            hint = parent.annotation
        elif isinstance(binder, ast.arg):
            hint = binder.annotation
    named = type_named(source, hint)
    named = _HINTS.get(named, named)
    return named if named in CONTAINERS else None
