"""Where control goes: whether the end of a block can be reached."""

import ast
from collections.abc import Sequence

from rulekit.analysis.syntax.index import FUNCTIONS, children

_LAST_CALLS = frozenset({"exit", "_exit", "abort", "quit", "assert_never"})


def falls_through(body: Sequence[ast.stmt]) -> bool:
    """Tell whether the end of a block can be reached; judged by its last statement, in doubt yes."""
    last = body[-1] if body else None
    match last:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            reached = False
        case ast.Expr():
            reached = not _never_comes_back(last.value)
        case ast.If():
            reached = falls_through(last.body) or falls_through(last.orelse)
        case ast.With() | ast.AsyncWith():
            reached = falls_through(last.body) or any(_called(item.context_expr) == "suppress" for item in last.items)
        case ast.While():
            reached = not (isinstance(last.test, ast.Constant) and last.test.value) or _breaks(last)
        case ast.Try() | ast.TryStar():
            reached = _try_falls_through(last)
        case ast.Match():
            whole = any(_takes_all(case) for case in last.cases)
            reached = not whole or any(falls_through(case.body) for case in last.cases)
        case _:
            reached = True
    return reached


def _never_comes_back(value: ast.expr) -> bool:
    return _called(value.value if isinstance(value, ast.Await) else value) in _LAST_CALLS


def _called(value: ast.expr) -> str:
    function = value.func if isinstance(value, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _breaks(loop: ast.While) -> bool:
    """Tell whether a `break` leaves this very loop."""
    waiting: list[ast.AST] = [*loop.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            waiting += node.orelse
        elif not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting += [child for child in children(node) if not isinstance(child, ast.expr)]
    return False


def _try_falls_through(attempt: ast.Try | ast.TryStar) -> bool:
    if attempt.finalbody and not falls_through(attempt.finalbody):
        return False
    ways = [attempt.orelse or attempt.body, *(handler.body for handler in attempt.handlers)]
    if attempt.orelse and not falls_through(attempt.body):
        ways[0] = attempt.body
    return any(falls_through(way) for way in ways)


def _takes_all(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
