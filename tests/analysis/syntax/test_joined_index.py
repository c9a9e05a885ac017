"""What is put together of cells that were walked one by one is what one walk over all of them sees."""

import ast
import itertools

from hypothesis import given
from hypothesis import strategies as st

from rulekit import api
from rulekit.analysis.syntax.index import Index, Scope, index_tree
from rulekit.analysis.syntax.joined_index import index_cell, joined_index

TEXTS = [example.bad for rule in api.rules for example in rule.examples if example.path.endswith(".py")]


def seen(index: Index) -> tuple[object, ...]:
    """Give all that an index says, in its order, without what is empty."""
    return (
        {kind: nodes for kind, nodes in index.nodes.items() if nodes},
        dict(index.names),
        index.parents,
        [shape(scope) for scope in index.scopes],
    )


def shape(scope: Scope) -> tuple[object, ...]:
    """Give what a scope says, and the nodes of those around it."""
    around = shape(scope.outer) if scope.outer else ()
    return scope.node, scope.names, scope.bound, scope.attributes, around


@given(st.lists(st.sampled_from(TEXTS), max_size=5), st.data())
def test_cells_walked_one_by_one_are_seen_as_one_walk_sees_them(texts: list[str], data: st.DataObject) -> None:
    tree = ast.parse("".join(texts))
    cuts = data.draw(st.sets(st.integers(0, len(tree.body))))
    ends = sorted({0, len(tree.body), *cuts})
    cells = [index_cell(tree.body[start:end]) for start, end in itertools.pairwise(ends)]

    assert seen(joined_index(tree, cells)) == seen(index_tree(tree))


def test_the_nodes_of_a_cell_are_all_that_stand_in_it() -> None:
    tree = ast.parse("".join(TEXTS[:5]))
    there = {node for nodes in index_cell(tree.body).nodes.values() for node in nodes}

    assert there | {tree} == {node for nodes in index_tree(tree).nodes.values() for node in nodes}
