"""Who calls whom within one file: by name, on `self`, on an object of a class of this file, through a partial."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rulekit.analysis.flow.calls import calls_by_word, words_for
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_values
from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import methods, own_nodes, owner
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source, collected_per, question_per

Runnable = Function | ast.Lambda
RUNNABLES = (*FUNCTIONS, ast.Lambda)


def runnable_around(source: Source, node: ast.AST) -> Runnable | None:
    """Return the function or lambda whose body holds a node."""
    parents, rows = source.parents, source.elif_rows
    around = parents.get(node)
    while around is not None and not isinstance(around, RUNNABLES):
        around = parents.get(rows.get(around, around))
    return around


def class_around(source: Source, node: ast.AST) -> ast.ClassDef | None:
    """Return the class that `self` means here: that of the method around a node, through functions inside it."""
    for around in source.ancestors(node):
        if isinstance(around, FUNCTIONS) and (owner_class := owner(source, around)):
            return owner_class
    return None


@collected_per
def functions_behind(source: Source, expression: ast.expr, depth: int = DEPTH) -> Iterator[Runnable]:
    """Which functions of this file run when the value of an expression is called?"""
    if isinstance(expression, ast.Lambda):
        yield expression
    elif isinstance(expression, ast.Name) and depth > 0:
        for definition in definitions(source, expression):
            yield from _behind_definition(source, definition, depth)
    elif isinstance(expression, ast.Attribute):
        owner_class = _class_before_dot(source, expression.value, depth)
        method = method_of(source, owner_class, expression.attr) if owner_class else None
        yield from (method,) if method else ()
    elif isinstance(expression, ast.Call) and depth > 0:
        yield from _behind_call(source, expression, depth)


def class_of(source: Source, expression: ast.expr, depth: int = DEPTH) -> ast.ClassDef | None:
    """Return the class of this file that a value is an object of."""
    if isinstance(expression, ast.Call):
        return class_named(source, expression.func)
    if isinstance(expression, ast.Name) and depth > 0:
        if expression.id in {"self", "cls"}:
            return class_around(source, expression)
        return _the_same(_class_bound(source, definition, depth) for definition in definitions(source, expression))
    if (
        isinstance(expression, ast.Attribute)
        and depth > 0
        and (owner_class := class_of(source, expression.value, depth - 1))
    ):
        values = attribute_values(source).get((owner_class, expression.attr), ())
        return _the_same(class_of(source, value, depth - 1) for value in values if not isinstance(value, ast.Constant))
    return None


def _the_same(classes: Iterable[ast.ClassDef | None]) -> ast.ClassDef | None:
    """Return the class on which all agree; the first doubt ends the search, which may branch at every step."""
    agreed: ast.ClassDef | None = None
    for candidate in classes:
        if candidate is None or candidate is not (agreed or candidate):
            return None
        agreed = candidate
    return agreed


def class_named(source: Source, expression: ast.expr) -> ast.ClassDef | None:
    """Return the class of this file that a name means."""
    binder = names(source).single_binder(expression)
    return binder if isinstance(binder, ast.ClassDef) else None


def method_of(source: Source, owner_class: ast.ClassDef, name: str) -> Function | None:
    """Find a method in a class or in those of this file above it."""
    own = methods(source, owner_class).get(name)
    if own is not None:
        return own[0]
    inherited = (methods(source, above).get(name, ()) for above in classes_above(source, owner_class))
    return next((method for named in inherited for method in named), None)


def callees(source: Source, function: Runnable) -> Iterator[tuple[ast.Call, Runnable]]:
    """Yield the functions of this file that a function calls, with the calls."""
    for node in own_nodes(function):
        if isinstance(node, ast.Call):
            for called in (*functions_behind(source, node.func), *_constructor(source, node)):
                yield node, called


def callers(source: Source, function: Runnable) -> tuple[ast.Call, ...]:
    """Return the calls of this file that call a function by its name or another name for it."""
    word = getattr(function, "name", "")
    words = words_for(source, frozenset({word})) if word else ()
    return tuple(call for alias in words for call in _calls_of_word(source, alias).get(function, ()))


@question_per
def _calls_of_word(source: Source, word: str) -> Mapping[Runnable, Sequence[ast.Call]]:
    """Which of the calls written with a word call which function?"""
    found: defaultdict[Runnable, list[ast.Call]] = defaultdict(list)
    for call in calls_by_word(source).get(word, ()):
        for function in functions_behind(source, call.func):
            found[function].append(call)
    return found


def _behind_definition(source: Source, definition: ast.AST, depth: int) -> tuple[Runnable, ...]:
    if isinstance(definition, FUNCTIONS):
        return (definition,)
    value = names(source).value(definition)
    return functions_behind(source, value, depth - 1) if value is not None else ()


def _behind_call(source: Source, call: ast.Call, depth: int) -> tuple[Runnable, ...]:
    """Look into `partial(work, 1)`, and into a function that makes and returns another."""
    if names(source).resolve(call.func) in {"functools.partial", "functools.partialmethod"} and call.args:
        return functions_behind(source, call.args[0], depth - 1)
    functions: list[Runnable] = []
    for maker in functions_behind(source, call.func, depth - 1):
        for node in own_nodes(maker) if isinstance(maker, FUNCTIONS) else ():
            if isinstance(node, ast.Return) and isinstance(node.value, (ast.Name, ast.Lambda)):
                functions += functions_behind(source, node.value, depth - 1)
    return tuple(functions)


def _constructor(source: Source, call: ast.Call) -> tuple[Runnable, ...]:
    owner_class = class_named(source, call.func)
    method = method_of(source, owner_class, "__init__") if owner_class else None
    return (method,) if method else ()


def _class_before_dot(source: Source, base: ast.expr, depth: int) -> ast.ClassDef | None:
    if isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "super":
        return class_around(source, base)
    return class_named(source, base) or (class_of(source, base, depth - 1) if depth > 0 else None)


def _class_bound(source: Source, definition: ast.AST, depth: int) -> ast.ClassDef | None:
    if isinstance(definition, ast.arg):
        return class_named(source, definition.annotation) if definition.annotation else None
    value = names(source).value(definition)
    parent = source.parents.get(definition)
    if value is None and isinstance(parent, ast.withitem):
        value = parent.context_expr
    return class_of(source, value, depth - 1) if value is not None else None
