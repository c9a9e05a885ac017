"""Control flow: how a block can end, by running through, by `break` or `continue`, by returning, or by raising."""

import ast
import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rulekit.analysis.syntax.last_name import called_name

ENDING_CALLS = frozenset({"exit", "_exit", "abort", "quit", "assert_never", "fail", "skip", "skipTest", "xfail"})


_OWN = frozenset({"abort", "exit", "quit"})


class Way(enum.Enum):
    """One way in which control leaves a block."""

    THROUGH = enum.auto()
    BREAK = enum.auto()
    CONTINUE = enum.auto()
    RETURN = enum.auto()
    RAISE = enum.auto()


Ways = frozenset[Way]
_THROUGH = frozenset({Way.THROUGH})
_BREAK = frozenset({Way.BREAK})
_CONTINUE = frozenset({Way.CONTINUE})
_RETURN = frozenset({Way.RETURN})
_RAISE = frozenset({Way.RAISE})
_NOWHERE: Ways = frozenset()


def ways_out(body: Sequence[ast.stmt]) -> Ways:
    """Return the ways in which a block can end; each statement is thought to work, unless it says that it raises."""
    ways: Ways = _THROUGH
    for statement in body:
        function = _WAYS.get(type(statement))
        if function is not None:
            own = function(statement)
            if own is not _THROUGH:
                ways = (ways - _THROUGH) | own
                if not ways & _THROUGH:
                    break
    return ways


def falls_through(body: Sequence[ast.stmt]) -> bool:
    """Tell whether the end of a block can be reached."""
    return bool(ways_out(body) & _THROUGH)


def always_raises(body: Sequence[ast.stmt]) -> bool:
    """Tell whether every way through a block ends by raising (or by ending the program)."""
    return ways_out(body) == _RAISE


def _expression(statement: ast.Expr) -> Ways:
    name = called_name(statement.value)
    function = getattr(statement.value, "func", None)
    is_own = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "self"
    return _RAISE if name in ENDING_CALLS and not (is_own and name in _OWN) else _THROUGH


def _assertion(statement: ast.Assert) -> Ways:
    never = isinstance(statement.test, ast.Constant) and not statement.test.value
    return _RAISE if never else _THROUGH


def _choice(statement: ast.If) -> Ways:
    """Follow a row of `elif` in a loop: each stands inside the one before, as deep as there are branches."""
    ways = ways_out(statement.body)
    rest = statement.orelse
    while len(rest) == 1 and isinstance(rest[0], ast.If):
        ways |= ways_out(rest[0].body)
        rest = rest[0].orelse
    return ways | ways_out(rest)


def _with(statement: ast.With | ast.AsyncWith) -> Ways:
    ways = ways_out(statement.body)
    caught = any(called_name(item.context_expr) == "suppress" for item in statement.items)
    return ways | _THROUGH if caught else ways


def _loop(statement: ast.For | ast.AsyncFor | ast.While) -> Ways:
    """A loop without an end is left by `break` alone; any other may run no round at all."""
    ways = ways_out(statement.body)
    endless = isinstance(statement, ast.While) and isinstance(statement.test, ast.Constant) and statement.test.value
    ends = _NOWHERE if endless else ways_out(statement.orelse)
    return (ways & (_RETURN | _RAISE)) | ends | (_THROUGH if ways & _BREAK else _NOWHERE)


def _attempt(statement: ast.Try | ast.TryStar) -> Ways:
    ways = ways_out(statement.body)
    if ways & _THROUGH:
        ways = (ways - _THROUGH) | ways_out(statement.orelse)
    if statement.handlers:
        ways -= _RAISE
    for handler in statement.handlers:
        ways |= ways_out(handler.body)
    last = ways_out(statement.finalbody)
    return ways | (last - _THROUGH) if last & _THROUGH else last


def _match(statement: ast.Match) -> Ways:
    """Without a case that takes everything, what no case takes goes through."""
    missed = _NOWHERE if any(map(_takes_all, statement.cases)) else _THROUGH
    return missed.union(*(ways_out(case.body) for case in statement.cases))


def _takes_all(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


_WAYS: Mapping[type, Callable[[Any], Ways]] = {
    ast.Return: lambda _: _RETURN,
    ast.Break: lambda _: _BREAK,
    ast.Continue: lambda _: _CONTINUE,
    ast.Raise: lambda _: _RAISE,
    ast.Expr: _expression,
    ast.Assert: _assertion,
    ast.If: _choice,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.While: _loop,
    ast.Try: _attempt,
    ast.TryStar: _attempt,
    ast.Match: _match,
}
