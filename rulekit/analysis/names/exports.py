"""What a module says it offers: `__all__` in all the ways it is written."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.syntax.index import COMPREHENSIONS, walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary

_METHODS = frozenset({"extend", "append", "insert", "update"})
_LISTINGS = frozenset({"dir", "globals", "vars", "locals"})


@dataclass(frozen=True)
class Exports:
    """The names in `__all__`; `computed` where the module lists its own names by running code."""

    names: frozenset[str] = frozenset()
    computed: bool = False
    declared: bool = False


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
                    listed |= {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
                    computed = computed or _lists_own_names(node)
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
    elif isinstance(parent, (ast.Subscript, ast.Tuple)):
        statement = source.statement(parent)
        if isinstance(statement, (ast.Assign, ast.AugAssign)):
            yield statement.value


def _lists_own_names(node: ast.AST) -> bool:
    if isinstance(node, COMPREHENSIONS):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _LISTINGS
