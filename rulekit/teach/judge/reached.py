"""What an answer reached for, in words."""

import os
from collections.abc import Sequence
from typing import Any

INNER = ("cpython.", "gc.", "object.", "resource.", "sys.")
LONGEST = 60


def harm_of(event: str, about: Sequence[Any]) -> str:
    """Say what would have been done, or nothing where the event by itself does no harm."""
    if event.startswith(INNER):
        return ""
    if event == "subprocess.Popen":
        return f"the program {_short(' '.join(map(_text, _words(about[1]))) or _text(about[0]))}"
    what = _short(_text(about[0])) if about and not event.startswith("import ") else ""
    return f"`{event}`{' on ' + what if what else ''}"


def _words(command: Any) -> Sequence[Any]:
    return command if isinstance(command, (list, tuple)) else [command]


def _text(word: Any) -> str:
    return os.fsdecode(word) if isinstance(word, (str, bytes)) else str(word)


def _short(text: str) -> str:
    return f"`{text if len(text) <= LONGEST else text[:LONGEST] + '...'}`"
