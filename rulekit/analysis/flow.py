"""Where control goes: whether the end of a block can be reached."""

import ast
from collections.abc import Sequence

from rulekit.analysis.functions import own_nodes

_LAST_CALLS = frozenset({"exit", "_exit", "abort", "quit", "fail", "assert_never", "error", "skip", "xfail"})


def falls_through(body: Sequence[ast.stmt]) -> bool:
    """Tell whether the end of a block can be reached; judged by its last statement, in doubt yes."""
    last = body[-1] if body else None
    if isinstance(last, (ast.Return, ast.Raise, ast.Continue, ast.Break)):
        return False
    if isinstance(last, ast.Expr) and isinstance(last.value, (ast.Call, ast.Await)):
        return not _never_comes_back(last.value)
    if isinstance(last, ast.If):
        return falls_through(last.body) or falls_through(last.orelse)
    if isinstance(last, (ast.With, ast.AsyncWith)):
        return falls_through(last.body)
    if isinstance(last, ast.While):
        return not (isinstance(last.test, ast.Constant) and last.test.value) or _breaks(last)
    if isinstance(last, ast.Try):
        return _try_falls_through(last)
    if isinstance(last, ast.Match):
        whole = any(_takes_all(case) for case in last.cases)
        return not whole or any(falls_through(case.body) for case in last.cases)
    return True


def _never_comes_back(value: ast.expr) -> bool:
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in _LAST_CALLS
