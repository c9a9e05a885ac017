"""What a signature leaves open: each text holds one function."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.names.signatures import is_typed_by_comment, is_typed_constructor, untyped_parameters
from rulekit.analysis.syntax.source import Source

UNTYPED = {
    "a function": ("def sell(order, price: int, *rest, late=False, **more): ...", ["order", "late", "rest", "more"]),
    "a method": ("class Till:\n    def sell(self, order): ...", ["order"]),
    "a method of the class": ("class Till:\n    @classmethod\n    def sell(cls, order): ...", ["order"]),
    "a static method": ("class Till:\n    @staticmethod\n    def sell(order): ...", ["order"]),
    "a method in a branch": ("class Till:\n    if new:\n        def sell(self, order): ...", ["order"]),
    "a function in a method": ("class Till:\n    sell = [lambda: 1]\n\ndef sell(self): ...", ["self"]),
}


@pytest.mark.parametrize(("text", "expected"), UNTYPED.values(), ids=UNTYPED)
def test_parameters_without_a_hint_are_told_of(text: str, expected: list[str]) -> None:
    source = Source(text)
    (function,) = functions(source)
    assert sorted(one.arg for one in untyped_parameters(source, function)) == sorted(expected)


COMMENTED = {
    "a comment behind the head": ("def sell(order):  # type: (Order) -> int\n    return 1", True),
    "a comment below the head": ("def sell(order):\n    # type: (Order) -> int\n    return 1", True),
    "a comment on one parameter": ("def sell(\n    order,  # type: Order\n):\n    return 1", False),
    "a comment in the body": ("def sell(order):\n    one = 1\n    # type: (Order) -> int\n    return one", False),
    "a comment to a type checker": ("def sell(order):  # type: ignore\n    return 1", False),
}


@pytest.mark.parametrize(("text", "expected"), COMMENTED.values(), ids=COMMENTED)
def test_a_comment_gives_the_signature_or_not(text: str, expected: bool) -> None:
    source = Source(text)
    (function,) = functions(source)
    assert is_typed_by_comment(source, function) is expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [("__init__(self, order: Order)", True), ("__init__(self, order)", False), ("sell(x: int)", False)],
)
def test_a_constructor_is_typed_where_one_of_its_parameters_is(head: str, expected: bool) -> None:
    (function,) = functions(Source(f"def {head}: ..."))
    assert is_typed_constructor(function) is expected
