"""Who chose the name of a method: each text ends with a class with one method `do_GET` or `sell`."""

import pytest

from rulekit.analysis.names.class_hierarchy import (
    base_names,
    has_given_signature,
    may_replace,
    replaces_inherited,
)
from rulekit.analysis.names.functions import functions, is_overload, is_override, owner
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source

SELL = "    def sell(self, order): ...\n"
CLASS = f"class Till(Shop):\n{SELL}"


def last_function(source: Source) -> Function:
    return max(functions(source), key=lambda function: function.lineno)


# Whether the method surely replaces one above it, and whether it may.
METHODS = {
    "no base": (f"class Till:\n{SELL}", False, False),
    "a base of this file with the method": (f"class Shop:\n{SELL}\n{CLASS}", True, True),
    "a base of this file without it": (f"class Shop:\n    pass\n{CLASS}", False, False),
    "a base above the base": (f"class House:\n{SELL}\nclass Shop(House):\n    pass\n{CLASS}", True, True),
    "a base that nobody knows": (f"from shop import Shop\n{CLASS}", False, True),
    "a private method below one that nobody knows": (
        "from shop import Shop\nclass Till(Shop):\n    def _sell(self, order): ...\n",
        False,
        False,
    ),
    "a method that a known library calls": (
        "from http.server import BaseHTTPRequestHandler as Shop\nclass Till(Shop):\n    def do_GET(self, order): ...\n",
        True,
        True,
    ),
    "a method that says so": (f"from typing import override\nclass Till:\n    @override\n{SELL}", False, True),
    "a function outside": ("def sell(order): ...\n", False, False),
}


@pytest.mark.parametrize(("text", "surely", "possibly"), METHODS.values(), ids=METHODS)
def test_a_method_replaces_one_above_it_with(text: str, surely: bool, possibly: bool) -> None:
    source = Source(text)
    method = last_function(source)
    assert (replaces_inherited(source, method), may_replace(source, method)) == (surely, possibly)


SIGNATURES = {
    "a plain method": (f"class Till:\n{SELL}", False),
    "a method of a base of this file": (f"class Shop:\n{SELL}\n{CLASS}", True),
    "an overload": (f"from typing import overload\nclass Till:\n    @overload\n{SELL}", True),
    "an override": (f"from typing import override\nclass Till:\n    @override\n{SELL}", True),
    "a base that nobody knows": (f"from shop import Shop\n{CLASS}", False),
    "a name with capitals below a base that nobody knows": (
        "from shop import Shop\nclass Till(Shop):\n    def sellAll(self, order): ...\n",
        True,
    ),
}


@pytest.mark.parametrize(("text", "given"), SIGNATURES.values(), ids=SIGNATURES)
def test_somebody_else_chose_the_names_of_parameters_with(text: str, given: bool) -> None:
    source = Source(text)
    assert has_given_signature(source, last_function(source).args.args[-1]) is given


def test_the_bases_of_the_classes_of_this_file_count_as_bases() -> None:
    source = Source(f"class Shop(house.House, Generic[T]):\n    pass\n{CLASS}")
    home = owner(source, last_function(source))
    assert home is not None
    assert [*base_names(source, home)] == ["Shop", "House", "Generic"]


@pytest.mark.parametrize("decorator", ["typing.overload", "typing_extensions.override", "staticmethod"])
def test_a_decorator_is_known_by_where_it_comes_from(decorator: str) -> None:
    source = Source(f"import typing, typing_extensions\n@{decorator}\ndef sell(order): ...\n")
    function = last_function(source)
    told = {"typing.overload": (True, False), "typing_extensions.override": (False, True)}
    assert (is_overload(source, function), is_override(source, function)) == told.get(decorator, (False, False))
