"""How values pass between the functions of one file: what a call gives back, and what calls hand to a parameter."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import Runnable, callers, class_named, functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word
from rulekit.analysis.names.functions import decorators, exits, owner
from rulekit.analysis.syntax.index import FUNCTIONS, defaults
from rulekit.analysis.syntax.source import Source

# A bound of the search: of a function that a file calls more often, more calls say nothing new.
MOST_CALLS = 30


def returned_values(source: Source, call: ast.Call) -> Iterator[ast.expr]:
    """Yield what the functions of this file behind a call return."""
    for function in functions_behind(source, call.func):
        if isinstance(function, ast.Lambda):
            yield function.body
        else:
            returns = (node for node in exits(source).get(function, ()) if isinstance(node, ast.Return))
            yield from (node.value for node in returns if node.value is not None)


def arguments_passed(source: Source, parameter: ast.arg) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield the calls of this file that fill a parameter, each with what it hands over; constants are left out."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, FUNCTIONS):
        return
    for call in _callers_of(source, function)[:MOST_CALLS]:
        value = argument_for(source, call, parameter)
        if value is not None and not isinstance(value, ast.Constant):
            yield call, value


def argument_for(source: Source, call: ast.Call, parameter: ast.arg) -> ast.expr | None:
    """Return what a call hands to a parameter of the function that it calls."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, (*FUNCTIONS, ast.Lambda)):
        return None
    positional = [*function.args.posonlyargs, *function.args.args]
    if parameter not in positional:
        return argument(source, call, parameter.arg)
    place = positional.index(parameter) - _skipped(source, function, call)
    return argument(source, call, parameter.arg, place) if place >= 0 else None


def default_of(source: Source, parameter: ast.arg) -> ast.expr | None:
    """Return the default of a parameter."""
    arguments = source.parents[parameter]
    return dict(defaults(arguments)).get(parameter) if isinstance(arguments, ast.arguments) else None


def _skipped(source: Source, function: Runnable, call: ast.Call) -> int:
    """Count the parameters before those that a call fills: `self` and `cls`."""
    owner_class = owner(source, function) if isinstance(function, FUNCTIONS) else None
    if owner_class is None or "builtins.staticmethod" in decorators(source, function):  # type: ignore[arg-type]
        return 0
    # `Order.total(order)` fills `self` itself, `Order.load()` leaves `cls` to the class method.
    is_class_method = isinstance(function, FUNCTIONS) and "builtins.classmethod" in decorators(source, function)
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    return 0 if base is not None and class_named(source, base) is owner_class and not is_class_method else 1


def _callers_of(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[ast.Call, ...]:
    owner_class = owner(source, function) if function.name == "__init__" else None
    if owner_class is None:
        return callers(source, function)
    named = calls_by_word(source).get(owner_class.name, ())
    return tuple(call for call in named if class_named(source, call.func) is owner_class)
