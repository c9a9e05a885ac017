"""Rules are found by the words that people use for them."""

import pkgutil

import pytest

from rulekit import api
from rulekit.api import search
from tests.everyday_words import WORDS


@pytest.mark.parametrize(("words", "meant"), WORDS)
def test_everyday_words_find_their_rule_first(words: str, meant: str) -> None:
    assert search(words)[0].name == meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [("sql injektion", "unsafe-sql"), ("race conditon", "unguarded-state"), ("passwrod", "hardcoded-secret")],
)
def test_slips_of_the_keyboard_are_forgiven(words: str, meant: str) -> None:
    assert search(words)[0].name == meant


def test_every_rule_has_everyday_words_and_is_found_first_by_each() -> None:
    found = {(rule.name, words): search(words)[0].name for rule in search("") for words in rule.known_as}
    assert {rule for rule, _ in found} == {rule.name for rule in search("")}
    assert {asked: first for asked, first in found.items() if asked[0] != first} == {}


def test_no_module_is_called_as_a_public_name_whose_place_it_would_take_once_it_is_imported() -> None:
    assert {module.name for module in pkgutil.iter_modules(api.__path__)} & set(api.__all__) == set()
