"""A chapter: Markdown in which each fenced block marked `cell` becomes a code cell.

    ```python cell expect=RK301,RK201
    ...
    ```

`expect` names what the rules find in a cell that is bad on purpose. All other text becomes Markdown cells, one for each
part that a heading begins or that stands between two code cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from rulekit.engine.expectation import EXPECT_TAG
from rulekit.model.errors import UnreadableError

CELL = "cell"
EXPECT = "expect="


@dataclass(frozen=True)
class LessonCell:
    """A cell of a lesson, before it is run."""

    kind: str
    text: str
    tags: tuple[str, ...] = ()


def read_chapter(text: str, path: str) -> tuple[LessonCell, ...]:
    """Read a chapter's Markdown.

    Raises:
        UnreadableError: a fenced block has an unknown word behind `cell`.
    """
    lines = text.splitlines()
    cells: list[LessonCell] = []
    last = 0
    for token in MarkdownIt("commonmark").parse(text):
        words = token.info.split()
        if token.type != "fence" or token.map is None or CELL not in words:
            continue
        begin, end = token.map
        cells += _prose(lines[last:begin])
        cells.append(LessonCell("code", token.content.rstrip("\n"), tuple(_tags(words, f"{path}:{begin + 1}"))))
        last = end
    return (*cells, *_prose(lines[last:]))


def _tags(words: list[str], where: str) -> Iterator[str]:
    for word in words[words.index(CELL) + 1 :]:
        if not word.startswith(EXPECT):
            raise UnreadableError(f"{where}: unknown word `{word}` behind `cell`: write `expect=RK301`")
        yield from (f"{EXPECT_TAG}{code}" for code in word.removeprefix(EXPECT).split(","))


def _prose(lines: list[str]) -> Iterator[LessonCell]:
    part: list[str] = []
    for line in [*lines, "# "]:
        if line.startswith("#") and part:
            text = "\n".join(part).strip()
            if text:
                yield LessonCell("markdown", text)
            part = []
        part.append(line)
