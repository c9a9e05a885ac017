"""Looks: where an expression reads a shared state, itself, by a variable, or by a function that it calls."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import Runnable, functions_behind, runnable_around
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, collected_per
from rulekit.analysis.threads.mutations import mutations
from rulekit.analysis.threads.shared_state import StateKey, key_of
from rulekit.model.late import dataclass

DEPTH = 3


@dataclass(frozen=True)
class Look:
    """A place that reads a state: of which object, which item of it, and whether only to see if there is such a thing.

    Where a function does the reading, the place is the call of it.
    """

    node: ast.expr
    holder: str
    item: ast.expr | None = None
    is_membership: bool = False


@collected_per
def looks_at(source: Source, expression: ast.expr, key: StateKey, depth: int = DEPTH) -> Iterator[Look]:
    """Yield the looks at a state on which the value of an expression depends."""
    word = key[1].rpartition(".")[2]
    function = runnable_around(source, expression)
    is_membership = _asks_for_none(expression)
    for node in walk(expression):
        if not isinstance(node, (ast.Name, ast.Attribute, ast.Call)):
            continue
        if not isinstance(node, ast.Name) and depth > 0 and (functions := _functions_run(source, node)):
            yield from _looks_of_functions(source, node, functions, key, depth - 1)
        elif isinstance(node, ast.Call):
            continue
        elif last_name(node) == word and isinstance(node.ctx, ast.Load) and key_of(source, node) == key:
            yield _look(source, node, is_membership)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and depth > 0:
            for definition in definitions(source, node):
                value = names(source).value(definition)
                if value is not None and runnable_around(source, definition) is function:
                    for look in looks_at(source, value, key, depth - 1):
                        yield Look(look.node, look.holder, look.item, look.is_membership or is_membership)


def holder_of(place: ast.expr) -> str:
    """Return the object that has a state, as text; a state without an object has none."""
    return ast.unparse(place.value) if isinstance(place, ast.Attribute) else ""


def at_call(
    source: Source, call: ast.Call | ast.Attribute, holder: str, item: ast.expr | None
) -> tuple[str, ast.expr | None]:
    """Say in the words of a caller which object and which item a function, or a property, is about."""
    called = call.func if isinstance(call, ast.Call) else call
    if holder == "self" and isinstance(called, ast.Attribute):
        holder = ast.unparse(called.value)
    parameter = names(source).single_binder(item)
    is_passed = isinstance(parameter, ast.arg) and isinstance(call, ast.Call)
    passed = argument_for(source, call, parameter) if is_passed else None  # type: ignore[arg-type]
    return holder, passed if passed is not None else item


def _look(source: Source, node: ast.Name | ast.Attribute, is_membership: bool) -> Look:
    """Read `pieces[article]`, `pieces.get(article)`, `article in pieces`, and `pieces` alone."""
    holder, parent = holder_of(node), source.parents.get(node)
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return Look(node, holder, parent.slice, is_membership)
    if isinstance(parent, ast.Attribute) and parent.attr == "get":
        call = source.parents.get(parent)
        item = call.args[0] if isinstance(call, ast.Call) and call.args else None
        return Look(node, holder, item, is_membership)
    if (
        isinstance(parent, ast.Compare)
        and node in parent.comparators
        and isinstance(parent.ops[0], (ast.In, ast.NotIn))
    ):
        return Look(node, holder, parent.left, True)
    return Look(node, holder, None, is_membership)


def _asks_for_none(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Is, ast.IsNot))


def _functions_run(source: Source, node: ast.Attribute | ast.Call) -> tuple[Runnable, ...]:
    """Return the functions of this file that run where a node is evaluated: those called, and those of a property."""
    if isinstance(node, ast.Call):
        return functions_behind(source, node.func)
    functions = functions_behind(source, node)
    return tuple(f for f in functions if isinstance(f, FUNCTIONS) and any(map(_is_property, f.decorator_list)))


def _is_property(decorator: ast.expr) -> bool:
    return last_name(decorator) in {"property", "cached_property"}


def _looks_of_functions(
    source: Source, node: ast.Attribute | ast.Call, functions: tuple[Runnable, ...], key: StateKey, depth: int
) -> Iterator[Look]:
    """Yield the looks of functions that only look: in what they return, and in the tests that decide on that."""
    if any(_changes(source, function, key) for function in functions):
        return
    is_dropped = isinstance(source.parents.get(node), ast.Expr)
    for expression in (part for function in functions for part in _what_counts(function, is_dropped)):
        for look in looks_at(source, expression, key, depth):
            holder, item = at_call(source, node, look.holder, look.item)
            yield Look(node, holder, item, look.is_membership)


def _what_counts(function: Runnable, is_dropped: bool) -> Iterator[ast.expr]:
    """Yield what decides on the outcome of a function; where nobody takes its value, only whether it raises."""
    if isinstance(function, ast.Lambda):
        yield function.body
        return
    for node in own_nodes(function):
        if isinstance(node, ast.Return) and node.value is not None and not is_dropped:
            yield node.value
        leaving = (ast.Raise,) if is_dropped else (ast.Raise, ast.Return)
        if isinstance(node, ast.If) and any(isinstance(inner, leaving) for inner in walk(node)):
            yield node.test


def _changes(source: Source, function: Runnable, key: StateKey) -> bool:
    """Tell whether a function changes the state itself: then it is no look, but a step that was made in one go."""
    return any(change.key == key and runnable_around(source, change.node) is function for change in mutations(source))
