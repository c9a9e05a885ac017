"""Opening the explorer, or saying which library of widgets is missing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rulekit.model.errors import RulekitError

if TYPE_CHECKING:
    from rulekit.jupyter.explorer import Explorer


@contextmanager
def widgets_for(thing: str) -> Iterator[None]:
    """Say what is to be done where ipywidgets, of which a thing is made, is missing or cannot be imported.

    Raises:
        RulekitError: it cannot be imported.
    """
    try:
        yield
    except ImportError as error:
        raise RulekitError(
            f"{thing} is made of ipywidgets, which cannot be imported ({error}): `%pip install ipywidgets`"
        ) from error


def explore(rule: str = "") -> "Explorer":
    """Make the explorer, with a rule open that is named by its code, its name or another tool's code.

    Raises:
        RulekitError: ipywidgets is not installed.
        UnknownRuleError: there is no such rule.
    """
    with widgets_for("the explorer"):
        from rulekit.jupyter.explorer import Explorer
    return Explorer(rule)
