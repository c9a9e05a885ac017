"""What the fork of one check and the seams in it share."""

from pathlib import Path
from typing import Any, NamedTuple

Record = tuple[str, tuple[Any, ...]]


class Scene(NamedTuple):
    """The folder of the shop, what the guard saw, and an item for each fork of ours that it lets through."""

    shop: Path
    records: list[Record]
    forks: list[bool]
