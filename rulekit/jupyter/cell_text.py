"""A cell among the others of its notebook, as verbs and marks know it."""

from collections.abc import Callable
from typing import NamedTuple

from rulekit.model.finding import Finding


class CellText(NamedTuple):
    """The key that a cell is known by, its place among the texts of all code cells, and what it is called."""

    key: str
    texts: tuple[str, ...]
    at: int
    name: str = "the cell"

    @property
    def text(self) -> str:
        """The cell's own text."""
        return self.texts[self.at]


CellOf = Callable[[Finding], CellText]
