"""What other code may use: names without a leading underscore, at every level."""

import ast
from pathlib import PurePath

from rulekit.analysis.names.exports import exports
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source, question


def is_special(name: str) -> bool:
    """Recognise a name that the language gives: `__init__`."""
    return name.startswith("__") and name.endswith("__") and len(name) > len("____")


def is_public(source: Source, definition: Function | ast.ClassDef) -> bool:
    """Tell whether other code may use a function or class: not nested in a function, no name around it private."""
    name = definition.name
    if name[0] == "_" and not is_special(name):
        return False
    around = source.parents.get(definition)
    top = definition
    while around is not None and not isinstance(around, ast.Module):
        if isinstance(around, FUNCTIONS) or (isinstance(around, ast.ClassDef) and around.name[0] == "_"):
            return False
        if isinstance(around, ast.ClassDef):
            top = around
        around = source.parents.get(around)
    exported = exported_names(source)
    return (exported is None or top.name in exported) and not in_private_module(source)


@question
def exported_names(source: Source) -> frozenset[str] | None:
    """Which names does `__all__` list, if that can be read off the text?"""
    listed = exports(source)
    return listed.names if listed.names and not listed.computed else None


@question
def in_private_module(source: Source) -> bool:
    """Does an underscore in the name of the file or of a folder around it make the module private?"""
    if source.path is None or source.role in {"script", "notebook"}:
        return False
    path = PurePath(source.path)
    nearest = path.parts[-3:] if path.is_absolute() else path.parts
    return any(part.startswith("_") and not part.startswith("__") for part in nearest)
