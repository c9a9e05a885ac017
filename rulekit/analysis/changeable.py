"""Statements and calls that may change what a whole process shares, picked out by names alone."""

import ast
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from rulekit.analysis.calling import calls_by_word
from rulekit.analysis.index import FUNCTIONS
from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source
from rulekit.analysis.state import MAKING, container_made
from rulekit.known.threads import MUTATORS

_ASSIGNMENTS = frozenset({ast.Assign, ast.AnnAssign})


def candidates(source: Source) -> list[ast.AST]:
    """Question: which statements and calls may change something that is shared by its name?"""
    words, roots = source.ask(container_words), source.ask(root_words)
    declared = {name for statement in source.nodes(ast.Global) for name in statement.names}
    pairs = _targets(source, declared)
    found = list(dict.fromkeys(node for node, target in pairs if _is_chosen(target, words, roots, declared)))
    for word in MUTATORS if words else ():
        calls = source.ask(calls_by_word).get(word, ())
        found += (
            call for call in calls if isinstance(call.func, ast.Attribute) and last_word(call.func.value) in words
        )
    return found


def _targets(source: Source, declared: AbstractSet[str]) -> list[tuple[ast.AST, ast.expr]]:
    """Give what is assigned or deleted, each with its statement, but for single names that are not declared."""
    statements: Sequence[Any] = source.nodes(ast.Assign, ast.Delete)
    if not declared:
        statements = [one for one in statements if one.targets[0].__class__ is not ast.Name or len(one.targets) > 1]
    steps: Sequence[ast.AugAssign | ast.AnnAssign] = source.nodes(ast.AugAssign, ast.AnnAssign)
    pairs: list[tuple[ast.AST, ast.expr]] = [(one, target) for one in statements for target in one.targets]
    return pairs + [(one, one.target) for one in steps if declared or one.target.__class__ is not ast.Name]


def _is_chosen(target: ast.expr, words: AbstractSet[str], roots: AbstractSet[str], declared: AbstractSet[str]) -> bool:
    kind = target.__class__
    if kind is ast.Name:
        return bool(declared) and target.id in declared  # type: ignore[attr-defined]
    if kind is ast.Attribute:
        return first_word(target) in roots
    if kind is ast.Subscript:
        return bool(words) and last_word(target) in words
    return any(_is_chosen(part, words, roots, declared) for part in getattr(target, "elts", ()))


def container_words(source: Source) -> frozenset[str]:
    """Question: which names do containers have that a module or a class body holds, and other names for them?"""
    found: set[str] = set()
    bodies = [source.tree.body, *(one.body for one in source.nodes(ast.ClassDef))]
    likely: list[Any] = [one for body in bodies for one in body if one.__class__ in _ASSIGNMENTS]
    for statement in [one for one in likely if one.value.__class__ in MAKING]:
        if container_made(source, statement.value):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            found |= {last_word(target) for target in targets if isinstance(target, (ast.Name, ast.Attribute))}
    for assignment in source.nodes(ast.Assign) if found else ():
        if assignment.value.__class__ in {ast.Name, ast.Attribute} and last_word(assignment.value) in found:
            found |= {target.id for target in assignment.targets if isinstance(target, ast.Name)}
    return frozenset(found)


def root_words(source: Source) -> frozenset[str]:
    """Question: which names stand for modules, functions and classes, whose attributes the process shares?"""
    imports = source.ask(names).imports.values()
    imported = {one.name for one in imports if isinstance(one.statement, ast.Import) or one.name.islower()}
    top = {statement.name for statement in source.tree.body if isinstance(statement, (*FUNCTIONS, ast.ClassDef))}
    return frozenset(imported | top | {"cls"})


def last_word(expression: ast.expr) -> str:
    """Give the last name of `shop.orders[0]`: `orders`."""
    while isinstance(expression, ast.Subscript):
        expression = expression.value
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


def first_word(expression: ast.expr) -> str:
    """Give the first name of `shop.orders`: `shop`."""
    while isinstance(expression, (ast.Attribute, ast.Subscript)):
        expression = expression.value
    return getattr(expression, "id", "")
