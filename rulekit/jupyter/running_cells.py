"""Which cells run now, and by which key each is known when it has run."""

import itertools
from collections import defaultdict
from collections.abc import Mapping
from threading import get_ident
from typing import Any

from rulekit.notebook.checkstyle_line import LINE

_UNNAMED = "run "


class RunningCells:
    """The cells that have begun and not ended, by thread; those that others run within themselves are no cells."""

    def __init__(self) -> None:
        self._running: defaultdict[int, list[Any]] = defaultdict(list)
        self._runs = itertools.count(1)

    def begin(self, info: Any) -> None:
        """Note that a cell begins."""
        self._running[get_ident()].append(info)

    def end(self, result: Any | None) -> Any | None:
        """Tell which cell has ended, if no other cell ran it and it began here.

        IPython says no beginning of a blank cell, and has no result of one that was interrupted while it waited.
        """
        running = self._running[get_ident()]
        is_blank = result is not None and not (result.info.raw_cell or "").strip()
        if is_blank or not running:
            return None
        ended = running.pop()
        return None if running else ended

    def key_of(self, info: Any, known: Mapping[str, str]) -> str:
        """Give the key of a cell: its id, or, where the front end gives none, that of an earlier run of its code."""
        code = _code(info.raw_cell)
        same = (key for key, text in known.items() if is_unnamed(key) and _code(text) == code)
        return getattr(info, "cell_id", None) or next(same, "") or f"{_UNNAMED}{next(self._runs)}"


def is_unnamed(key: str) -> bool:
    """Tell whether the front end does not say which cell it is."""
    return not key or key.startswith(_UNNAMED)


def _code(text: str) -> str:
    """Give the text of a cell without our line, by which it is the same cell."""
    return "\n".join(line for line in text.splitlines() if not LINE.fullmatch(line)).strip()
