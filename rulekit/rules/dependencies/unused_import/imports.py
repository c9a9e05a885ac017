"""Imports that no code reads and that are there for a reason, and imports that are bound a second time."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rulekit.analysis.names.imports import IMPORTS, is_read
from rulekit.analysis.names.scopes import Import, names
from rulekit.analysis.syntax.index import FUNCTIONS, Scope, walk
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.statements import following, place_in_block, siblings
from rulekit.model.late import dataclass, regex

_COMPATIBLE = frozenset({"compat", "_compat"})
_SHARED_NOTEBOOK = regex(r"(utils?|common|helpers?|setup|prelude|imports)$", re.IGNORECASE)


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


_Position = tuple[int, int]


@dataclass(frozen=True)
class Rebinding:
    """An import, and the next statement of its block that binds the same name.

    `repeated` is the part of the later import that imports the same thing, `is_read` tells whether the name is read
    between the two, `is_named` whether code there names it at all, `in_one_cell` whether both stand in one cell.
    """

    first: Import
    later: ast.stmt
    repeated: ast.alias | None
    is_read: bool
    is_named: bool
    in_one_cell: bool


@question
def rebindings(source: Source) -> tuple[Rebinding, ...]:
    """Which imports does a later statement of the same block bind again?"""
    if not any(source.index.nodes.get(kind) for kind in IMPORTS):
        return ()
    known = names(source)
    bound = {
        name: sum(len(known.bindings[scope][name]) for scope in known.binding_scopes[name])
        for name in {imported.name for imported in known.imports.values()}
    }
    several = [imported for imported in known.imports.values() if bound[imported.name] > 1]
    return tuple(rebinding for imported in several for rebinding in _next_binding(source, imported))


def _next_binding(source: Source, imported: Import) -> Iterator[Rebinding]:
    statement = imported.statement
    if imported.alias.name == "*":
        return
    for later in following(source, statement):
        repeated = _same_import(source, imported, later)
        if repeated is None and not _binds(later, imported):
            continue
        in_one_cell = source.cells is None or _cell(source, later) == _cell(source, statement)
        reads = [*_reads_between(source, imported, later)]
        is_read = not all(_waits_for(source, name, later) for name in reads)
        yield Rebinding(imported, later, repeated, is_read, bool(reads), in_one_cell)
        return


def _cell(source: Source, node: ast.AST) -> object:
    return source.cells.locate(source.extent(node)).cell if source.cells else None


def _same_import(source: Source, imported: Import, later: ast.stmt) -> ast.alias | None:
    if not isinstance(later, IMPORTS) or type(later) is not type(imported.statement):
        return None
    known, first = names(source).imports, imported.alias
    for alias in later.names:
        previous = known[alias]
        if previous.name == imported.name and previous.target == imported.target and alias.name == first.name:
            return alias
    return None


def _binds(later: ast.stmt, imported: Import) -> bool:
    """Tell whether a statement gives a name another meaning; `import a.b` after `import a` only adds to it."""
    name = imported.name
    if isinstance(later, ast.Import):
        bound = [alias.asname or alias.name for alias in later.names]
        return name in bound and (imported.alias.asname is not None or isinstance(imported.statement, ast.ImportFrom))
    if isinstance(later, ast.ImportFrom):
        return any((alias.asname or alias.name) == name for alias in later.names)
    if isinstance(later, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return later.name == name
    targets = later.targets if isinstance(later, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _reads_between(source: Source, imported: Import, later: ast.stmt) -> Iterator[ast.Name]:
    """Yield where a name may be read between its import and a later binding, by a function defined before too."""
    start = _start(imported.statement)
    module = names(source).module
    for name in reads_by_name(source)[imported.name]:
        is_after = _start(name) > start or names(source).scope_of(name) is not module
        if is_after and _is_before_binding(source, name, later):
            yield name


def _waits_for(source: Source, name: ast.Name, later: ast.stmt) -> bool:
    """Tell whether a name is read by a function that nothing calls before a later binding: definitions follow it."""
    block, place = place_in_block(source, later)
    around = next((one for one in source.ancestors(name) if place_in_block(source, one)[0] is block), None)
    if not isinstance(around, FUNCTIONS) or names(source).scope_of(name) is names(source).scope_of(later):
        return False
    return place_in_block(source, around)[1] > _last_to_run(source, block[0])[place]


@question_per
def _last_to_run(source: Source, first: ast.stmt) -> Sequence[int]:
    """Where is the last statement that runs code of this file, before each statement of the block that one begins?"""
    runs = (
        -1 if isinstance(one, IMPORTS) or _only_defines(source, one) else place
        for place, one in enumerate(siblings(source, first))
    )
    return [*accumulate(runs, max, initial=-1)]


def _only_defines(source: Source, statement: ast.stmt) -> bool:
    """Recognise a function or class that runs no function of this file while it is defined."""
    known = names(source)
    used = (node for node in walk(statement) if isinstance(node, ast.Name))
    runs = [name for name in used if not isinstance(known.scope_of(name).node, (*FUNCTIONS, ast.Lambda))]
    is_definition = isinstance(statement, (*FUNCTIONS, ast.ClassDef))
    return is_definition and not any(known.is_bound_by(name, *FUNCTIONS, ast.ClassDef) for name in runs)


def _is_before_binding(source: Source, name: ast.Name, later: ast.stmt) -> bool:
    """Tell whether a name is read before a statement has bound it: a class body runs before its class has a name."""
    at = _start(name)
    if isinstance(later, ast.ClassDef) and _start(later.body[0]) <= at:
        return at < _end(later) and not _is_in_function_of(source, name, later)
    return at < (_start(later.body[0]) if isinstance(later, (*FUNCTIONS, ast.ClassDef)) else _end(later))


def _is_in_function_of(source: Source, name: ast.Name, definition: ast.ClassDef) -> bool:
    """Tell whether a name in a class is read only when a function of it runs."""
    scope: Scope | None = names(source).scope_of(name)
    while scope is not None and scope.node is not definition:
        if isinstance(scope.node, (*FUNCTIONS, ast.Lambda)):
            return True
        scope = scope.outer
    return False


@question
def reads_by_name(source: Source) -> defaultdict[str, list[ast.Name]]:
    """Where is each name read that an import binds?"""
    imported = {imported_name.name for imported_name in names(source).imports.values()}
    reads: defaultdict[str, list[ast.Name]] = defaultdict(list)
    for name in source.nodes(ast.Name):
        if name.id in imported and is_read(source, name):
            reads[name.id].append(name)
    return reads


def _start(node: ast.stmt | ast.Name) -> _Position:
    return node.lineno, node.col_offset


def _end(node: ast.stmt) -> _Position:
    return node.end_lineno or node.lineno, node.end_col_offset or 0
