"""Functions that answer requests: each text holds one function."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.sources import is_routed

DECORATORS = {
    "a route": ("@app.route('/orders')", True),
    "a route with a parameter": ("@app.route('/orders/<name>')", True),
    "a route by its method": ("@router.get('/orders/{name}')", True),
    "a decorator without a pattern": ("@cached", False),
    "a decorator that is given something else": ("@retry(3)", False),
    "none": ("", False),
}


@pytest.mark.parametrize(("decorator", "expected"), DECORATORS.values(), ids=DECORATORS)
def test_a_function_answers_requests_or_not_with(decorator: str, expected: bool) -> None:
    (function,) = functions(Source(f"{decorator}\ndef sell(name): ...\n"))
    assert is_routed(function) is expected
