"""Imports that no code reads and that are there for a reason: to be handed on, tried, tested or taken over."""

import ast
import re
import sys

from rulekit.analysis.names.functions import enclosing_function, owner
from rulekit.analysis.names.imports import IMPORTS, bound_name, unread_imports
from rulekit.analysis.names.names_in_text import literal_strings
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source

_EXPECTING = re.compile(r"\b(raises|assertRaises|warns|assertWarns|deprecated_call|catch_warnings)")
_COMPATIBLE = frozenset({"compat", "_compat"})
_SHARED_NOTEBOOK = re.compile(r"(utils?|common|helpers?|setup|prelude|imports)$", re.IGNORECASE)


def is_offered(source: Source, alias: ast.alias) -> bool:
    """Tell whether a module offers a name: it binds it in another way too, or a function declares it global."""
    known, name, statement = names(source), bound_name(alias), source.parents[alias]
    if enclosing_function(source, statement) or owner(source, statement):
        return known.binding_scope(name, known.scope_of(statement)) is known.module
    binders = known.bindings[known.module].get(name, ())
    is_other = any(not isinstance(binder, ast.alias) for binder in binders)
    return is_other and alias in unread_imports(source)


def is_class_member(source: Source, alias: ast.alias) -> bool:
    """Tell whether a class body takes over what it imports, as one of its attributes."""
    statement = source.parents[alias]
    if owner(source, statement) is None:
        return False
    is_used = any(attribute.attr == bound_name(alias) for attribute in source.nodes(ast.Attribute))
    return is_used or (isinstance(statement, ast.ImportFrom) and statement.level > 0)


def is_fixture_import(source: Source, alias: ast.alias) -> bool:
    """Tell whether a test asks for an import as a fixture, by a parameter or by name."""
    if source.role != "test" or not isinstance(source.parents[alias], ast.ImportFrom):
        return False
    name = bound_name(alias)
    is_parameter = any(parameter.arg == name for parameter in source.nodes(ast.arg))
    return is_parameter or name in literal_strings(source) or source.file_name == "conftest.py"


def is_under_test(source: Source, statement: ast.AST) -> bool:
    """Tell whether a test imports something to see whether it can, or cannot, be imported."""
    for around in source.ancestors(statement):
        if isinstance(around, (ast.With, ast.AsyncWith)) and _EXPECTING.search(ast.unparse(around.items[0])):
            return True
        if isinstance(around, FUNCTIONS) and source.role == "test" and around.name.startswith("test"):
            return all(isinstance(statement, (*IMPORTS, ast.Expr, ast.Pass)) for statement in around.body)
    return False


def hands_on(source: Source, alias: ast.alias) -> bool:
    """Tell whether a file is there to hand names on; a plain `import os` in an `__init__.py` is no such name."""
    name, statement = alias.asname or alias.name, source.parents[alias]
    is_taken = isinstance(statement, ast.ImportFrom)
    if is_taken and isinstance(source.parents[statement], ast.ClassDef):
        return True
    if source.path is None or name.startswith("_"):
        return False
    if source.stem in _COMPATIBLE:
        return True
    if source.stem == "__init__" or (source.role == "notebook" and _SHARED_NOTEBOOK.search(source.stem)):
        return is_taken or name not in sys.stdlib_module_names
    return isinstance(statement, ast.ImportFrom) and _is_public_front(source, statement)


def _is_public_front(source: Source, statement: ast.ImportFrom) -> bool:
    """Recognise the public front of a private module: `ssl` before `_ssl`, or a file that only imports from within."""
    module = statement.module or ""
    last = module.rpartition(".")[2]
    if last == f"_{source.stem}" or (statement.level > 0 and last.startswith("_")):
        return True
    is_within = statement.level > 0 or module.partition(".")[0] in source.folders
    return is_within and all(_only_hands_on(statement) for statement in source.tree.body)


def _only_hands_on(statement: ast.stmt) -> bool:
    """Tell whether a statement belongs to a file that does nothing: imports, a docstring, `__all__`."""
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) and target.id == "__all__" for target in statement.targets)
    return isinstance(statement, (*IMPORTS, ast.Expr))


def opens_submodule(source: Source, alias: ast.alias) -> bool:
    """Tell whether `import a.b` makes `x.b` work, where `a` was imported under the name `x`."""
    if "." not in alias.name or alias.asname or not isinstance(source.parents[alias], ast.Import):
        return False
    for imported in names(source).imports.values():
        part = alias.name.removeprefix(f"{imported.target}.").partition(".")[0]
        if alias.name.startswith(f"{imported.target}.") and imported.name != imported.target.partition(".")[0]:
            return any(attribute.attr == part for attribute in source.nodes(ast.Attribute))
    return False
