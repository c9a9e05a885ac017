"""Statements and calls that may change what a whole process shares, picked out by names alone."""

import ast
from collections.abc import Set as AbstractSet

from rulekit.analysis.calling import calls_by_word
from rulekit.analysis.index import FUNCTIONS
from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source
from rulekit.analysis.state import container_made
from rulekit.known.threads import MUTATORS

_SEVERAL = (ast.Assign, ast.Delete)
_KINDS = (*_SEVERAL, ast.AugAssign, ast.AnnAssign)


def candidates(source: Source) -> list[ast.AST]:
    """Question: which statements and calls may change something that is shared by its name?"""
    words, roots = source.ask(container_words), source.ask(root_words)
    declared = {name for statement in source.nodes(ast.Global) for name in statement.names}
    found: list[ast.AST] = []
    for kind in _KINDS:
        for node in source.index.nodes.get(kind, ()):
            targets: list[ast.expr] = node.targets if kind in _SEVERAL else [node.target]  # type: ignore[attr-defined]
            for target in targets:
                if _is_chosen(target, words, roots, declared):
                    found.append(node)
                    break
    for word in MUTATORS if words else ():
        calls = source.ask(calls_by_word).get(word, ())
        found += (
            call for call in calls if isinstance(call.func, ast.Attribute) and last_word(call.func.value) in words
        )
    return found


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
    inside = (statement for one in source.nodes(ast.ClassDef) for statement in one.body)
    for statement in (*source.tree.body, *inside):
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if statement.value.__class__ is not ast.Constant and container_made(source, statement.value):
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
