"""A shelf holds few things.

## Why
Things fall off.

## Instead
Use two shelves.

## When to break it
In the store room.

## What the check sees
- error: nothing.
- warning: nothing.
- advice: lists with more than `max-items` items.
- not seen: lists that grow.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK192",
    name="crowded-shelf",
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.ADVICE,
    roles=frozenset({"production", "notebook"}),
    examples=(Example("A shelf", bad="shelf = [1, 2, 3, 4]  # <- RK192", good="shelf = [1, 2]"),),
)


@dataclass(frozen=True)
class Options:
    """How much a shelf holds."""

    max_items: int = 3
    weight: float = 1.5
    labels: tuple[str, ...] = ("left", 'r"ight\\')
    material: Literal["wood", "steel"] = "wood"
    painted: bool = False
    owner: str | int = "shop"


@RULE.check
def crowded(shelf: ast.List, source: Source, options: Options) -> Iterator[Finding]:
    """Find long lists."""
    if len(shelf.elts) > options.max_items:
        yield RULE.at(source, shelf, f"a shelf of {len(shelf.elts)} things: use two")


@RULE.exempt
def store_room(shelf: ast.List, source: Source) -> bool:
    """The shelf stands in the store room."""
    statement = source.statement(shelf)
    return isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "store_room"
