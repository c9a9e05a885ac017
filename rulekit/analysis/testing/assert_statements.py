"""Statements that assert something at first sight: most tests hold one, and need no closer look."""

import ast
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.signatures import renamed_imports
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.testing import CHECKS

ASSERTING = frozenset({ast.Assert, ast.Raise})
_TRIES = (ast.Try, ast.TryStar, ast.ExceptHandler)
# What runs with the statements in it; a `while` and a `match` are thought to be written for what comes.
_RUNS_WITH_BODY = frozenset(
    (ast.With, ast.AsyncWith, ast.While, ast.Match, ast.match_case, ast.ClassDef, *_TRIES, *FUNCTIONS)
)


@question
def asserting_statements(source: Source) -> AbstractSet[ast.AST]:
    """Which statements assert something at first sight, or hold one that does and runs with them?"""
    by_word, parents = calls_by_word(source), source.parents
    # A call of a check that stands alone, or that a `with` opens.
    words = [word for word in by_word.keys() - renamed_imports(source).keys() if is_check_name(word)]
    around_calls = [parents[call] for word in words if "skip" not in word for call in by_word[word]]
    new: set[ast.AST] = {*source.nodes(*ASSERTING), *(node for node in around_calls if node.__class__ is ast.Expr)}
    new |= {parents[node] for node in around_calls if node.__class__ is ast.withitem}
    asserting: set[ast.AST] = set()
    while new:
        asserting |= new
        around = {parents[statement] for statement in new} - asserting
        new = {statement for statement in around if _asserts_always(statement, asserting)}
    return asserting


def _asserts_always(statement: ast.AST, asserting: AbstractSet[ast.AST]) -> bool:
    """Tell whether a statement around one that asserts does so too, in any case."""
    if isinstance(statement, ast.If):
        return not asserting.isdisjoint(statement.body) and not asserting.isdisjoint(statement.orelse)
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return bool(getattr(statement.iter, "elts", ())) or isinstance(statement.iter, ast.Attribute)
    return statement.__class__ in _RUNS_WITH_BODY


@lru_cache(maxsize=4096)
def is_check_name(word: str) -> bool:
    """Tell whether a function looks at something, by its name."""
    return CHECKS.match(word) is not None
