"""Imports that somebody waits for to fail, and where a name is surely bound."""

import ast

import pytest

from rulekit.analysis.names.imports import bound_below, bound_name, is_probe
from rulekit.analysis.syntax.source import Source

PROBES = {
    "a plain import": ("import yaml", False),
    "a try with a handler": ("try:\n    import yaml\nexcept ImportError:\n    yaml = None", True),
    "a try that only tidies up": ("try:\n    import yaml\nfinally:\n    stop()", False),
    "what tidies up behind a handler": (
        "try:\n    go()\nexcept ImportError:\n    pass\nfinally:\n    import yaml",
        False,
    ),
    "what is taken instead": ("try:\n    import fast\nexcept ImportError:\n    import yaml", True),
    "a with": ("with suppress(ImportError):\n    import yaml", True),
    "a function inside a try": ("try:\n    def load():\n        import yaml\nexcept ImportError:\n    pass", False),
}


@pytest.mark.parametrize(("text", "expected"), PROBES.values(), ids=PROBES)
def test_an_import_is_tried_out_or_not_in(text: str, expected: bool) -> None:
    source = Source(text)
    assert is_probe(source, source.nodes(ast.Import)[-1]) is expected


@pytest.mark.parametrize(
    ("text", "name"),
    [("import yaml", "yaml"), ("import os.path", "os"), ("import os.path as paths", "paths"), ("from a import b", "b")],
)
def test_an_import_binds_its_first_part_or_its_other_name(text: str, name: str) -> None:
    assert bound_name(Source(text).nodes(ast.alias)[0]) == name


# A text that binds `price` once, and the lines of the statements in which it is surely bound.
BOUND = {
    "a value": ("price = [\n    1,\n]\nsell()\nstop()", [4, 5]),
    "a hint with a value": ("price: int = 1\nsell()", [2]),
    "a hint alone": ("price: int\nsell()", []),
    "a loop": ("for price in prices:\n    sell()\nstop()", [2]),
    "a with": ("with opened() as price:\n    sell()\nstop()", [2]),
    "a handler": ("try:\n    sell()\nexcept OSError as price:\n    log()\nstop()", [4]),
    "a branch": ("if new:\n    price = 1\n    sell()\nstop()", [3]),
    "a value within an expression": ("sell(price := 1)\nstop()", []),
    "an import": ("import price\nsell()", [2]),
    "a class": ("class price:\n    pass\nsell()", [3]),
}


@pytest.mark.parametrize(("text", "lines"), BOUND.values(), ids=BOUND)
def test_a_name_is_surely_bound_below(text: str, lines: list[int]) -> None:
    source = Source(text)
    stores = (one for one in source.nodes(ast.Name) if one.id == "price" and isinstance(one.ctx, ast.Store))
    others = source.nodes(ast.ExceptHandler, ast.Import, ast.ClassDef)
    binder = [*stores, *others][0]
    assert [statement.lineno for statement in bound_below(source, binder)] == lines
