"""What a module offers to other code: `__all__` in all ways it is written, and names without an underscore."""

import ast
from collections.abc import Iterator
from pathlib import PurePath

from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.model.late import dataclass

_METHODS = frozenset({"extend", "append", "insert", "update"})
_LISTINGS = frozenset({"dir", "globals", "vars", "locals"})


@dataclass(frozen=True)
class Exports:
    """The names in `__all__`; `computed` where the module lists its own names by running code."""

    names: frozenset[str] = frozenset()
    computed: bool = False
    declared: bool = False


@links_cells(says=r"\b__all__\b", hears=r"\b(?:def|class|import)\b")
@question
def exports(source: Source) -> Exports:
    """What does `__all__` list, with what `+=`, `extend` and `append` add?"""
    if "__all__" not in vocabulary(source):
        return Exports()
    listed: set[str] = set()
    computed = declared = False
    for name in source.index.scopes[0].names:
        if name.id == "__all__":
            declared = True
            for value in _values(source, name):
                for node in walk(value):
                    if isinstance(node, ast.Constant):
                        listed.update([node.value] if isinstance(node.value, str) else ())
                    else:
                        is_listing = isinstance(node, ast.Call) and last_name(node.func) in _LISTINGS
                        computed = computed or is_listing or isinstance(node, COMPREHENSIONS)
    return Exports(frozenset(listed), computed, declared)


def _values(source: Source, name: ast.Name) -> Iterator[ast.AST]:
    """Yield what an occurrence of `__all__` gets."""
    parent = source.parents[name]
    if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and parent.value is not None:
        yield parent.value
    elif isinstance(parent, ast.Attribute) and parent.attr in _METHODS:
        call = source.parents[parent]
        if isinstance(call, ast.Call):
            yield from call.args


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
