"""What stands above a class, and what it says of its methods."""

import ast

import pytest

from rulekit.analysis.names.class_hierarchy import (
    Heritage,
    base_names,
    classes_above,
    has_unknown_base,
    heritage,
)
from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source

HEAD = """
from shop import Base

class Plain:
    def price(self):
        "Return the price."

class Child(Plain): ...

"""

# The bases of a class: what they say of its method `price`, and whether one of them is unknown.
BASES = {
    "": (Heritage.NEW, False),
    "object": (Heritage.NEW, False),
    "Plain": (Heritage.DESCRIBED, False),
    "Child": (Heritage.DESCRIBED, False),
    "Base": (Heritage.UNKNOWN, True),
    "Plain, Base": (Heritage.DESCRIBED, True),
}


@pytest.mark.parametrize(("bases", "expected"), BASES.items(), ids=BASES)
def test_the_bases_say_of_a_method(bases: str, expected: tuple[Heritage, bool]) -> None:
    source = Source(f"{HEAD}class Order({bases}):\n    def price(self): ...\n")
    assert (heritage(source, last_method(source)), has_unknown_base(source, last_class(source))) == expected


def test_the_classes_above_are_those_of_the_file_and_the_names_those_of_all() -> None:
    source = Source(f"{HEAD}class Order(Child, Base[int]): ...\n")
    definition = last_class(source)
    assert [above.name for above in classes_above(source, definition)] == ["Child", "Plain"]
    assert list(base_names(source, definition)) == ["Child", "Base", "Plain"]


def last_class(source: Source) -> ast.ClassDef:
    """Return the class that stands last in the text."""
    return max(source.nodes(ast.ClassDef), key=lambda definition: definition.lineno)


def last_method(source: Source) -> Function:
    """Return the method that stands last in the text."""
    return max(functions(source), key=lambda function: function.lineno)
