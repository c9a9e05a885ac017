"""Statements that assert something at first sight: most tests hold one, and need no closer look."""

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.signatures import renamed_imports
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.testing import CHECKS

PLAIN = frozenset({ast.Assert, ast.Raise})
_ATTEMPTING = (ast.Try, ast.TryStar, ast.ExceptHandler)
_ENTERED = frozenset(
    (ast.With, ast.AsyncWith, ast.While, ast.Match, ast.match_case, ast.ClassDef, *_ATTEMPTING, *FUNCTIONS)
)


@question
def asserting_statements(source: Source) -> AbstractSet[ast.AST]:
    """Which statements assert something at first sight, or hold one that does and runs with them?"""
    parents = source.parents
    found: set[ast.AST] = set()
    new: set[ast.AST] = {*source.nodes(*PLAIN), *_checking_statements(source)}
    while new:
        found |= new
        around = {parents[one] for one in new}
        new = {one for one in around if one not in found and _asserts_with(one, found)}
    return found


def _checking_statements(source: Source) -> Iterator[ast.AST]:
    """Give the statements that only call a check, and those that open one by `with`."""
    by_word, parents = calls_by_word(source), source.parents
    words = by_word.keys() - renamed_imports(source).keys()
    for word in [word for word in words if says_check(word) and "skip" not in word]:
        holders = [parents[call] for call in by_word[word]]
        yield from [one for one in holders if one.__class__ is ast.Expr]
        yield from [parents[one] for one in holders if one.__class__ is ast.withitem]


def _asserts_with(statement: ast.AST, asserting: AbstractSet[ast.AST]) -> bool:
    """Tell whether a statement around one that asserts does so too, in any case."""
    if statement.__class__ in _ENTERED:
        return True
    if isinstance(statement, ast.If):
        return not asserting.isdisjoint(statement.body) and not asserting.isdisjoint(statement.orelse)
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return bool(getattr(statement.iter, "elts", ())) or isinstance(statement.iter, ast.Attribute)
    return False


@lru_cache(maxsize=4096)
def says_check(word: str) -> bool:
    """Tell whether a function looks at something, by its name."""
    return CHECKS.match(word) is not None
