"""The edits that a piece of new code needs before it can use a module."""

import ast
from dataclasses import dataclass

from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Effect, NameUse, Span


@dataclass(frozen=True)
class Needed:
    """What a fix must do beside its own edit, mostly at the imports, and the names that this is about."""

    edits: tuple[Edit, ...]
    names: tuple[NameUse, ...]


NOTHING = Needed((), ())


def import_needed(source: Source, module: str, user: ast.AST, name: str = "") -> Needed | None:
    """Return what is needed to import a module, or a name of it; nothing where that is not simple."""
    known, word = names(source), name or module
    if word in known.binding_scopes:
        there = Needed((), (NameUse(word, Effect.READS),))
        return there if _is_imported_above(source, module, user, name) else None
    if source.cells is not None or "\r" in source.text or not source.tree.body:
        return None
    first = next(statement for statement in source.tree.body if not _precedes_imports(source, statement))
    line = min([first.lineno, *(decorator.lineno for decorator in getattr(first, "decorator_list", ()))])
    if source.lines[line - 1][: first.col_offset].strip():
        return None
    is_import = isinstance(first, (ast.Import, ast.ImportFrom))
    statement = f"from {module} import {name}\n" if name else f"import {module}\n"
    edit = Edit(Span(line, 1, line, 1), statement + "\n" * (not is_import))
    return Needed((edit,), (NameUse(word, Effect.BINDS),))


def _is_imported_above(source: Source, module: str, user: ast.AST, name: str) -> bool:
    """Tell whether its own name means it everywhere, and from a line before the one that uses it."""
    known = names(source)
    target = f"{module}.{name}" if name else module
    binders = known.bindings[known.module].get(name or module, ())
    imported = [known.imports[binder] for binder in binders if isinstance(binder, ast.alias)]
    statements = [import_.statement for import_ in imported if import_.target == target]
    is_alone = len(known.binding_scopes[name or module]) == 1 and len(binders) == len(statements) > 0
    return is_alone and all(
        source.parents[statement] is source.tree and getattr(statement, "lineno", 0) < getattr(user, "lineno", 0)
        for statement in statements
    )


def _precedes_imports(source: Source, statement: ast.stmt) -> bool:
    """Recognise what must stand above imports: the docstring, and what comes from `__future__`."""
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return statement is not source.tree.body[-1]
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text and statement is source.tree.body[0] and len(source.tree.body) > 1
