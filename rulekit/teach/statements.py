"""Which lines mean the same place: all lines of the statement or the function in which something was found.

A test is one thing: what a rule about tests finds in it may be named by any of its lines.
"""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from rulekit.engine.catalog import catalog
from rulekit.model.rule import files_in
from rulekit.model.section import Section

Place = tuple[int, str]
_Node = ast.stmt | ast.ExceptHandler
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_that_count(text: str, places: Iterable[Place]) -> Mapping[Place, frozenset[int]]:
    """Give for each place the lines by which it may be named; another place of the same rule keeps its own line."""
    known = sorted(places)
    nodes = [node for file in _files(text) for node in _statements(file, _Node)]
    functions = [node for file in _files(text) for node in _statements(file, _Function)]
    counted = {}
    for line, code in known:
        taken = {other for other, its in known if its == code and other != line}
        whole = functions if catalog()[code].section is Section.TESTING else []
        holding = [lines for lines in whole if line in lines] or [lines for lines in nodes if line in lines]
        around = min(holding, key=len) if holding else range(line, line + 1)
        counted[line, code] = frozenset(around) - taken
    return counted


def _files(text: str) -> list[str]:
    return list(files_in(text).values()) or [text]


def _statements(text: str, kinds: Any) -> list[range]:
    """Give the lines of each statement: of one that holds others its head, of a function or a handler all of them."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    return [_lines(node) for node in ast.walk(tree) if isinstance(node, kinds)]


def _lines(node: _Node) -> range:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    body: list[ast.stmt] = getattr(node, "body", [])
    if body and not isinstance(node, _Function | ast.ExceptHandler):
        return range(first, max(node.lineno + 1, body[0].lineno - len(getattr(body[0], "decorator_list", []))))
    return range(first, (node.end_lineno or node.lineno) + 1)
