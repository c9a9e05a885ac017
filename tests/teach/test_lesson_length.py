"""A lesson lets its reader do something before two screens are read."""

import re
import textwrap
from collections.abc import Iterator

import pytest

from rulekit.teach.catalog import library
from rulekit.teach.lessons import Lesson, lessons
from rulekit.teach.notebooks import cells_of

SCREEN, COLUMNS = 40, 95
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)


def stretches(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Count the lines that are read between one cell to run and the next, and give the words that begin them."""
    lines, begin = 0, ""
    for cell in cells_of(lesson, library()):
        if cell.kind == "code":
            yield lines, begin
            lines, begin = 0, ""
            continue
        begin = begin or cell.text[:60]
        lines += sum(len(textwrap.wrap(line, COLUMNS)) or 1 for line in FOLDED.sub("(folded)", cell.text).splitlines())


@pytest.mark.parametrize("lesson", lessons(), ids=lambda one: one.name)
def test_two_screens_are_the_most_that_is_read_at_once(lesson: Lesson) -> None:
    assert [(lines, begin) for lines, begin in stretches(lesson) if lines > 2 * SCREEN] == []
