"""The statements of a block beside a statement: all of them, those before it, and those after it."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question

_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar)
_HOLDERS = (ast.Module, *FUNCTIONS, ast.ClassDef, *_BRANCHES, ast.ExceptHandler, ast.match_case)


def ancestors_within(source: Source, node: ast.AST, outer: ast.AST) -> Iterator[ast.AST]:
    """Return the nodes around a node that another one holds, the nearest first."""
    return takewhile(lambda around: around is not outer, source.ancestors(node))


def with_items(source: Source, node: ast.AST) -> Iterator[ast.expr]:
    """Yield the context managers of all `with` statements around a node."""
    for around in source.ancestors(node):
        if isinstance(around, (ast.With, ast.AsyncWith)):
            yield from (item.context_expr for item in around.items)


def siblings(source: Source, statement: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements of the block that a statement stands in, itself among them."""
    return place_in_block(source, statement)[0]


def place_in_block(source: Source, statement: ast.AST) -> tuple[Sequence[ast.stmt], int]:
    """Return the block that a statement stands in, and its place there; an empty one for what is no statement."""
    return _places(source).get(statement, ((), 0))


@question
def _places(source: Source) -> Mapping[ast.AST, tuple[Sequence[ast.stmt], int]]:
    """Which block does each statement stand in, and where?"""
    holders: Sequence[ast.AST] = source.nodes(*_HOLDERS)
    blocks = [getattr(holder, field, ()) for holder in holders for field in ("body", "orelse", "finalbody")]
    return {statement: (block, place) for block in blocks for place, statement in enumerate(block)}


def preceding(source: Source, statement: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements before another in the same block, the nearest first."""
    block, place = place_in_block(source, statement)
    return block[:place][::-1]


def following(source: Source, statement: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements after another in the same block, the nearest first."""
    block, place = place_in_block(source, statement)
    return block[place + 1 :]
