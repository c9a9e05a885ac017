"""What cells of a notebook have to do with each other without sharing a name, said beside the question that sees it.

Where one cell alone is asked for, only those are looked at that share names with it. A question whose answer hangs on
more than that says so, by what stands in the text of such cells; nothing else needs to know of it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from rulekit.model.late import regex

Question = TypeVar("Question", bound=Callable[..., object])


class Link(NamedTuple):
    """What tells by the text of a cell that it concerns others, and by theirs that it concerns them."""

    says: re.Pattern[str]
    hears: re.Pattern[str]


LINKS: dict[str, Link] = {}
PATTERNS: list[re.Pattern[str]] = []


def links_cells(says: str, hears: str) -> Callable[[Question], Question]:
    """Let cells in which one pattern is found be looked at for those in which the other is found."""

    def declare(question: Question) -> Question:
        LINKS[f"{question.__module__}.{question.__qualname__}"] = Link(regex(says), regex(hears))
        return question

    return declare


def counts_anywhere(pattern: str) -> Callable[[Question], Question]:
    """Let a question find words in the vocabulary wherever in a notebook they stand: it looks for nothing else."""

    def declare(question: Question) -> Question:
        PATTERNS.append(regex(pattern))
        return question

    return declare
