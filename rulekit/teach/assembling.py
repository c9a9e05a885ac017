"""Putting the blocks of a Parsons item together, and finding the first one that cannot stand where it does."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rulekit.teach.exercise import Block
from rulekit.teach.ordering import same_order

INDENT = "    "
TAB = 4
_LABELLED = re.compile(r"(\s*)(?:[-*•]\s+)?[(`'\"]?([A-Za-z])[)`'\".:,]?(?:\s.*)?")


@dataclass(frozen=True)
class Line:
    """A line of an answer: the label of its block, its text, and how deep it stands."""

    label: str
    text: str
    depth: int

    @property
    def code(self) -> str:
        """The line as it stands in the code."""
        return INDENT * self.depth + self.text


def read_labels(blocks: Sequence[Block], answer: str) -> tuple[Line, ...] | str:
    """Read an answer of one label a line; give what is wrong with it where it cannot be read."""
    texts = {block.label.lower(): block for block in blocks}
    rows = [row.expandtabs(TAB) for row in answer.splitlines() if row.strip()]
    if len(rows) == 1 and len(rows[0].replace(",", " ").split()) > 1:
        return "the letters stand in one line: write each in a line of its own"
    levels: list[int] = []
    lines = []
    for row in rows:
        match = _LABELLED.fullmatch(row)
        if match is None or match[2].lower() not in texts:
            return f"`{row.strip()}` is no letter of a line: the letters are {', '.join(texts)}"
        width = len(match[1])
        while levels and levels[-1] > width:
            levels.pop()
        if not levels or levels[-1] < width:
            levels.append(width)
        block = texts[match[2].lower()]
        lines.append(Line(block.label, block.text, len(levels) - 1))
    return tuple(lines)


def labels_of(blocks: Sequence[Block], code: str) -> str | None:
    """Write code as an answer of labels; None where it has a line that no block has, or more often than the blocks."""
    left = list(blocks)
    rows = []
    for line in code.splitlines():
        if not line.strip():
            continue
        block = next((one for one in left if one.text == line.strip()), None)
        if block is None:
            return None
        left.remove(block)
        rows.append(line[: len(line) - len(line.lstrip())] + block.label)
    return "\n".join(rows)


def code_of(lines: Sequence[Line]) -> str:
    """Write the code that an answer stands for."""
    return "\n".join(line.code for line in lines) + "\n"


def first_misfit(blocks: Sequence[Block], solution: str, answer: Sequence[Line]) -> int | None:
    """Give the number of the first line after which no right answer can follow; None where all may stay."""
    right = read_labels(blocks, solution)
    if isinstance(right, str):
        return 1
    whole = code_of(right)
    chains = _chains(whole)
    for number in range(1, len(answer) + 1):
        completed = _completed(answer[:number], right, chains)
        if completed is None or not same_order(completed, whole):
            return number
    return None


def _completed(begun: Sequence[Line], right: Sequence[Line], chains: Sequence[tuple[int, ...]]) -> str | None:
    """Write the lines that are there, then those that are missing: first what belongs to the statements still open."""
    left = list(range(len(right)))
    last: tuple[int, ...] = ()
    for line in begun:
        at = next((one for one in left if (right[one].text, right[one].depth) == (line.text, line.depth)), None)
        if at is None:
            return _tolerant(begun, right)
        left.remove(at)
        last = chains[at]
    left.sort(key=lambda at: (-_common(chains[at], last), at))
    return code_of([*begun, *(right[at] for at in left)])


def _tolerant(begun: Sequence[Line], right: Sequence[Line]) -> str | None:
    """Let a line stand that says the same in other words, such as a handler that names what it does not use."""
    if len(begun) > len(right):
        return None
    return code_of([*begun, *right[len(begun) :]])


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _chains(code: str) -> list[tuple[int, ...]]:
    """Give for each line the statements that it stands in, from the outermost on, by their first lines."""
    statements = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.stmt)]
    spans = sorted((_first_line(node), -(node.end_lineno or node.lineno)) for node in statements)
    count = len(code.splitlines())
    return [tuple(begin for begin, end in spans if begin <= number <= -end) for number in range(1, count + 1)]


def _first_line(statement: ast.stmt) -> int:
    """Give where a statement begins, with what decorates it."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])
