"""The comments of a source, found without tokenising what the tree already explains."""

import ast
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping

from rulekit.analysis.syntax.source import Source, question
from rulekit.model.late import dataclass, regex
from rulekit.notebook.lexical import words

_DIRECTIVE = regex(
    r"#\s*(noqa|type:|pragma|pylint:|ruff:|rulekit:|flake8[:=]|mypy:|fmt:|nosec|noinspection|(todo|fixme|xxx)\b)",
    re.IGNORECASE,
)


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


@question
def comments(source: Source) -> Mapping[int, Comment]:
    """Which comment stands on which line?"""
    marked = [number for number, line in enumerate(source.lines, 1) if "#" in line]
    strings = _strings_on(source, marked) if marked else {}
    by_line: dict[int, Comment] = {}
    for number in marked:
        line = source.lines[number - 1]
        column, on_line = line.find("#"), strings.get(number, ())
        # A `#` that lies in a string begins no comment.
        while ends := [last for first, last in on_line if first <= column < last]:
            column = line.find("#", max(ends))
        if column >= 0:
            by_line[number] = Comment(number, column + 1, line[column:].rstrip("\r\n"))
    return by_line


def _strings_on(source: Source, marked: list[int]) -> Mapping[int, list[tuple[int, int]]]:
    """Tell where strings lie on the marked lines: columns from 0, the end exclusive."""
    strings: dict[int, list[tuple[int, int]]] = defaultdict(list)
    wanted = set(marked)
    texts = [*source.nodes(ast.Constant), *source.nodes(ast.JoinedStr)]
    for text in [text for text in texts if text.lineno in wanted or text.end_lineno != text.lineno]:
        if isinstance(text, ast.Constant) and not isinstance(text.value, (str, bytes)):
            continue
        if text.lineno == text.end_lineno:
            span = source.extent(text)
            strings[span.line].append((span.column - 1, span.end_column - 1))
        elif bisect_left(marked, text.lineno) < bisect_right(marked, text.end_lineno or text.lineno):
            whole = source.extent(text)
            start = source.offset(whole.line, whole.column)
            for word in words(source.segment(whole)):
                if word.kind != "string":
                    continue
                (line, first), (last_line, last) = source.place(start + word.start), source.place(start + word.end)
                while line < last_line:
                    strings[line].append((first - 1, len(source.lines[line - 1])))
                    line, first = line + 1, 1
                strings[line].append((first - 1, last - 1))
    return strings
