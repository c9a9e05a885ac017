"""What other code may use: each text holds one definition called `pay`, `_pay` or `__pay__`."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.names.visibility import is_public, is_special
from rulekit.analysis.syntax.source import Source

DEFINITIONS = {
    "a function": ("def pay(): ...", "shop/till.py", True),
    "a name with a line before it": ("def _pay(): ...", "shop/till.py", False),
    "a method": ("class Till:\n    def pay(self): ...", "shop/till.py", True),
    "a special method": ("class Till:\n    def __pay__(self): ...", "shop/till.py", True),
    "a method of a private class": ("class _Till:\n    def pay(self): ...", "shop/till.py", False),
    "a function in a function": ("def open_till():\n    def pay(): ...", "shop/till.py", False),
    "a function in a branch": ("if new:\n    def pay(): ...", "shop/till.py", True),
    "a name that is exported": ("__all__ = ['pay']\ndef pay(): ...", "shop/till.py", True),
    "a name that is not exported": ("__all__ = ['sell']\ndef pay(): ...", "shop/till.py", False),
    "a method of a class that is exported": ("__all__ = ['Till']\nclass Till:\n    def pay(self): ...", "a.py", True),
    "a module with a line before its name": ("def pay(): ...", "shop/_till.py", False),
}


@pytest.mark.parametrize(("text", "path", "expected"), DEFINITIONS.values(), ids=DEFINITIONS)
def test_others_may_use_or_not(text: str, path: str, expected: bool) -> None:
    source = Source(text, path)
    (function,) = (one for one in functions(source) if "pay" in one.name)
    assert is_public(source, function) is expected


def test_a_special_name_has_something_between_its_lines() -> None:
    assert [is_special(name) for name in ("__init__", "____", "__init", "init__")] == [True, False, False, False]
