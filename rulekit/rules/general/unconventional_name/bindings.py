"""Names that are bound and are not in snake_case: where, and what speaks for them."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, Scope, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import has_capitals, is_constant_name, is_dunder, snake_case
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.naming import SCIENCE

_MAKERS = frozenset({"compile", "frozenset", "set", "tuple", "Decimal", "Path", "timedelta", "range", "Fraction"})
_FIXED = (
    *(ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp, ast.JoinedStr, ast.FormattedValue),
    *(ast.Load, ast.operator, ast.unaryop, ast.Call, ast.Attribute, ast.Name),
)

_ATTRIBUTE = re.compile(r"self\s*\.\s*(?:[a-z0-9_]+[A-Z]|_*[A-Z]\w*[a-z])")

Binder = ast.Name | ast.ExceptHandler | ast.MatchAs | ast.MatchStar


@dataclass(frozen=True)
class Bound:
    """A name with capitals, the scope that holds it, and what binds it there, in the order of the text."""

    name: str
    scope: Scope
    binders: Sequence[ast.AST]


@question
def names_with_capitals(source: Source) -> Sequence[Bound]:
    """Which names have capitals, in each scope that binds them?"""
    known = names(source)
    return [
        Bound(name, scope, known.bindings[scope][name])
        for name, scopes in known.binding_scopes.items()
        if not name.islower() and has_capitals(name) and not is_dunder(name)
        for scope in scopes
        if known.binding_scope(name, scope) is scope
    ]


def functions_to_judge(source: Source) -> Iterator[Function]:
    """Yield the first function of each name with capitals in each block."""
    for bound in names_with_capitals(source):
        function = next((binder for binder in bound.binders if isinstance(binder, FUNCTIONS)), None)
        if function is not None:
            yield function


def parameters_to_judge(source: Source) -> Iterator[ast.arg]:
    """Yield the parameters whose names have capitals."""
    for bound in names_with_capitals(source):
        yield from (binder for binder in bound.binders if isinstance(binder, ast.arg))


def variables_to_judge(source: Source) -> Iterator[Binder]:
    """Yield the first binding of each variable that is not in snake_case, in each scope that holds it."""
    for bound in names_with_capitals(source):
        at_top = isinstance(bound.scope.node, (ast.Module, ast.ClassDef))
        others = any(isinstance(binder, (ast.arg, ast.alias, *FUNCTIONS, ast.ClassDef)) for binder in bound.binders)
        if others or (at_top and is_constant_name(bound.name)):
            continue
        binders = [
            binder
            for binder in bound.binders
            if isinstance(binder, Binder) and not isinstance(getattr(binder, "ctx", None), ast.Del)
        ]
        first = min(binders, key=lambda binder: binder.lineno, default=None)
        if first is not None and type(source.parents[first]).__name__ != "TypeAlias":
            yield first


def attributes_to_judge(source: Source) -> Iterator[tuple[ast.Attribute, ast.ClassDef]]:
    """Yield the first binding of each attribute of `self` that is neither in snake_case nor a constant."""
    if not _ATTRIBUTE.search(source.text):
        return
    bindings, scopes = names(source).bindings, scopes_by_node(source)
    seen: set[tuple[ast.ClassDef, str]] = set()
    written = [
        attribute
        for attribute in source.nodes(ast.Attribute)
        if not attribute.attr.islower() and attribute.ctx.__class__ is ast.Store
    ]
    for attribute in sorted(written, key=lambda attribute: attribute.lineno):
        name = attribute.attr
        is_fine = not has_capitals(name) or is_constant_name(name) or is_dunder(name)
        holder = None if is_fine else _class_of_self(source, attribute)
        if holder is not None and (holder, name) not in seen:
            seen.add((holder, name))
            # Where a class body of this file has the name already, it is judged there.
            if not any(name in bindings[scopes[above]] for above in (holder, *classes_above(source, holder))):
                yield attribute, holder


def _class_of_self(source: Source, attribute: ast.Attribute) -> ast.ClassDef | None:
    """Return the class whose method binds an attribute of its first parameter."""
    for around in source.ancestors(attribute):
        if isinstance(around, FUNCTIONS):
            first = (*around.args.posonlyargs, *around.args.args)[:1]
            is_self = first and isinstance(attribute.value, ast.Name) and first[0].arg == attribute.value.id
            return owner(source, around) if is_self else None
    return None


@question
def scopes_by_node(source: Source) -> Mapping[ast.AST, Scope]:
    """Which scope does each module, class and function open?"""
    return {scope.node: scope for scope in source.index.scopes}


def class_around(source: Source, binder: ast.AST) -> ast.ClassDef | None:
    """Return the class in whose body a name is bound."""
    node = names(source).scope_of(binder).node
    return node if isinstance(node, ast.ClassDef) else None


@question
def is_scientific(source: Source) -> bool:
    """Is this a notebook, or does the file import a library for numbers?"""
    if source.role == "notebook":
        return True
    return any(imported.target.partition(".")[0] in SCIENCE for imported in names(source).imports.values())


def only_constants(source: Source, name: ast.Name) -> bool:
    """Tell whether a name is bound to a value that is written out, or made of constants."""
    statement = source.statement(name)
    value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
    return value is not None and all(_is_fixed(source, node) for node in walk(value))


def _is_fixed(source: Source, node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        is_called = isinstance(source.parents[node], (ast.Call, ast.Attribute))
        return is_constant_name(node.id) or is_called
    if isinstance(node, ast.Call):
        word = last_name(node.func)
        return word in _MAKERS
    return isinstance(node, _FIXED)


def binds_alias(source: Source, name: ast.Name) -> bool:
    """Tell whether a name is bound to something of the same words."""
    value = names(source).value(name)
    word = last_name(value)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "getattr":
        word = next(
            (
                argument.value
                for argument in value.args
                if isinstance(argument, ast.Constant) and argument.value == name.id
            ),
            "",
        )
    return word == name.id or (bool(word) and snake_case(word) == snake_case(name.id))
