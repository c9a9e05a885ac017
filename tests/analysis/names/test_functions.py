"""Functions that only declare what they look like."""

import ast

import pytest

from rulekit.analysis.names.functions import is_stub
from rulekit.analysis.syntax.source import Source

BODIES = {
    "an ellipsis": ("...", True),
    "a docstring alone": ('"""Give the price."""', True),
    "a docstring and an ellipsis": ('"""Give the price."""\n    ...', True),
    "an error that says it is for others to write": ("raise NotImplementedError", True),
    "the same error with words": ('raise NotImplementedError("each shop has its own")', True),
    "`pass`": ("pass", True),
    "a value": ("return 3", False),
    "another error": ("raise ValueError", False),
    "a docstring and a value": ('"""Give the price."""\n    return 3', False),
}


@pytest.mark.parametrize(("body", "only_declares"), BODIES.values(), ids=BODIES)
def test_a_function_is_a_stub(body: str, only_declares: bool) -> None:
    (function,) = Source(f"def price():\n    {body}\n").nodes(ast.FunctionDef)
    assert is_stub(function) == only_declares
