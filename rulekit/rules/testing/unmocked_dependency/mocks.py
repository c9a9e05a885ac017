"""Mocks: assertions about them that are misspelled or never called, and mocks that answer to any name."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from rulekit.analysis.flow.calls import calls_to
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.assertions import functions_by_name
from rulekit.analysis.testing.pytest_model import fixture_functions, holds_tests, test_around, test_set
from rulekit.known.testing import MOCK_ASSERTIONS, MOCK_LOOKALIKES, MOCKS

_LIKE = re.compile(r"_*a[sert]{2,6}_*(\w+_)?(called|calls?|awaited|awaits?)(_\w+)?")
# `called_once` is a property of the matchers of requests-mock.
_OF_MATCHERS = frozenset({"called_once"})
_ASKED = (ast.Expr, ast.Assert, ast.Await, ast.UnaryOp, ast.BoolOp, ast.Compare)
_SPECS = frozenset({"spec", "spec_set", "autospec", "wraps", "name"})
_SET = frozenset("return_value side_effect call_args call_args_list call_count called mock_calls method_calls".split())


@dataclass(frozen=True)
class Misspelled:
    """A word that looks like an assertion of a mock and is none, or is one that nobody calls; and what is meant."""

    node: ast.Attribute
    meant: str
    is_called: bool


@question
def misspelled_assertions(source: Source) -> tuple[Misspelled, ...]:
    """Which words of tests look like an assertion about a mock, and assert nothing?"""
    return tuple(_misspelled(source)) if holds_tests(source) else ()


def _misspelled(source: Source) -> Iterator[Misspelled]:
    words = {word for word in vocabulary(source).split("\n") if "call" in word or "await" in word}
    likely = {word for word in words if word in MOCK_ASSERTIONS or _meant(word)}
    attributes = source.nodes(ast.Attribute) if likely else ()
    for attribute in [
        attribute for attribute in attributes if attribute.attr in likely and attribute.ctx.__class__ is ast.Load
    ]:
        word = attribute.attr
        if word in MOCK_ASSERTIONS:
            if isinstance(source.parents.get(attribute), (ast.Expr, ast.Assert)) and _is_in_test(source, attribute):
                yield Misspelled(attribute, word, is_called=False)
        elif word in _OF_MATCHERS and "requests_mock" in vocabulary(source):
            continue
        elif (meant := _meant(word)) and _is_mock_like(source, attribute) and _is_in_test(source, attribute):
            yield Misspelled(attribute, meant, is_called=True)


def _meant(word: str) -> str | None:
    """Give the assertion that a word was meant to be."""
    if word in MOCK_LOOKALIKES:
        return MOCK_LOOKALIKES[word]
    close = get_close_matches(word, sorted(MOCK_ASSERTIONS), n=1) if _LIKE.fullmatch(word) else []
    return close[0] if close else None


def _is_mock_like(source: Source, attribute: ast.Attribute) -> bool:
    """Tell whether something that may be a mock is asked, and the answer is dropped or asserted."""
    base = attribute.value
    if isinstance(base, ast.Name) and (base.id in {"self", "cls"} or names(source).resolve(base)):
        return False
    parent = source.parents.get(attribute)
    if isinstance(parent, ast.Call) and parent.func is attribute:
        parent = source.parents.get(parent)
    return isinstance(parent, _ASKED) and attribute.attr not in functions_by_name(source)


def _is_in_test(source: Source, node: ast.AST) -> bool:
    return source.role == "test" or test_around(source, node) is not None


def mocks_without_spec(source: Source) -> Iterator[tuple[ast.Assign, str]]:
    """Give mocks without a specification that tests use as objects with methods, and the class that each stands for."""
    around = {*test_set(source), *fixture_functions(source)} if "Mock" in vocabulary(source) else ()
    for call, _ in calls_to(source, MOCKS) if around else ():
        statement, function = source.parents.get(call), enclosing_function(source, call)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, ast.Assign) or not isinstance(target, ast.Name) or _has_spec(call):
            continue
        if function in around and function is not None and not _SET.issuperset(_methods_of(function, target.id)):
            yield statement, _class_for(source, target.id)


def _has_spec(call: ast.Call) -> bool:
    """Tell whether a mock is told what it stands for."""
    return bool(call.args) or any(word.arg is None or word.arg in _SPECS for word in call.keywords)


def _methods_of(function: Function, name: str) -> Iterator[str]:
    """Give the methods that a test sets up or asserts on a mock: `client.get.return_value = ...`."""
    for node in own_nodes(function):
        if isinstance(node, ast.Attribute) and (node.attr in _SET or node.attr in MOCK_ASSERTIONS):
            base = node.value
            if isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name) and base.value.id == name:
                yield base.attr


def _class_for(source: Source, name: str) -> str:
    """Give an imported class whose name the mock bears: `StockBook` for `stock_book` or `book`."""
    word = name.replace("_", "").lower().removeprefix("mock").removeprefix("fake").removesuffix("mock")
    imported = [one.name for one in names(source).imports.values() if one.name[:1].isupper()]
    alike = [one for one in imported if word and one.lower().endswith(word)]
    return alike[0] if alike else ""
