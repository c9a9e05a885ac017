"""How values pass between the functions of one file: what a call gives back, and what calls hand to a parameter.

A value that a guard has looked at on the way is left out: whoever checks it makes it harmless for the other side.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import Runnable, callers, class_named, functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word
from rulekit.analysis.flow.guards import Guards
from rulekit.analysis.names.functions import decorators, own_nodes, owner
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.source import Source

MOST_CALLS = 30


def given_back(source: Source, call: ast.Call) -> Iterator[ast.expr]:
    """Give what the functions of this file behind a call return, unless a guard has looked at it before."""
    for function in functions_behind(source, call.func):
        if isinstance(function, ast.Lambda):
            yield function.body
            continue
        for node in own_nodes(function):
            if isinstance(node, ast.Return) and node.value and not _is_looked_at(source, node.value, node):
                yield node.value


def handed_in(source: Source, parameter: ast.arg) -> Iterator[ast.expr]:
    """Give what the calls of this file hand to a parameter, unless a guard has looked at it before."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, FUNCTIONS):
        return
    for call in _calls_of(source, function)[:MOST_CALLS]:
        given = bound(source, call, parameter)
        if given is not None and not isinstance(given, ast.Constant) and not _is_looked_at(source, given, call):
            yield given


def bound(source: Source, call: ast.Call, parameter: ast.arg) -> ast.expr | None:
    """Give what a call hands to a parameter of the function that it calls."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, (*FUNCTIONS, ast.Lambda)):
        return None
    positional = [*function.args.posonlyargs, *function.args.args]
    if parameter not in positional:
        return argument(source, call, parameter.arg)
    place = positional.index(parameter) - _skipped(source, function, call)
    return argument(source, call, parameter.arg, place) if place >= 0 else None


def _skipped(source: Source, function: Runnable, call: ast.Call) -> int:
    """Count the parameters before those that a call fills: `self` and `cls`."""
    home = owner(source, function) if isinstance(function, FUNCTIONS) else None
    if home is None or "builtins.staticmethod" in decorators(source, function):  # type: ignore[arg-type]
        return 0
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    return 0 if base is not None and class_named(source, base) is home and not _is_of_class(source, function) else 1


def _is_of_class(source: Source, function: Runnable) -> bool:
    return isinstance(function, FUNCTIONS) and "builtins.classmethod" in decorators(source, function)


def _calls_of(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[ast.Call, ...]:
    home = owner(source, function) if function.name == "__init__" else None
    if home is None:
        return callers(source, function)
    named = calls_by_word(source).get(home.name, ())
    return tuple(call for call in named if class_named(source, call.func) is home)


def _is_looked_at(source: Source, value: ast.expr, place: ast.AST) -> bool:
    called = {node.func for node in walk(value) if isinstance(node, ast.Call)}
    words = {node.id for node in walk(value) if isinstance(node, ast.Name) and node not in called} - {"self", "cls"}
    return Guards(source, frozenset({ast.unparse(value), *words})).stand_before(place)
