"""Errors that tests expect: which, how exactly, and what stands beside the call that raises."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from rulekit.analysis.exceptions.handlers import BASE, BROAD, Breadth, breadth_of, caught_types
from rulekit.analysis.flow.calls import argument, calls_by_word, words_for
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import test_around
from rulekit.known.testing import EXPECTS_ERROR

_EXACT = frozenset({"match", "check"})


class Expectation(NamedTuple):
    """A call that expects an error, the type that it names, and the `with` that it opens, with the name behind `as`."""

    call: ast.Call
    type: ast.expr | None
    block: ast.With | ast.AsyncWith | None = None
    name: ast.Name | None = None


@question
def expectations(source: Source) -> tuple[Expectation, ...]:
    """Where do tests expect an error?"""
    by_word = calls_by_word(source)
    calls = [call for word in sorted(words_for(source, EXPECTS_ERROR)) if word for call in by_word.get(word, ())]
    return tuple(_expectation(source, call) for call in calls)


def _expectation(source: Source, call: ast.Call) -> Expectation:
    kind = call.args[0] if call.args else None
    if kind is None:
        kind = argument(source, call, "expected_exception") or argument(source, call, "exception")
    item = source.parents.get(call)
    block = source.parents.get(item) if isinstance(item, ast.withitem) else None
    if isinstance(item, ast.withitem) and isinstance(block, (ast.With, ast.AsyncWith)):
        return Expectation(call, kind, block, item.optional_vars if isinstance(item.optional_vars, ast.Name) else None)
    return Expectation(call, kind)


def broad_expectations(source: Source) -> Iterator[tuple[Expectation, Breadth]]:
    """Give the places where tests expect any error at all, and never look which one came."""
    for expectation in expectations(source):
        if (
            expectation.type is None
            or _is_narrow_name(source, expectation.type)
            or called_name(expectation.call) == "assertRaisesRegex"
        ):
            continue
        width = breadth_of(caught_types(source, expectation.type))
        exact = any(keyword.arg in _EXACT or keyword.arg is None for keyword in expectation.call.keywords)
        if (
            width is not Breadth.NARROW
            and not exact
            and not _is_looked_at(source, expectation)
            and _is_ours(source, expectation.call)
        ):
            yield expectation, width


def _is_narrow_name(source: Source, kind: ast.expr) -> bool:
    """Recognise an error of the language by its name alone, such as `TypeError`."""
    if not isinstance(kind, ast.Name) or kind.id not in BUILTINS or kind.id in names(source).binding_scopes:
        return False
    return f"builtins.{kind.id}" not in {BASE, BROAD}


def late_assertions(source: Source) -> Iterator[ast.stmt]:
    """Give the assertions about an expected error that stand inside the block which the error leaves."""
    for expectation in expectations(source):
        if expectation.block is None or expectation.name is None:
            continue
        for statement in expectation.block.body[1:]:
            read = any(isinstance(node, ast.Name) and node.id == expectation.name.id for node in walk(statement))
            called = called_name(statement.value) if isinstance(statement, ast.Expr) else ""
            if read and (isinstance(statement, ast.Assert) or called.startswith("assert")):
                yield statement


def _is_looked_at(source: Source, expectation: Expectation) -> bool:
    """Tell whether the code looks at the error afterwards: its name is read, or the result of the call is kept."""
    if expectation.name is not None:
        return sum(name.id == expectation.name.id for name in _names_around(source, expectation.call)) > 1
    return not isinstance(source.parents.get(expectation.call), (ast.Expr, ast.withitem))


def _names_around(source: Source, call: ast.Call) -> Iterator[ast.Name]:
    test = test_around(source, call)
    yield from (node for node in walk(test) if isinstance(node, ast.Name)) if test else ()


def _is_ours(source: Source, call: ast.Call) -> bool:
    return test_around(source, call) is not None
