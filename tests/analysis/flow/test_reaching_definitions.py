"""What a name may hold where it is read: each text marks the one use, and names the lines that may have bound it."""

import ast
import textwrap

import pytest

from rulekit.analysis.flow.reaching_definitions import definitions, single_value_at, values_at
from rulekit.analysis.names.scopes import names
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
    "one may be anything": ("def f(price):\n    if not price:\n        price = 1\n    use(price)", []),
    "a loop binds it": ("for price in prices:\n    use(price)", []),
    "something is added": ("price = 1\nprice += 2\nuse(price)", []),
    "it is not bound here": ("use(price)", []),
}


@pytest.mark.parametrize(("text", "values"), VALUES.values(), ids=VALUES)
def test_the_values_are_told_where(text: str, values: list[str]) -> None:
    source, use = used(text)
    assert [ast.unparse(value) for value in values_at(source, use)] == values


SINGLE: dict[str, tuple[str, str | None, str | None]] = {
    "bound once": ("price = 1\nuse(price)", "1", "1"),
    "bound twice, one after the other": ("price = 1\nprice = 2\nuse(price)", None, "2"),
    "bound in two branches": ("if sale:\n    price = 1\nelse:\n    price = 2\nuse(price)", None, None),
    "bound again later": ("price = 1\nuse(price)\nprice = 2", None, "1"),
    "a part of a row": ("price, tax = 1, 2\nuse(price)", "1", "1"),
    "a part of something that is not written out": ("price, tax = ask()\nuse(price)", None, None),
    "an assignment with a hint": ("price: int = 1\nuse(price)", "1", "1"),
    "an assignment in a condition": ("if price := ask():\n    use(price)", "ask()", "ask()"),
    "the module's name, seen from a function": ("price = 1\ndef sell():\n    use(price)", "1", "1"),
    "a parameter": ("def sell(price):\n    use(price)", None, None),
    "a parameter that is replaced": ("def sell(price):\n    price = 1\n    use(price)", None, "1"),
    "the target of a loop": ("for price in prices:\n    use(price)", None, None),
    "an import": ("from shop import price\nuse(price)", None, None),
    "a name of the language": ("use(print)", None, None),
}


@pytest.mark.parametrize(("text", "anywhere", "here"), SINGLE.values(), ids=SINGLE)
def test_the_single_value_of_a_name_anywhere_and_where_it_is_read(
    text: str, anywhere: str | None, here: str | None
) -> None:
    source, use = used(text)
    found = (names(source).single_value(use), single_value_at(source, use))
    assert tuple(value and ast.unparse(value) for value in found) == (anywhere, here)


BINDERS = {
    "an import": ("from shop import price\nuse(price)", ast.alias),
    "a parameter": ("def sell(price):\n    use(price)", ast.arg),
    "a function": ("def price(): ...\nuse(price)", ast.FunctionDef),
    "a class": ("class Price: ...\nuse(Price)", ast.ClassDef),
    "an assignment": ("price = 1\nuse(price)", ast.Name),
    "two functions, one for each branch": (
        "if sale:\n    def price(): ...\nelse:\n    def price(): ...\nuse(price)",
        None,
    ),
    "nothing": ("use(price)", None),
}


@pytest.mark.parametrize(("text", "kind"), BINDERS.values(), ids=BINDERS)
def test_the_single_binder_of_a_name(text: str, kind: type[ast.AST] | None) -> None:
    source, use = used(text)
    binder = names(source).single_binder(use)
    assert (binder and type(binder)) == kind


def test_an_expression_that_is_no_name_stands_for_itself() -> None:
    source = Source("use(price + 1)\n")
    (total,) = source.nodes(ast.BinOp)
    assert values_at(source, total) == (total,)
    assert single_value_at(source, total) is total
    assert names(source).single_value(total) is None


def used(text: str) -> tuple[Source, ast.Name]:
    """Give the name that is handed to `use`."""
    source = Source(textwrap.dedent(text) + "\n")
    call = next(c for c in source.nodes(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "use")
    assert isinstance(call.args[0], ast.Name)
    return source, call.args[0]
