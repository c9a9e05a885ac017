"""Exceptions of the two widest classes: where one is raised, given to others, or made and left."""

import ast
import enum
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rulekit.analysis.flow.arguments import bound
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import calls_by_word, calls_to, words_for
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.generic import GENERIC, THROWERS, WRAPPERS

_WORDS = frozenset(name.rpartition(".")[2] for name in GENERIC)
_CONTAINERS = (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.keyword, ast.Starred)


class Use(enum.Enum):
    """What becomes of an exception."""

    RAISED = "raised"
    RETURNED = "returned"
    THROWN = "thrown"
    FORGOTTEN = "forgotten"
    KEPT = "kept"


class Generic(NamedTuple):
    """An exception that says nothing: where it is used, the qualified name of its class, and how it is used."""

    node: ast.AST
    target: str
    use: Use


@question
def generic_errors(source: Source) -> tuple[Generic, ...]:
    """Where are exceptions of the widest classes raised or made?"""
    if "Exception" not in vocabulary(source):
        return ()
    found: dict[ast.AST, Generic] = {}
    for one in (*_raised_classes(source), *_made(source), *_handed_on(source)):
        found.setdefault(one.node, one)
    return tuple(found.values())


def _raised_classes(source: Source) -> Iterator[Generic]:
    """Find `raise Exception` without a call."""
    words: frozenset[str] | None = None
    for statement in source.nodes(ast.Raise):
        raised = statement.exc
        if isinstance(raised, (ast.Name, ast.Attribute)):
            words = words if words is not None else words_for(source, _WORDS)
            if (raised.id if isinstance(raised, ast.Name) else raised.attr) in words:
                target = names(source).resolve(raised)
                if target in GENERIC:
                    yield Generic(statement, target, Use.RAISED)


def _handed_on(source: Source) -> Iterator[Generic]:
    """Find `fail(Exception, "no tea")`, where `fail` raises the class that it is given."""
    for statement in source.nodes(ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        parameter, function = names(source).single_binder(raised), enclosing_function(source, statement)
        if not isinstance(parameter, ast.arg) or function is None:
            continue
        for call in callers(source, function):
            target = names(source).resolve(bound(source, call, parameter))
            if target in GENERIC:
                yield Generic(call, target, Use.RAISED)


def _made(source: Source) -> Iterator[Generic]:
    by_word = calls_by_word(source)
    if not _WORDS.isdisjoint(by_word) or "" in by_word or words_for(source, _WORDS) != _WORDS:
        for call, target in calls_to(source, GENERIC):
            for node, use in _uses(source, call):
                yield Generic(node, target, use)


def _uses(source: Source, call: ast.Call) -> Iterator[tuple[ast.AST, Use]]:
    """Tell what becomes of an exception that a call makes, also of one that goes by a name first."""
    top = _outermost(source, call)
    parent = source.parents[top]
    named = _name_for(parent, top)
    if named is not None:
        later = list(_later_uses(source, named))
        yield from later or [(call, Use.KEPT)]
        return
    use = _use_in(source, parent, top)
    if use is not None:
        yield (parent if use is Use.RAISED else call), use


def _use_in(source: Source, parent: ast.AST, value: ast.AST) -> Use | None:
    if isinstance(parent, ast.Raise):
        return Use.RAISED if parent.exc is value else None
    if isinstance(parent, ast.Expr):
        return Use.FORGOTTEN
    while isinstance(parent, _CONTAINERS):
        value, parent = parent, source.parents[parent]
    if isinstance(parent, ast.Call):
        return _use_of_argument(source, parent) if parent.func is not value else None
    if isinstance(parent, (ast.Return, ast.Yield)) or (isinstance(parent, ast.Lambda) and parent.body is value):
        return Use.RETURNED
    return Use.KEPT if isinstance(parent, (ast.Assign, ast.AnnAssign)) else None


def _use_of_argument(source: Source, call: ast.Call) -> Use | None:
    if called_name(call) in THROWERS:
        return Use.THROWN
    return None if (names(source).resolve(call.func) or "").startswith("builtins.") else Use.KEPT


def _outermost(source: Source, node: ast.AST) -> ast.AST:
    """Climb through choices and `.with_traceback(...)`, which hand the exception on as it is."""
    while True:
        parent = source.parents[node]
        if isinstance(parent, ast.Attribute) and parent.attr in WRAPPERS:
            around = source.parents[parent]
            if not isinstance(around, ast.Call):
                return node
            node = around
        elif isinstance(parent, ast.BoolOp) or (isinstance(parent, ast.IfExp) and parent.test is not node):
            node = parent
        else:
            return node


def _name_for(parent: ast.AST, value: ast.AST) -> ast.Name | None:
    """Give the name that an exception is bound to."""
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        return target if isinstance(target, ast.Name) else None
    if isinstance(parent, (ast.AnnAssign, ast.NamedExpr)) and parent.value is value:
        return parent.target if isinstance(parent.target, ast.Name) else None
    return None


def _later_uses(source: Source, binder: ast.Name) -> Iterator[tuple[ast.AST, Use]]:
    """Find where what a name was bound to here is raised or returned."""
    statements: Sequence[ast.Raise | ast.Return] = source.nodes(ast.Raise, ast.Return)
    for statement in statements:
        value = statement.exc if isinstance(statement, ast.Raise) else statement.value
        if isinstance(value, ast.Call) and called_name(value) in WRAPPERS and isinstance(value.func, ast.Attribute):
            value = value.func.value
        if isinstance(value, ast.Name) and value.id == binder.id and binder in definitions(source, value):
            yield statement, Use.RAISED if isinstance(statement, ast.Raise) else Use.RETURNED
