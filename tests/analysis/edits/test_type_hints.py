"""Which hints are proposed, and from what: a default, the docstring, calls, what is returned."""

import pytest

from rulekit.analysis.edits.type_hints import proposals
from rulekit.analysis.names.functions import functions
from rulekit.analysis.names.signatures import untyped_parameters
from rulekit.analysis.syntax.source import Source

# A function, and the hints that are proposed for it.
HINTS = {
    "def f(gift=False): show(gift)": {"gift": "bool", "return": "None"},
    "def f(price=-1.5): return price > 2": {"price": "float", "return": None},
    "def f(name): return f'{name}'": {"name": None, "return": "str"},
    'def f(price):\n    """Show.\n\n    :param int price: In cents.\n    """\n    show(price)': {
        "price": "int",
        "return": "None",
    },
    "def f(price): return len(price)\nf('tea')": {"price": "str", "return": "int"},
    "def f(price): return not price\nf(1)\nf(1.5)": {"price": "float", "return": "bool"},
    "def f(price): return 1\nf('tea')\nf(1)": {"price": None, "return": "int"},
    "def f(price): return 1\nshop.f('tea')": {"price": None, "return": "int"},
    "def f(*prices, **names): yield 1": {"*prices": None, "**names": None, "return": "Iterator[int]"},
    "def f(): return 1 if x else None": {"return": None},
    "def f():\n    if x: return 1": {"return": None},
}


@pytest.mark.parametrize(("text", "hints"), HINTS.items(), ids=HINTS)
def test_hints_are_proposed(text: str, hints: dict[str, str | None]) -> None:
    source = Source(f"{text}\n")
    function = functions(source)[0]
    proposed = proposals(source, function, untyped_parameters(source, function), returns=True)
    assert [*proposed.values()] == [*hints.values()]
    assert [*proposed][:-1] == [*hints][:-1]
