"""Opening the explorer, or saying which library of widgets is missing."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from rulekit.model.errors import RulekitError

if TYPE_CHECKING:
    from rulekit.jupyter.explorer import Explorer


def explore(rule: str = "") -> "Explorer":
    """Make the explorer, with a rule open that is named by its code, its name or another tool's code.

    Raises:
        RulekitError: ipywidgets is not installed.
        UnknownRuleError: there is no such rule.
    """
    if find_spec("ipywidgets") is None:
        raise RulekitError('the explorer is made of ipywidgets: run `pip install ".[jupyter]"` in the clone')
    from rulekit.jupyter.explorer import Explorer

    return Explorer(rule)
