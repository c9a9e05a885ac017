"""Parsons items: the lines of good code in disorder, with lines of bad code that do not belong."""

import ast
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.model.rule import MARK, Example, Rule
from rulekit.teach.exercise import Block, Exercise

INDENT = 4
FEWEST, MOST = 4, 18
MOST_STRANGERS = 4
LABELS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Puzzle:
    """The blocks in the order in which they are shown, and the labels in a right order."""

    title: str
    blocks: tuple[Block, ...]
    solution: str


def puzzle_of(rule: Rule, example: Example) -> Puzzle | None:
    """Make a puzzle of an example whose good code has enough lines, each a statement or the head of one."""
    lines = list(_lines(example.good))
    if not FEWEST <= len(lines) <= MOST or not _one_by_one(example.good):
        return None
    strangers = _strangers(example, {text for text, _ in lines})
    if not strangers:
        strangers = [line for one in rule.tempting for line in _strangers(one, {text for text, _ in lines})]
    if not strangers:
        return None
    return _dealt(example.title, f"{rule.name}.parsons", lines, strangers[:MOST_STRANGERS])


def mixed(exercise: Exercise, solution: str, others: str) -> Puzzle:
    """Mix the lines of an author's solution with those that belong to no good answer."""
    strangers = [line.strip() for line in others.splitlines() if line.strip()]
    return _dealt(exercise.title, exercise.id, list(_lines(solution)), strangers)


def _dealt(title: str, name: str, lines: Sequence[tuple[str, int]], strangers: Sequence[str]) -> Puzzle:
    cards: list[tuple[str, int | None]] = [*lines, *((text, None) for text in strangers)]
    order = _shuffled(name, len(cards), len(lines))
    labels = {at: LABELS[place] for place, at in enumerate(order)}
    blocks = tuple(Block(labels[at], *cards[at]) for at in order)
    solution = "\n".join(" " * INDENT * depth + labels[at] for at, (_, depth) in enumerate(lines))
    return Puzzle(title, blocks, solution)


def _shuffled(name: str, count: int, right: int) -> list[int]:
    """Put numbers into an order that the name decides, the same one everywhere; the right ones are never in a row."""
    dice = random.Random(zlib.crc32(name.encode()))  # noqa: S311 - a shuffle, no secret
    order = list(range(count))
    while [at for at in order if at < right] == list(range(right)):
        dice.shuffle(order)
    return order


def _lines(text: str) -> Iterator[tuple[str, int]]:
    for line in text.splitlines():
        if line.strip():
            yield line.strip(), (len(line) - len(line.lstrip())) // INDENT


def _one_by_one(text: str) -> bool:
    """Tell whether no statement stands in two lines, and no comment or second file is among them."""
    if any(line.lstrip().startswith("#") for line in text.splitlines()):
        return False
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return False
    nodes = (node for node in ast.walk(tree) if isinstance(node, (ast.expr, ast.arguments, ast.Import, ast.ImportFrom)))
    return all(getattr(node, "lineno", 0) == getattr(node, "end_lineno", 0) for node in nodes)


def _strangers(example: Example, belonging: set[str]) -> list[str]:
    """Give the lines of the bad code that the good code lacks, those that are marked first."""
    lines = [line for line in example.bad.splitlines() if line.strip()]
    bare = {MARK.sub("", line).strip(): bool(MARK.search(line)) for line in lines}
    return sorted((text for text in bare if text not in belonging), key=lambda text: not bare[text])
