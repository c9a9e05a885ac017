"""The edits that a piece of new code needs before it can use a module."""

import ast
from typing import NamedTuple

from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.docstrings import is_text
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Effect, NameUse, Span


class Needed(NamedTuple):
    """What a fix must do beside its own edit, mostly at the imports, and the names that this is about."""

    edits: tuple[Edit, ...]
    names: tuple[NameUse, ...]


NOTHING = Needed((), ())


def import_needed(source: Source, module: str, user: ast.AST, name: str = "") -> Needed | None:
    """Return what is needed to import a module, or a name of it; nothing where that is not simple."""
    known, word = names(source), name or module
    if word in known.binding_scopes:
        target = f"{module}.{name}" if name else module
        is_there = _is_imported_above(source, word, target, user)
        return Needed((), (NameUse(word, Effect.READS),)) if is_there else None
    if source.cells is not None or "\r" in source.text or not source.tree.body:
        return None
    # The docstring, and what comes from `__future__`, must stand above imports.
    head, body = 0, source.tree.body
    while head + 1 < len(body) and (
        getattr(body[head], "module", "") == "__future__" or (not head and is_text(body[head]))
    ):
        head += 1
    first = body[head]
    line = min([first.lineno, *(decorator.lineno for decorator in getattr(first, "decorator_list", ()))])
    if source.lines[line - 1][: first.col_offset].strip():
        return None
    is_import = isinstance(first, (ast.Import, ast.ImportFrom))
    statement = f"from {module} import {name}\n" if name else f"import {module}\n"
    edit = Edit(Span(line, 1, line, 1), statement + "\n" * (not is_import))
    return Needed((edit,), (NameUse(word, Effect.BINDS),))


def _is_imported_above(source: Source, word: str, target: str, user: ast.AST) -> bool:
    """Tell whether a word means what is imported everywhere, and from a line before the one that uses it."""
    known = names(source)
    binders = known.bindings[known.module].get(word, ())
    imported = [known.imports[binder] for binder in binders if isinstance(binder, ast.alias)]
    statements = [import_.statement for import_ in imported if import_.target == target]
    is_alone = len(known.binding_scopes[word]) == 1 and len(binders) == len(statements) > 0
    return is_alone and all(
        source.parents[statement] is source.tree and getattr(statement, "lineno", 0) < getattr(user, "lineno", 0)
        for statement in statements
    )
