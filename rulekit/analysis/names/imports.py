"""Imports: which packages a file imports, which names no code reads, and where an import may fail."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS, Scope
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.syntax.vocabulary import names_by_word

Statement = ast.Import | ast.ImportFrom
IMPORTS = (ast.Import, ast.ImportFrom)


@question
def imported_packages(source: Source) -> frozenset[str]:
    """Which top-level packages does the file import?"""
    plain = {alias.name.partition(".")[0] for statement in source.nodes(ast.Import) for alias in statement.names}
    origins = [statement for statement in source.nodes(ast.ImportFrom) if statement.names]
    return frozenset(
        plain | {("." * statement.level + (statement.module or "")).partition(".")[0] for statement in origins}
    )


@question
def unread_imports(source: Source) -> Mapping[ast.alias, str]:
    """Which imported names does no code read, by their pieces of the import statement?

    Text that may use a name (an annotation in quotes, `__all__`, a comment) is left to others.
    """
    if not source.nodes(*IMPORTS):
        return {}
    known, written = names(source), names_by_word(source)
    unread: dict[str, dict[Scope, list[ast.alias]]] = {}
    for imported in known.imports.values():
        at_top = source.parents[imported.statement] is source.tree
        scope = known.module if at_top else known.binding_scope(imported.name, known.scope_of(imported.statement))
        if scope is not None and imported.name != "*":
            unread.setdefault(imported.name, {}).setdefault(scope, []).append(imported.alias)
    for word, scopes in unread.items():
        for name in (name for name in written.get(word, ()) if is_read(source, name)):
            if len(known.binding_scopes[word]) == 1 and known.module in scopes:
                scopes.clear()
            for scope in _scopes_read(source, name) if scopes else ():
                scopes.pop(scope, None)
            if not scopes:
                break
    return {alias: name for name, scopes in unread.items() for aliases in scopes.values() for alias in aliases}


def is_read(source: Source, name: ast.Name) -> bool:
    """Tell whether a name is read; `x += 1` reads, and `del x` counts, because somebody thought of the name."""
    return name.ctx.__class__ is not ast.Store or isinstance(source.parents[name], ast.AugAssign)


def _scopes_read(source: Source, name: ast.Name) -> Iterator[Scope]:
    """Yield the scopes whose binding a name may read.

    A class body in which the name is not surely bound, and a function that binds it only later, read it from outside.
    """
    known = names(source)
    scope = known.scope_of(name)
    if isinstance(scope.node, COMPREHENSIONS) and scope.outer and isinstance(scope.outer.node, ast.ClassDef):
        yield scope.outer  # Python looks past the class here, but whoever wrote it there meant the name of the class
    binding_scope = known.binding_scope(name.id, scope)
    while binding_scope is not None:
        yield binding_scope
        if (
            binding_scope is known.module
            or binding_scope.outer is None
            or binding_scope is not scope
            or _hides_outside(source, binding_scope, name)
        ):
            return
        scope = binding_scope.outer
        binding_scope = known.binding_scope(name.id, scope)


def _hides_outside(source: Source, scope: Scope, name: ast.Name) -> bool:
    """Tell whether what a scope binds stands in the way of the same name outside, where it is read here."""
    binders = names(source).bindings[scope][name.id]
    if isinstance(scope.node, FUNCTIONS):
        return not all(
            getattr(binder, "lineno", 0) > name.lineno or _is_declaration(source, binder) for binder in binders
        )
    if not isinstance(scope.node, ast.ClassDef):
        return True
    if _is_annotation(source, name) or any(isinstance(getattr(binder, "ctx", None), ast.Del) for binder in binders):
        return False
    around = {name, *source.ancestors(name)}
    return any(not around.isdisjoint(bound_below(source, binder)) for binder in binders)


def _is_annotation(source: Source, name: ast.Name) -> bool:
    """Tell whether a name is part of a hint, which may be evaluated when the class body is over, or never."""
    child: ast.AST = name
    for around in source.ancestors(name):
        if isinstance(around, (ast.AnnAssign, ast.arg)):
            return around.annotation is child
        if isinstance(around, ast.stmt):
            return isinstance(around, FUNCTIONS) and around.returns is child
        child = around
    return False


def bound_below(source: Source, binder: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements in which a name is surely bound: those that run only after its binding has ended.

    `price = [price]` reads what `price` was before, over however many lines; a class has its name after its body.
    A loop, a handler and a `with` are sure of their names in their bodies only; a branch is sure of nothing behind it.
    """
    statement = source.statement(binder)
    if isinstance(statement, (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith)):
        return statement.body
    if isinstance(binder, ast.ExceptHandler):
        return binder.body
    is_plain = isinstance(statement, (*IMPORTS, *FUNCTIONS, ast.ClassDef, ast.Assign, ast.AugAssign, ast.AnnAssign))
    if not is_plain or isinstance(source.parents[binder], ast.NamedExpr) or _is_declaration(source, binder):
        return ()
    return following(source, statement)


def _is_declaration(source: Source, binder: ast.AST) -> bool:
    """Recognise `price: int`, which gives no value."""
    parent = source.parents.get(binder)
    return isinstance(parent, ast.AnnAssign) and parent.value is None


def bound_name(alias: ast.alias) -> str:
    """Return the name that a piece of an import binds."""
    return alias.asname or alias.name.partition(".")[0]


def is_probe(source: Source, statement: ast.AST) -> bool:
    """Tell whether somebody waits for an import to fail: a `try` with a handler, or a `with` around it."""
    child = statement
    for around in source.ancestors(statement):
        if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
            return False
        if isinstance(around, (ast.Try, ast.TryStar)) and around.handlers and child not in around.finalbody:
            return True
        if isinstance(around, (ast.ExceptHandler, ast.With)):
            return True
        child = around
    return False
