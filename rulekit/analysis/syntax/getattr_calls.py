"""`getattr(order, "total")` read as `order.total`, before anything else looks at the tree."""

import ast
import keyword
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from rulekit.analysis.syntax.index import children, node_fields
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.model.late import regex

_WORD = "getattr"
# The word comes first, since a search for letters is quicker than one for the beginnings of words.
_WRITTEN = regex(r"""getattr(?<!\wgetattr)\s*\([^()]+,\s*["']\w+["']\s*\)""")
_SHADOWED = regex(r"\bdef getattr\b|\bas getattr\b|\bgetattr\s*=[^=]")


def getattr_to_attributes(tree: ast.Module, text: str) -> ast.Module:
    """Put attributes in the place of calls of `getattr` that name them, each where the call stands."""
    places = [match.start() for match in _WRITTEN.finditer(text)] if _WORD in text else []
    if not places or _SHADOWED.search(text):
        return tree
    starts = line_starts(split_lines(text))
    lines = [bisect_right(starts, place) for place in places]
    for node in _around(tree, lines):
        for name in node_fields(node.__class__):
            value = getattr(node, name, None)
            if isinstance(value, ast.Call):
                setattr(node, name, _as_attribute(value))
            elif isinstance(value, list):
                value[:] = [_as_attribute(one) if isinstance(one, ast.Call) else one for one in value]
    return tree


def _around(tree: ast.Module, lines: Sequence[int]) -> Iterator[ast.AST]:
    """Give the nodes that reach over some lines, and those that have no lines of their own."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in children(node) if _reaches(child, lines)]


def _reaches(node: ast.AST, lines: Sequence[int]) -> bool:
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", lines[-1])
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def _as_attribute(call: ast.Call) -> ast.expr:
    if not isinstance(call.func, ast.Name) or call.func.id != "getattr" or call.keywords:
        return call
    word = call.args[1] if len(call.args) == 2 else None
    if not isinstance(word, ast.Constant) or not isinstance(word.value, str):
        return call
    if not word.value.isidentifier() or keyword.iskeyword(word.value):
        return call
    owner = call.args[0]
    inner = _as_attribute(owner) if isinstance(owner, ast.Call) else owner
    return ast.copy_location(ast.Attribute(inner, word.value, ast.Load()), call)
