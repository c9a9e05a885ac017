r"""A Python style guide that checks, explains and teaches itself.

>>> import rulekit
>>> rule = rulekit.rules["bare-except"]
>>> rule.guide
'Never use bare `except:` clauses. Always catch specific exceptions.'
>>> [finding.span.line for finding in rulekit.check("try:\n    load()\nexcept:\n    stop()\n")]
[3]
"""

from __future__ import annotations

import importlib
import sys
import types

# Not from `typing`: a file of that name beside the code under check would run before `__main__` can prevent it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rulekit.api import LiveRule, Report, check, check_paths, fix, rules
    from rulekit.engine.fixing import Fixed
    from rulekit.engine.settings import Settings
    from rulekit.model.errors import RulekitError, UnjudgedWarning
    from rulekit.model.finding import Finding, Severity
    from rulekit.model.rule import Example, Rule
    from rulekit.model.section import Section

__version__ = "0.1.0"

__all__ = [
    "Example",
    "Finding",
    "Fixed",
    "LiveRule",
    "Report",
    "Rule",
    "RulekitError",
    "Section",
    "Settings",
    "Severity",
    "UnjudgedWarning",
    "check",
    "check_paths",
    "explore",
    "fix",
    "rules",
]

_HOMES = {
    "Example": "rulekit.model.rule",
    "Finding": "rulekit.model.finding",
    "Fixed": "rulekit.engine.fixing",
    "Rule": "rulekit.model.rule",
    "RulekitError": "rulekit.model.errors",
    "Section": "rulekit.model.section",
    "Settings": "rulekit.engine.settings",
    "Severity": "rulekit.model.finding",
    "UnjudgedWarning": "rulekit.model.errors",
}


class _Package(types.ModuleType):
    """This package: its public names load on first use, and `rulekit.rules` is the catalog of rules.

    The folder `rulekit/rules` has the same name; the import system sets it as an attribute here, which the property
    outranks.
    """

    @property
    def rules(self) -> Any:
        """All rules, by code or name."""
        return importlib.import_module("rulekit.api").rules

    @rules.setter
    def rules(self, _: types.ModuleType) -> None:
        """Take no notice of the folder."""

    def __getattr__(self, name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'rulekit' has no attribute '{name}'")
        return getattr(importlib.import_module(_HOMES.get(name, "rulekit.api")), name)

    def __dir__(self) -> list[str]:
        return sorted({*__all__, *super().__dir__()})


def explore(rule: str = "") -> Any:
    """Show all rules to search, read, try and practise, as a widget for notebooks; `rule` names the one to open.

    Raises:
        RulekitError: ipywidgets is not installed.
        UnknownRuleError: there is no such rule.
    """
    return importlib.import_module("rulekit.jupyter.open_explorer").explore(rule)


def load_ipython_extension(shell: Any) -> None:
    """Load the magics: `%load_ext rulekit`."""
    importlib.import_module("rulekit.jupyter.extension").load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Take the magics away: `%unload_ext rulekit`."""
    importlib.import_module("rulekit.jupyter.extension").unload(shell)


sys.modules[__name__].__class__ = _Package
