"""Which imports are read by code, and which are not."""

import ast
from collections.abc import Iterator, Mapping

from rulekit.analysis.index import FUNCTIONS, Scope
from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source
from rulekit.analysis.words import names_by_word

Statement = ast.Import | ast.ImportFrom
IMPORTS = (ast.Import, ast.ImportFrom)

_Homes = dict[str, dict[Scope, list[ast.alias]]]


def unread_imports(source: Source) -> Mapping[ast.alias, str]:
    """Question: which imported names does no code read, by their pieces of the import statement?

    Text that may use a name (an annotation in quotes, `__all__`, a comment) is left to others.
    """
    waiting = _imported(source)
    written = source.ask(names_by_word) if waiting else {}
    for word in [word for word in waiting if word in written]:
        for name in written[word]:
            if word in waiting and is_read(source, name):
                _take_out(source, name, waiting)
    return {alias: name for name, homes in waiting.items() for aliases in homes.values() for alias in aliases}


def _imported(source: Source) -> _Homes:
    """Sort what imports bind by name and by the scope that holds it."""
    found: _Homes = {}
    if ast.Import not in source.index.nodes and ast.ImportFrom not in source.index.nodes:
        return found
    known = source.ask(names)
    for alias, imported in known.imports.items():
        statement = imported.statement
        at_top = source.parents[statement] is source.tree
        home = known.module if at_top else known.home(imported.name, known.scope_of(statement))
        if home is not None and isinstance(alias, ast.alias) and alias.name != "*":
            found.setdefault(imported.name, {}).setdefault(home, []).append(alias)
    return found


def is_read(source: Source, name: ast.Name) -> bool:
    """Tell whether a name is read; `x += 1` reads, and `del x` counts, because somebody thought of the name."""
    if name.ctx.__class__ is ast.Store:
        return isinstance(source.parents[name], ast.AugAssign)
    return True


def _take_out(source: Source, name: ast.Name, waiting: _Homes) -> None:
    """Take the imports out that a name reads."""
    homes, known = waiting[name.id], source.ask(names)
    if len(known.homes[name.id]) == 1 and known.module in homes:
        del waiting[name.id]
        return
    for home in _homes_of(source, name):
        homes.pop(home, None)
    if not homes:
        del waiting[name.id]


def _homes_of(source: Source, name: ast.Name) -> Iterator[Scope]:
    """Give the scopes whose binding a name may read.

    A class body and a function that bind the name only later read the name from outside first.
    """
    known = source.ask(names)
    scope = known.scope_of(name)
    home = known.home(name.id, scope)
    while home is not None:
        yield home
        if home is known.module or home.outer is None or not (home is scope and _is_bound_later(source, name, home)):
            return
        scope = home.outer
        home = known.home(name.id, scope)


def _is_bound_later(source: Source, name: ast.Name, scope: Scope) -> bool:
    """Tell whether a scope binds a name only after it is read there; `x = x` in a class body reads from outside."""
    if not isinstance(scope.node, (*FUNCTIONS, ast.ClassDef)):
        return False
    first = name.lineno + (not isinstance(scope.node, ast.ClassDef))
    binders = source.ask(names).bindings[scope][name.id]
    return all(getattr(binder, "lineno", 0) >= first or _is_declaration(source, binder) for binder in binders)


def _is_declaration(source: Source, binder: ast.AST) -> bool:
    """Recognise `price: int`, which gives no value."""
    parent = source.parents.get(binder)
    return isinstance(parent, ast.AnnAssign) and parent.value is None


def bound_name(alias: ast.alias) -> str:
    """Give the name that a piece of an import binds."""
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
