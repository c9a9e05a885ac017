"""Patterns and dataclasses that are made when they are first needed are like those that are made at once."""

import dataclasses
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, field
from functools import cached_property
from threading import Barrier

import pytest

from rulekit.model.late import dataclass, regex
from rulekit.model.rule import Example
from tests.waiting import ran, unmeasured

COMPILED_BY_LOADING_THE_RULES = """
import re, sys
compile_at_once, modules = re.compile, []
def note_and_compile(text, flags=0):
    modules.append(sys._getframe(1).f_globals["__name__"])
    return compile_at_once(text, flags)
re.compile = note_and_compile
from rulekit.engine.catalog import catalog
print(len(catalog()) > 30, [name for name in modules if name.startswith("rulekit.")])
"""


@dataclass(frozen=True)
class Parcel:
    """A parcel of a shop."""

    weight: int
    places: list[str] = field(default_factory=list, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", abs(self.weight))

    @cached_property
    def price(self) -> int:
        """What it costs to send."""
        return self.weight * 2


@dataclass(eq=False)
class Van:
    """A van that is known by itself alone."""

    load: int = 0


def test_a_pattern_is_used_like_a_compiled_one() -> None:
    digits = regex(r"(?P<first>[a-z])\d+", 2)
    assert [found["first"] for found in digits.finditer("A1 b22")] == ["A", "b"]
    assert digits.sub("-", "A1 b22") == "- -"
    assert (digits.fullmatch("b22 "), digits.groups) == (None, 1)


def test_loading_the_rules_compiles_no_pattern() -> None:
    done = ran(sys.executable, "-c", COMPILED_BY_LOADING_THE_RULES, environment=unmeasured())
    assert done.stdout == "True []\n"


def test_a_late_dataclass_does_what_a_dataclass_does() -> None:
    parcel = Parcel(-3)
    assert parcel == Parcel(3, ["here"]) != Parcel(4)
    assert hash(parcel) == hash(Parcel(3))
    assert (repr(parcel), parcel.price) == ("Parcel(weight=3, places=[])", 6)
    assert dataclasses.replace(parcel, weight=5) == Parcel(5)
    with pytest.raises(FrozenInstanceError):
        parcel.weight = 4  # type: ignore[misc]


def test_its_own_ways_and_those_of_objects_stay() -> None:
    first, second = Van(), Van()
    first.load = 3
    assert (first.load, second.load) == (3, 0)
    assert {first, second, first} == {second, first}
    assert first != Van(3)


def test_its_fields_are_known_before_there_is_an_object() -> None:
    @dataclass(frozen=True)
    class Shelf:
        width: int = 3

    assert dataclasses.is_dataclass(Shelf)
    assert [one.name for one in dataclasses.fields(Shelf)] == ["width"]


def test_an_object_from_another_process_may_be_the_first_of_its_class() -> None:
    text = pickle.dumps(Example("A title", "bad", "good")).hex()
    program = f"import pickle; a, b = [pickle.loads(bytes.fromhex({text!r})) for _ in 'ab']; print(a == b, {{a, b}})"
    done = ran(sys.executable, "-c", program, environment=unmeasured())
    assert done.stdout == f"True {{{Example('A title', 'bad', 'good')}}}\n"


@pytest.mark.parametrize("_", range(20))
def test_threads_that_make_the_first_objects_at_once_get_them_whole(_: int) -> None:
    @dataclass(frozen=True)
    class Shelf:
        width: int

    start = Barrier(8)

    def make(width: int) -> Shelf:
        start.wait()
        return Shelf(width)

    with ThreadPoolExecutor(8) as threads:
        assert [shelf.width for shelf in threads.map(make, range(8))] == list(range(8))
