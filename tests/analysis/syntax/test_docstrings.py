"""Docstrings that say nothing."""

import ast
from textwrap import indent

import pytest

from rulekit.analysis.syntax.docstrings import has_words, is_computed_text, is_misplaced, only_restates

DOCSTRINGS = {
    "the words of the name": ("load_orders", "Load orders.", True),
    "the words with an article": ("load_orders", "Load the orders.", True),
    "the words in another form": ("load_orders", "Loads an order.", True),
    "one word more": ("load_orders", "Load orders of today.", False),
    "another word": ("load_orders", "Read orders.", False),
    "another language": ("load_orders", "Bestellungen für heute laden.", False),
}


@pytest.mark.parametrize(("name", "docstring", "says_nothing"), DOCSTRINGS.values(), ids=DOCSTRINGS)
def test_a_docstring_restates_the_name_or_not_with(name: str, docstring: str, says_nothing: bool) -> None:
    assert only_restates(name, docstring) is says_nothing


FIRST = {
    "a plain one": ("'Load orders.'", False),
    "an f-string": ("f'Load {what}.'", True),
    "bytes": ("b'Load orders.'", True),
    "one that is filled by a sign": ("'Load %s.' % what", True),
    "one that is filled by a method": ("'Load {}.'.format(what)", True),
    "a call": ("load()", False),
}


def function(body: str) -> ast.FunctionDef:
    made = ast.parse(f"def load_orders():\n{indent(body, '    ')}").body[0]
    assert isinstance(made, ast.FunctionDef)
    return made


@pytest.mark.parametrize(("first", "computed"), FIRST.values(), ids=FIRST)
def test_a_text_that_is_computed_is_no_docstring(first: str, computed: bool) -> None:
    assert is_computed_text(function(first)) is computed


def test_a_string_behind_simple_statements_is_a_docstring_that_comes_too_late() -> None:
    bodies = ("x = 1\n'Load all orders.'", "x = 1\nif x:\n    pass\n'Load all orders.'", "x = 1\n'word'")
    assert [is_misplaced(function(body)) for body in bodies] == [True, False, False]


def test_words_have_letters() -> None:
    assert [has_words(text) for text in ("Load.", "---", "12", "é")] == [True, False, False, True]
