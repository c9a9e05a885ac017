"""The table of base classes holds against the real libraries, where they are installed."""

import importlib
import importlib.util

import pytest

from rulekit.known.bases import HOOKS

INSTALLED = [base for base in HOOKS if importlib.util.find_spec(base.partition(".")[0])]


@pytest.mark.parametrize("base", INSTALLED)
def test_every_method_in_the_table_is_one_of_the_real_class(base: str) -> None:
    module, _, name = base.rpartition(".")
    real = getattr(importlib.import_module(module), name)
    families = {hook for hook in HOOKS[base] if hook.endswith("*")}
    assert {hook for hook in HOOKS[base] - families if not hasattr(real, hook)} == set()
