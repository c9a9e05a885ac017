"""Statements and their neighbours."""

import ast
from collections.abc import Sequence

from rulekit.analysis.syntax.source import Source


def siblings(source: Source, statement: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements of the block that a statement stands in, itself among them."""
    parent = source.parents.get(statement)
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(parent, block, None)
        if isinstance(statements, list) and statement in statements:
            return statements
    return ()


def preceding(source: Source, statement: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements before another in the same block, the nearest first."""
    block = siblings(source, statement)
    return block[: block.index(statement)][::-1] if block else ()


def following(source: Source, statement: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements after another in the same block, the nearest first."""
    block = siblings(source, statement)
    return block[block.index(statement) + 1 :] if block else ()
