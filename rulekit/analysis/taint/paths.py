"""The farthest place that a part of a value comes from, and the steps on its way."""

import ast
from dataclasses import replace

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.backward import Kind, Origin, origins
from rulekit.model.finding import Step

_BY_DISTANCE = (Kind.INPUT, Kind.PARAMETER, Kind.UNKNOWN, Kind.CLEANED, Kind.CONSTANT)


def farthest(source: Source, expression: ast.expr) -> Origin:
    """Give the origin that the program has the least power over; of several the first in the text."""
    found = [_as_filled(one) for one in origins(source, expression)]
    unknown = Origin(Kind.UNKNOWN, expression)
    return min(found, key=lambda one: (_BY_DISTANCE.index(one.kind), _place(one.node)), default=unknown)


def _as_filled(origin: Origin) -> Origin:
    """Take an empty container for one that is filled later, with nobody knows what."""
    node = origin.node
    is_empty = isinstance(node, (ast.List, ast.Dict, ast.Set)) and not (
        node.values if isinstance(node, ast.Dict) else node.elts
    )
    return replace(origin, kind=Kind.UNKNOWN) if is_empty and origin.kind is Kind.CONSTANT else origin


def first_step(source: Source, origin: Origin) -> tuple[Step, ...]:
    """Tell where a value comes in, if somebody else decides what it is."""
    if origin.kind not in {Kind.INPUT, Kind.PARAMETER}:
        return ()
    return (Step(source.span(origin.node), origin.what),)


def _place(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
