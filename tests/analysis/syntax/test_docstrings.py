"""Docstrings that say nothing."""

import pytest

from rulekit.analysis.syntax.docstrings import only_restates

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
