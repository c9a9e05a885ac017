"""The index of a tree that is made of the statements of several cells, from what each of them was seen to hold.

A cell is walked once, however often it is joined with others; what comes out is what one walk over all would see.
"""

import ast
from collections.abc import Sequence
from typing import NamedTuple

from rulekit.analysis.syntax.index import Index, Scope, Waiting, walk_scope, walk_scopes


class CellIndex(NamedTuple):
    """What one walk over the statements of a cell saw: outside of its functions and classes, and within them."""

    outside: Index
    within: Index

    @property
    def nodes(self) -> dict[type, list[ast.AST]]:
        """All nodes by their type."""
        kinds = self.outside.nodes.keys() | self.within.nodes.keys()
        return {kind: [*self.outside.nodes.get(kind, ()), *self.within.nodes.get(kind, ())] for kind in kinds}


def index_cell(body: Sequence[ast.stmt]) -> CellIndex:
    """Walk the statements of a cell."""
    outside, within = Index(), Index()
    module = Scope(ast.Module([], []), None)
    waiting: list[Waiting] = []
    walk_scope(outside, module, [*body], waiting)
    walk_scopes(within, waiting)
    return CellIndex(outside, within)


def joined_index(tree: ast.Module, cells: Sequence[CellIndex]) -> Index:
    """Put together what was seen of cells whose statements make a tree.

    A walk looks into functions and classes last, and begins with those at the end.
    """
    index = Index()
    index.nodes[ast.Module].append(tree)
    index.parents.update(dict.fromkeys(tree.body, tree))
    module = Scope(tree, None)
    index.scopes.append(module)
    for cell in cells:
        _take(index, cell.outside)
        (top,) = cell.outside.scopes
        module.names += top.names
        module.bound += top.bound
        module.attributes += top.attributes
    for cell in reversed(cells):
        _take(index, cell.within)
        moved = {cell.outside.scopes[0]: module}
        for scope in cell.within.scopes:
            outer = moved[scope.outer] if scope.outer else None
            moved[scope] = Scope(scope.node, outer, scope.names, scope.bound, scope.attributes)
            index.scopes.append(moved[scope])
    return index


def _take(index: Index, other: Index) -> None:
    """Add nodes, names and parents of one index to those of another."""
    nodes, names = index.nodes, index.names
    for kind, found in other.nodes.items():
        nodes[kind] += found
    for word, written in other.names.items():
        names[word] += written
    index.parents.update(other.parents)
