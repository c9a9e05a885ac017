"""Which lines mean the same place: all lines of the statement or the function in which something was found.

What is found at the head of a function may be named by any of its lines, unless the rule finds more in it. A test is
one thing: there that holds for whatever a rule about tests finds.
"""

import ast
from collections.abc import Iterable, Mapping

from rulekit.engine.catalog import catalog
from rulekit.model.rule import files_in
from rulekit.model.section import Section

Place = tuple[int, str]
_Node = ast.stmt | ast.ExceptHandler
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_that_count(text: str, places: Iterable[Place]) -> Mapping[Place, frozenset[int]]:
    """Give for each place the lines by which it may be named; another place of the same rule keeps its own line."""
    known = sorted(places)
    trees = [tree for file in _files(text) if (tree := _parsed(file)) is not None]
    nodes = [_head(node) for tree in trees for node in ast.walk(tree) if isinstance(node, _Node)]
    functions = [_whole(node) for tree in trees for node in ast.walk(tree) if isinstance(node, _Function)]
    counted = {}
    for line, code in known:
        taken = {other for other, its in known if its == code and other != line}
        holding = [lines for lines in nodes if line in lines]
        around = min(holding, key=len) if holding else range(line, line + 1)
        is_of_tests = catalog()[code].section is Section.TESTING
        wider = [lines for lines in functions if lines.start == around.start or (is_of_tests and line in lines)]
        alone = [lines for lines in wider if taken.isdisjoint(lines)]
        meant = min(alone or [around], key=len)
        counted[line, code] = frozenset(meant) - taken
    return counted


def _files(text: str) -> list[str]:
    return list(files_in(text).values()) or [text]


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def _head(node: _Node) -> range:
    """Give the lines of a statement: of one that holds others its head, of a handler all of them."""
    body: list[ast.stmt] = getattr(node, "body", [])
    if body and isinstance(node, ast.stmt):
        end = max(node.lineno + 1, body[0].lineno - len(getattr(body[0], "decorator_list", [])))
        return range(_whole(node).start, end)
    return _whole(node)


def _whole(node: _Node) -> range:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    return range(first, (node.end_lineno or node.lineno) + 1)
