"""Statements and calls that may change what a whole process shares, picked out by names alone."""

import ast
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from rulekit.analysis.flow.arguments import arguments_passed, returned_values
from rulekit.analysis.flow.calls import calls_by_word, other_words
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.threads.shared_state import MAKING, container_made
from rulekit.known.threads import MUTATORS

_ASSIGNMENTS = frozenset({ast.Assign, ast.AnnAssign})


@question
def candidates(source: Source) -> list[ast.AST]:
    """Which statements and calls may change something that is shared by its name?"""
    words, roots = container_words(source), root_words(source)
    declared = {name for statement in source.nodes(ast.Global) for name in statement.names}
    pairs = _assigned_targets(source, declared)
    nodes = list(dict.fromkeys(node for node, target in pairs if _is_chosen(target, words, roots, declared)))
    for word in MUTATORS if words else ():
        calls = calls_by_word(source).get(word, ())
        nodes += (
            call for call in calls if isinstance(call.func, ast.Attribute) and last_word(call.func.value) in words
        )
    nodes += [call for call, method in bound_mutators(source) if last_word(method.value) in words]
    return nodes + [call for call, place in fillings(source) if last_word(place) in words]


@question
def fillings(source: Source) -> tuple[tuple[ast.Call, ast.expr], ...]:
    """Which calls fill a container by way of a function of this file, and which one?

    In `keep(orders, order)` the function fills its parameter, in `orders_of_today().append(order)` it gives it back.
    """
    pairs: list[tuple[ast.Call, ast.expr]] = []
    by_word = calls_by_word(source)
    for word in sorted(MUTATORS & by_word.keys()):
        for call in by_word[word]:
            base = call.func.value if isinstance(call.func, ast.Attribute) else None
            if isinstance(base, ast.Call):
                pairs += ((call, place) for place in returned_values(source, base) if isinstance(place, ast.Name))
            parameter = names(source).single_binder(base)
            if isinstance(parameter, ast.arg):
                passed = arguments_passed(source, parameter)
                pairs += ((call, place) for call, place in passed if isinstance(place, ast.Name))
    return tuple(pairs)


@question
def bound_mutators(source: Source) -> tuple[tuple[ast.Call, ast.Attribute], ...]:
    """Which calls go to a method of a container by another name, as in `add = orders.append`?"""
    known, calls = names(source), []
    others = other_words(source)
    for alias in MUTATORS.union(*(others[word] for word in MUTATORS & others.keys())):
        for call in calls_by_word(source).get(alias, ()):
            method = known.single_value(call.func)
            if isinstance(method, ast.Attribute) and method.attr in MUTATORS:
                calls.append((call, method))
    return tuple(calls)


def _assigned_targets(source: Source, declared: AbstractSet[str]) -> list[tuple[ast.AST, ast.expr]]:
    """Return what is assigned or deleted, each with its statement, but for single names that are not declared."""
    statements: Sequence[Any] = source.nodes(ast.Assign, ast.Delete)
    if not declared:
        statements = [
            statement
            for statement in statements
            if statement.targets[0].__class__ is not ast.Name or len(statement.targets) > 1
        ]
    steps: Sequence[ast.AugAssign | ast.AnnAssign] = source.nodes(ast.AugAssign, ast.AnnAssign)
    pairs: list[tuple[ast.AST, ast.expr]] = [
        (statement, target) for statement in statements for target in statement.targets
    ]
    return pairs + [
        (statement, statement.target) for statement in steps if declared or statement.target.__class__ is not ast.Name
    ]


def _is_chosen(target: ast.expr, words: AbstractSet[str], roots: AbstractSet[str], declared: AbstractSet[str]) -> bool:
    kind = target.__class__
    if kind is ast.Name:
        return bool(declared) and target.id in declared  # type: ignore[attr-defined]
    if kind is ast.Attribute:
        return first_word(target) in roots
    if kind is ast.Subscript:
        return bool(words) and last_word(target) in words
    return any(_is_chosen(part, words, roots, declared) for part in getattr(target, "elts", ()))


@question
def container_words(source: Source) -> frozenset[str]:
    """Which names do containers have that a module or a class body holds, and other names for them?"""
    words: set[str] = set()
    bodies = [source.tree.body, *(definition.body for definition in source.nodes(ast.ClassDef))]
    likely: list[Any] = [statement for body in bodies for statement in body if statement.__class__ in _ASSIGNMENTS]
    for target, value in _assigned_pairs(likely):
        is_place = isinstance(target, (ast.Name, ast.Attribute))
        if is_place and value.__class__ in MAKING and container_made(source, value):
            words.add(last_word(target))
    for assignment in source.nodes(ast.Assign) if words else ():
        if assignment.value.__class__ in {ast.Name, ast.Attribute} and last_word(assignment.value) in words:
            words |= {target.id for target in assignment.targets if isinstance(target, ast.Name)}
    return frozenset(words)


def _assigned_pairs(statements: Sequence[Any]) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what assignments bind, with what they bind to it; `a, b = [], {}` binds two things."""
    for statement in statements:
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                yield from zip(target.elts, statement.value.elts, strict=False)
            elif statement.value is not None:
                yield target, statement.value


@question
def root_words(source: Source) -> frozenset[str]:
    """Which names stand for modules, functions, classes and objects whose attributes the process shares?"""
    imports = names(source).imports.values()
    imported = {
        imported_name.name
        for imported_name in imports
        if isinstance(imported_name.statement, ast.Import) or imported_name.name.islower()
    }
    top = {statement.name for statement in source.tree.body if isinstance(statement, (*FUNCTIONS, ast.ClassDef))}
    calls = [
        statement
        for statement in source.tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
    ]
    objects = {target.id for statement in calls for target in statement.targets if isinstance(target, ast.Name)}
    return frozenset(imported | top | objects | {"cls"})


def last_word(expression: ast.expr) -> str:
    """Return the last name of `shop.orders[0]`: `orders`."""
    while isinstance(expression, ast.Subscript):
        expression = expression.value
    return last_name(expression)


def first_word(expression: ast.expr) -> str:
    """Return the first name of `shop.orders`: `shop`."""
    while isinstance(expression, (ast.Attribute, ast.Subscript)):
        expression = expression.value
    return getattr(expression, "id", "")
