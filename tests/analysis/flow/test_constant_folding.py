"""Constants are folded as far as the text tells, and never at a price."""

import ast
from typing import Any

import pytest

from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.syntax.source import Source

KNOWN: dict[str, tuple[str, Any]] = {
    "a number": ("5", 5),
    "a negative number": ("-5.5", -5.5),
    "a text": ("'tea'", "tea"),
    "bytes": ("b'tea'", b"tea"),
    "nothing": ("None", None),
    "texts side by side": ("'tea' 'rye'", "tearye"),
    "a sum": ("1 + 2 * 3", 7),
    "a quotient": ("7 / 2", 3.5),
    "a whole quotient and a remainder": ("(7 // 2, 7 % 2)", (3, 1)),
    "a sum of texts": ("'tea' + 'rye'", "tearye"),
    "a repeated text": ("'-' * 3", "---"),
    "a formatted text": ("'SELECT * FROM orders WHERE id = %s' % 5", "SELECT * FROM orders WHERE id = 5"),
    "a text formatted by several": ("'%s: %5.2f' % ('tea', 2.5)", "tea:  2.50"),
    "a text with a percent sign": ("'%d %%' % 5", "5 %"),
    "an f-string": ("f'{1}{\"tea\"}!'", "1tea!"),
    "a list": ("[1, 'tea', (2,)]", [1, "tea", (2,)]),
    "a set": ("{1, 2}", [1, 2]),
    "a name": ("a = 'tea'\na", "tea"),
    "a name of a name": ("a = 'tea'\nb = c = a + '!'\nc", "tea!"),
    "a name with a hint": ("a: str = 'tea'\na", "tea"),
    "a name of the module in a function": ("a = 5\ndef f():\n    a", 5),
}
UNTOLD = {
    "a call": "tea()",
    "an unknown name": "tea",
    "a name bound twice": "a = 1\na = 2\na",
    "a name that is counted up": "a = 1\na += 1\na",
    "a name bound by a loop": "for a in [1]:\n    pass\na",
    "a name that is its own value": "a = a\na",
    "names in a circle": "a = b\nb = a\na",
    "a parameter of a name of the module": "a = 1\ndef f(a):\n    a",
    "a division by nothing": "1 / 0",
    "a remainder by nothing": "1 % 0",
    "a sum of unlike things": "'tea' + 1",
    "a text formatted by too few": "'%s %s' % 1",
    "a text formatted by names": "'%(a)s' % 1",
    "an f-string of something unknown": "f'{tea}'",
    "an f-string with a format": "f'{1:5}'",
    "a starred item": "[*tea]",
    "a list with something unknown": "[1, tea]",
    "a power": "2 ** 8",
}
HUGE = {
    "a repeated text": "'tea' * 10_000_000_000",
    "a repeated list": "10_000_000_000 * [1]",
    "a wide number": "'%9999999999d' % 1",
    "a wide number with leading zeros": "'%09999999999d' % 1",
    "a number with many digits": "'%.9999999999f' % 1",
    "a width from outside": "'%*d' % (9999999999, 1)",
    "a wide number in bytes": "b'%9999999999d' % 1",
    "a wide number among others": "'%s%-9999999999s' % (1, 2)",
    "an integer too long to write": f"f'{{{'9' * 4000} * {'9' * 4000}}}'",
    "an integer too long to write in a list": f"f'{{[{'9' * 4000} * {'9' * 4000}]}}'",
}


def folded(text: str) -> Any:
    """Fold the last expression of a text."""
    source = Source(text)
    assert source.broken == ()
    last = list(source.nodes(ast.Expr))[-1]
    return constant(source, last.value)


@pytest.mark.parametrize(("text", "value"), KNOWN.values(), ids=KNOWN)
def test_what_the_text_tells_is_known(text: str, value: object) -> None:
    assert folded(text) == value


@pytest.mark.parametrize("text", UNTOLD.values(), ids=UNTOLD)
def test_what_only_running_would_tell_is_unknown(text: str) -> None:
    assert folded(text) is UNKNOWN


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_what_would_fill_the_memory_is_not_worked_out(text: str) -> None:
    assert folded(text) is UNKNOWN


def test_no_expression_at_all_is_unknown() -> None:
    assert constant(Source(""), None) is UNKNOWN


def test_a_deep_sum_is_given_up() -> None:
    assert folded(" + ".join(["1"] * 500)) is UNKNOWN
