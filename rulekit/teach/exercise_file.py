"""The Markdown of an exercise's file in its parts: a title, prose below headings, and fenced blocks with a label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent

from markdown_it import MarkdownIt
from markdown_it.token import Token

GOAL = "goal"
LABELS = ("starter", "solution", "lines", "check", "witness", "alternate", "wrong", "module", "mutant")
_TICKED = re.compile(r"`{3,}([^`]+`.*)")


@dataclass(frozen=True)
class Fence:
    """A block whose info string has a label behind the language, such as `python starter`.

    `line` is its first line, `title` the paragraph right above it.
    """

    language: str
    label: str
    text: str
    line: int
    title: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a list: its first paragraph, and what stands below it."""

    text: str
    below: str
    line: int


@dataclass(frozen=True)
class Part:
    """What stands below a heading, without the labelled blocks; `stray` is the first line that is in no list."""

    heading: str
    line: int
    text: str
    items: tuple[Item, ...]
    stray: int | None


@dataclass(frozen=True)
class Page:
    """A file: the first part is the goal; `titles` holds the headings of the first level with their lines.

    `ticked` are lines that look like the beginning of a block and are none, with what they say behind their backquotes;
    `unclosed` is the beginning of a block that does not end.
    """

    titles: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]
    fences: tuple[Fence, ...]
    ticked: tuple[tuple[int, str], ...] = ()
    unclosed: int | None = None

    def part(self, heading: str) -> Part | None:
        """Give the first part with this heading."""
        return next((part for part in self.parts if part.heading == heading), None)


def read_page(lines: Sequence[str]) -> Page:
    """Take Markdown apart; lines that are no part of it are empty, so that numbers are those of the file."""
    tokens = MarkdownIt("commonmark").parse("\n".join(lines))
    headings = [
        (token, tokens[at + 1].content)
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and not token.level and token.tag in {"h1", "h2"}
    ]
    titles = tuple((text, _begin(token) + 1) for token, text in headings if token.tag == "h1")
    starts = [(GOAL, 0, 0)] + [(text, *_lines_of(token)) for token, text in headings if token.tag == "h2"]
    ends = [start for _, start, _ in starts[1:]] + [len(lines)]
    kept = _without(lines, tokens, [token for token, _ in headings if token.tag == "h1"])
    parts = (_part(heading, (start, end), kept, tokens) for (heading, _, start), end in zip(starts, ends, strict=True))
    inside = {
        line for token in tokens if token.type == "fence" for line in range(_begin(token) + 1, _lines_of(token)[1])
    }
    found = ((at + 1, _TICKED.fullmatch(line)) for at, line in enumerate(lines) if at not in inside)
    ticked = ((line, match[1].strip()) for line, match in found if match)
    return Page(titles, tuple(parts), tuple(_fences(tokens)), tuple(ticked), _unclosed(tokens, lines))


def _without(lines: Sequence[str], tokens: list[Token], titles: list[Token]) -> list[str]:
    """Empty the lines of titles and labelled blocks."""
    kept = list(lines)
    for token in (*titles, *(one for one in tokens if _is_labelled(one))):
        begin, end = _lines_of(token)
        kept[begin:end] = [""] * (end - begin)
    return kept


def _part(heading: str, place: tuple[int, int], kept: list[str], tokens: list[Token]) -> Part:
    begin, end = place
    inside = [token for token in tokens if token.map and begin <= token.map[0] < end]
    listed = {line for token in inside if token.type == "bullet_list_open" for line in range(*_lines_of(token))}
    stray = next((at for at in range(begin, end) if kept[at].strip() and at not in listed), None)
    text = "\n".join(_calm(kept[begin:end])).strip()
    return Part(heading, max(begin, 1), text, tuple(_items(inside, kept)), None if stray is None else stray + 1)


def _items(tokens: list[Token], lines: list[str]) -> Iterator[Item]:
    for at, token in enumerate(tokens):
        if token.type != "list_item_open" or token.level != 1:
            continue
        begin, end = _lines_of(token)
        first = next((one for one in tokens[at + 1 :] if one.type == "inline"), None)
        after = _lines_of(first)[1] if first else begin + 1
        words = first.content if first else ""
        yield Item(" ".join(words.split()), dedent("\n".join(lines[after:end])).strip(), begin + 1)


def _fences(tokens: list[Token]) -> Iterator[Fence]:
    for at, token in enumerate(tokens):
        if _is_labelled(token):
            words = token.info.split(maxsplit=1)
            language, label = words if len(words) > 1 else ("", words[0])
            above = tokens[at - 2].content if at and tokens[at - 1].type == "paragraph_close" else ""
            yield Fence(language, label.strip(), token.content, _begin(token) + 2, " ".join(above.split()))


def _unclosed(tokens: list[Token], lines: Sequence[str]) -> int | None:
    """Give the line of a block that goes on to the end of the file."""
    for token in tokens:
        begin, end = _lines_of(token)
        if token.type == "fence" and (end - begin == 1 or not lines[end - 1].strip().startswith(token.markup)):
            return begin + 1
    return None


def _is_labelled(token: Token) -> bool:
    """Tell whether a block has a label, or only a label where a language should stand."""
    if token.type != "fence" or token.level:
        return False
    words = token.info.split()
    return len(words) > 1 or (bool(words) and words[0].rstrip(":") in LABELS)


def _calm(lines: list[str]) -> Iterator[str]:
    """Leave one empty line where several follow each other."""
    last = ""
    for line in lines:
        if line.strip() or last.strip():
            yield line
        last = line


def _begin(token: Token) -> int:
    return _lines_of(token)[0]


def _lines_of(token: Token) -> tuple[int, int]:
    begin, end = token.map or (0, 0)
    return begin, end
