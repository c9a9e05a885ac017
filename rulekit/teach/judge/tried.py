"""How one check of an answer went."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tried:
    """One check: its name, the sentence of what is wanted, and a message when it is not so.

    `line` is a line of the answer, where there is one; `is_ours` says that the check itself failed, `lacks` what is
    missing here to judge it.
    """

    name: str
    sentence: str
    message: str | None = None
    line: int | None = None
    is_ours: bool = False
    lacks: str = ""
