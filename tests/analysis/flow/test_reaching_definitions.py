"""What a name may hold where it is read: each text marks the one use, and names the lines that may have bound it."""

import ast
import textwrap

import pytest

from rulekit.analysis.flow.reaching_definitions import definitions, values_at
from rulekit.analysis.syntax.source import Source

USES: dict[str, tuple[str, list[int]]] = {
    "the last of two": ("price = 1\nprice = 2\nuse(price)", [2]),
    "either branch": ("if sale:\n    price = 1\nelse:\n    price = 2\nuse(price)", [2, 4]),
    "a branch, or what was before": ("price = 1\nif sale:\n    price = 2\nuse(price)", [1, 3]),
    "not a branch that leaves": (
        "def f():\n    price = 1\n    if sale:\n        price = 2\n        return\n    use(price)",
        [2],
    ),
    "the parameter, or what replaces it": (
        "def f(price):\n    if not price:\n        price = 1\n    use(price)",
        [1, 3],
    ),
    "not the parameter once it is replaced": ("def f(price):\n    price = 1\n    use(price)", [2]),
    "an earlier round of a loop": ("price = 1\nfor tea in teas:\n    use(price)\n    price = 2", [1, 4]),
    "the target of a loop": ("price = 1\nfor price in prices:\n    use(price)", [2]),
    "after a loop that may not run": ("price = 1\nfor price in prices:\n    sell()\nuse(price)", [1, 2]),
    "what a `with` binds": ("price = 1\nwith shop() as price:\n    use(price)", [2]),
    "a statement that may have failed": ("price = 1\ntry:\n    price = 2\nexcept E:\n    use(price)", [1, 3]),
    "after a `try` that worked or not": (
        "price = 1\ntry:\n    price = 2\nexcept E:\n    price = 3\nuse(price)",
        [3, 5],
    ),
    "in `else` only what worked": ("price = 1\ntry:\n    price = 2\nexcept E:\n    stop()\nelse:\n    use(price)", [3]),
    "in `finally` anything": (
        "price = 1\ntry:\n    price = 2\nexcept E:\n    price = 3\nfinally:\n    use(price)",
        [1, 3, 5],
    ),
    "the handler's own name": ("price = 1\ntry:\n    load()\nexcept E as price:\n    use(price)", [4]),
    "an assignment in a condition": ("price = 1\nif price := ask():\n    use(price)", [2]),
    "before and after `+=`": ("price = 1\nprice += 2\nuse(price)", [1, 2]),
    "a case that binds it": ("price = 1\nmatch order:\n    case [price]:\n        use(price)", [3]),
    "after cases that bind it or not": (
        "price = 1\nmatch order:\n    case [price]:\n        sell()\n    case _:\n        price = 2\nuse(price)",
        [1, 3, 6],
    ),
    "a function of that name": ("price = 1\ndef price(): ...\nuse(price)", [2]),
    "a name from an import": ("from shop import price\nuse(price)", [1]),
    "all that a module binds, seen from a function": ("price = 1\ndef f():\n    use(price)\nprice = 2", [1, 4]),
    "all that functions bind too, once one says `global`": (
        "price = 1\ndef f():\n    global price\n    price = 2\nuse(price)",
        [1, 4],
    ),
    "the local, seen from a comprehension": (
        "def f():\n    price = 1\n    price = 2\n    [use(price) for tea in teas]",
        [3],
    ),
    "not a hint without a value": ("price: int\nprice = 1\nuse(price)", [2]),
    "nothing where nothing binds it": ("use(price)", []),
}


@pytest.mark.parametrize(("text", "lines"), USES.values(), ids=USES)
def test_a_use_sees(text: str, lines: list[int]) -> None:
    source, use = used(text)
    assert sorted(getattr(one, "lineno", 0) for one in definitions(source, use)) == lines


VALUES = {
    "every branch is known": ("if sale:\n    price = 1\nelse:\n    price = 2\nuse(price)", ["1", "2"]),
    "one may be anything": ("def f(price):\n    if not price:\n        price = 1\n    use(price)", None),
    "a loop binds it": ("for price in prices:\n    use(price)", None),
    "something is added": ("price = 1\nprice += 2\nuse(price)", None),
    "it is not bound here": ("use(price)", None),
}


@pytest.mark.parametrize(("text", "values"), VALUES.values(), ids=VALUES)
def test_the_values_are_told_where(text: str, values: list[str] | None) -> None:
    source, use = used(text)
    found = values_at(source, use)
    assert (found and [ast.unparse(one) for one in found]) == values


def used(text: str) -> tuple[Source, ast.Name]:
    """Give the name that is handed to `use`."""
    source = Source(textwrap.dedent(text) + "\n")
    call = next(c for c in source.nodes(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "use")
    assert isinstance(call.args[0], ast.Name)
    return source, call.args[0]
