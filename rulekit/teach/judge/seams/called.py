"""What came of a call that may do harm."""

from collections.abc import Callable
from typing import Any

LONGEST = 80


class Done:
    """What a call did: the harm in a few words or nothing, and what came back or was raised, in words."""

    def __init__(self, harm: str, told: str, errors: tuple[str, ...] = ()) -> None:
        self.harm = harm
        self.told = told
        self.errors = errors

    def raised(self, name: str) -> bool:
        """Tell whether an error of this name came out, or a kind of it."""
        return name in self.errors


ENDED = "the whole program was ended"


def call(function: Callable[..., object], arguments: tuple[Any, ...]) -> Done:
    """Call a function; what is no `Exception` ends a program, and that is harm."""
    try:
        came = function(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever a customer's text raises is told
        return Done("", f"ended in {type(error).__name__}", tuple(kind.__name__ for kind in type(error).__mro__))
    except (SystemExit, KeyboardInterrupt) as error:
        return Done(ENDED, f"ended in {type(error).__name__}")
    return Done("", f"gave {_short(came)}")


def _short(came: object) -> str:
    text = repr(came)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
