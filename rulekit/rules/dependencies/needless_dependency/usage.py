"""How an import is used: which names of a module, with which keywords, and whether an old Python is the reason."""

import ast
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from rulekit.analysis.names.imports import bound_name
from rulekit.analysis.names.scopes import Import, names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Fix

_MODULE = re.compile(r"from\s+(?P<module>[\w.]+)")
SHOWN = 3


def used_of(source: Source, alias: ast.alias) -> frozenset[str]:
    """Return the names of an imported module that the code reads: `loads` of `json.loads(text)`.

    A use of the module itself, which may be of any of its names, counts as an empty name.
    """
    name, known = bound_name(alias), names(source)
    parts = alias.name.split(".")[1:] if not alias.asname else []
    used: set[str] = set()
    for use in source.nodes(ast.Name):
        if use.id == name and use.ctx.__class__ is ast.Load and alias in known.binders(use):
            node: ast.AST = use
            for part in parts:
                above = source.parents.get(node)
                node = above if isinstance(above, ast.Attribute) and above.attr == part else node
            above = source.parents.get(node)
            used.add(above.attr if isinstance(above, ast.Attribute) else "")
    return frozenset(used)


def uses_keyword(source: Source, imported: Import, keywords: AbstractSet[str]) -> bool:
    """Tell whether a call of the module, or of what is imported of it, has one of these keywords."""
    likely = (call for call in source.nodes(ast.Call) if any(keyword.arg in keywords for keyword in call.keywords))
    resolve, package = names(source).resolve, imported.target.partition(".")[0]
    return any((resolve(call.func) or "").partition(".")[0] == package for call in likely)


def is_guarded(source: Source, statement: ast.AST) -> bool:
    """Tell whether a test of the Python version decides about a statement."""
    tests = (around.test for around in source.ancestors(statement) if isinstance(around, ast.If))
    words = ("version_info", "PY2", "PY3", "hexversion")
    return any(last_name(node).startswith(words) for test in tests for node in walk(test))


def moves(source: Source, statement: ast.ImportFrom, module: str, *, safe: bool = True) -> Fix | None:
    """Import the same names from another module."""
    extent = source.extent(statement)
    match = _MODULE.match(source.segment(extent))
    if match is None:
        return None
    start = source.offset(extent.line, extent.column)
    span = source.span_of(start + match.start("module"), start + match.end("module"))
    return Fix(f"import from `{module}`", (Edit(span, module),), safe)


def new_names(there: Sequence[str]) -> str:
    """Return some names, the first few of them."""
    shown = ", ".join(f"`{name}`" for name in there[:SHOWN])
    return f"{shown} and {len(there) - SHOWN} more" if len(there) > SHOWN else shown
