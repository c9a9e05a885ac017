"""The comments of a source, found without tokenising what the tree already explains."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rulekit.analysis.source import Source
from rulekit.notebook.lexical import words

_DIRECTIVE = re.compile(r"#\s*(noqa|type:|pragma|pylint:|ruff:|mypy:|fmt:|nosec|(todo|fixme|xxx)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Comment:
    """A comment: its line, the column of its `#` (both from 1) and its text with the `#`."""

    line: int
    column: int
    text: str

    @property
    def explains(self) -> bool:
        """Whether it is written for a reader, not for a tool or a later day."""
        return not _DIRECTIVE.match(self.text) and bool(self.text.strip("# \t"))


def comments(source: Source) -> Mapping[int, Comment]:
    """Question: which comment stands on which line?"""
    lines = [number for number, line in enumerate(source.lines, 1) if "#" in line]
    if not lines:
        return {}
    first = {number: source.lines[number - 1].index("#") + 1 for number in lines}
    inside = _string_lines(source, first)
    found: dict[int, Comment] = {}
    for number in lines:
        if number not in inside:
            text = source.lines[number - 1][first[number] - 1 :].rstrip("\r\n")
            found[number] = Comment(number, first[number], text)
    if inside:
        found |= _scanned(source, inside)
    return found


def _string_lines(source: Source, first: Mapping[int, int]) -> frozenset[int]:
    """Tell on which of these lines a string may hold the `#`, as far as the tree knows."""
    found: set[int] = set()
    for text in source.nodes(ast.Constant, ast.JoinedStr):
        if isinstance(text, ast.Constant) and not isinstance(text.value, (str, bytes)):
            continue
        end = text.end_lineno or text.lineno
        if end == text.lineno:
            if text.lineno in first:
                found.add(text.lineno)
        else:
            found.update(number for number in range(text.lineno, end + 1) if number in first)
    return frozenset(found)


def _scanned(source: Source, wanted: frozenset[int]) -> dict[int, Comment]:
    """Read the whole text word by word, for lines on which a `#` and a string meet."""
    found: dict[int, Comment] = {}
    for word in words(source.text):
        if word.kind == "comment":
            line, column = source.place(word.start)
            if line in wanted:
                found[line] = Comment(line, column, source.text[word.start : word.end])
    return found
