"""What a learner reads when a check fails: its own words, an end of ours, or an exception in plain words."""

import re
from collections.abc import Mapping
from typing import Any

from rulekit.teach.trial.standins.waiting import TooManySteps, WaitsForEver

CALLED = re.compile(r"[\w.]+\(\) (missing|takes|got)")
OURS = (NameError, SyntaxError, ImportError)
PLAIN: Mapping[type[BaseException], str] = {
    SystemExit: "the code ends the whole program",
    RecursionError: "a function calls itself without end",
    MemoryError: "the code asks for more memory than there is",
}


class MissingNameError(Exception):
    """A check asks for a name that the answer does not define."""


class Names:
    """What an answer defined, as attributes."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.__dict__.update({name: value for name, value in names.items() if not name.startswith("__")})

    def __getattr__(self, name: str) -> Any:
        raise MissingNameError(f"`{name}` is not at the top of the module: define it there")


def line_of(error: BaseException, path: str) -> int | None:
    """Give the last line of a file that an error came through."""
    frame, line = error.__traceback__, None
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == path:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def told_of(error: BaseException, line: int | None, sentence: str) -> tuple[str, bool]:
    """Give the message about an error that came through a line of the answer or none, and whether it is our fault."""
    text = str(error).partition("\n")[0]
    told = f"`{type(error).__name__}: {text}`" if text else f"`{type(error).__name__}`"
    ours = line is None and isinstance(error, OURS)
    if isinstance(error, AssertionError) and line is None:
        return str(error).strip() or sentence, False
    if isinstance(error, (WaitsForEver, TooManySteps, MissingNameError)) or ours:
        return (told if ours else text), ours
    if isinstance(error, tuple(PLAIN)):
        return next(words for kind, words in PLAIN.items() if isinstance(error, kind)), False
    if line is None and isinstance(error, TypeError) and CALLED.match(text):
        return f"it cannot be called as the shop calls it: {text}", False
    return (f"the code raises {told}" if line else f"what came back cannot be used: {told}"), False
