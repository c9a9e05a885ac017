"""Tests that tidy up behind themselves: a `finally` that only takes down what the same test put up."""

import ast
import re
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Try
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, parameters, walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.testing.pytest_model import test_set

_CLEANUP_NAMES = re.compile(
    r"_*((a|server_|force_)?close(_all)?|unlink|rm|rmdir|rmtree|removedirs|stop(_all|_server)?|terminate|kill|killpg"
    r"|shutdown(_\w+)?|disconnect|drop(_\w+)?|quit|clean_?up|tear_?down|dispose|rollback|uninstall|unregister|undo"
    r"|restore|delete(_\w+)?|destroy(_\w+)?|(cleanup|clean_up|teardown|tear_down|remove|reset|restore|stop|close|kill)_\w+)",
    re.IGNORECASE,
)
# Calls that may stand beside those that clean up; alone they are no cleanup.
_BESIDE_CLEANUP = re.compile(
    r"clear|reset|pop|remove|wait|join|cancel|release|set|discard|chdir|update|exists|debug|info|gather"
)
_GONE = frozenset({"os.remove", "os.close"})


@question
def cleanups_in_finally(source: Source) -> tuple[Try, ...]:
    """Which `try` statements of tests have a `finally` that only takes down what the test put up?"""
    tests = test_set(source)
    try_statements: Sequence[Try] = source.nodes(*TRY_STATEMENTS) if tests else ()
    return tuple(
        try_statement
        for try_statement in try_statements
        if try_statement.finalbody and _only_cleans_up(source, try_statement)
    )


def _only_cleans_up(source: Source, try_statement: Try) -> bool:
    test = enclosing_function(source, try_statement)
    if test is None or test not in test_set(source):
        return False
    between = [one for one in source.ancestors(try_statement) if isinstance(one, LOOPS)]
    if any(test in source.ancestors(loop) for loop in between):
        return False
    calls = [_call_in(statement) for statement in _plain(try_statement.finalbody)]
    steps = [call for call in calls if call is not None]
    if len(steps) < len(calls) or not all(_is_step(source, call) for call in steps):
        return False
    # What the test still uses behind its `finally` is not taken down there.
    later = {node.id for one in following(source, try_statement) for node in walk(one) if isinstance(node, ast.Name)}
    ended = {node.id for call in steps for node in walk(call) if isinstance(node, ast.Name)}
    return ended.isdisjoint(later) and any(_cleans_up(source, call) and _is_own(source, test, call) for call in steps)


def _plain(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a block, those under `if`, `with` and `for` in place of these; plain values left out."""
    for statement in body:
        if isinstance(statement, (ast.If, ast.With, ast.AsyncWith, *LOOPS)):
            yield from _plain([*statement.body, *getattr(statement, "orelse", [])])
        elif isinstance(statement, TRY_STATEMENTS):
            yield from _plain(statement.body)
        elif not isinstance(statement, (ast.Assign, ast.AugAssign, ast.Delete, ast.Pass)):
            yield statement


def _call_in(statement: ast.stmt) -> ast.Call | None:
    value = statement.value if isinstance(statement, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    return value if isinstance(value, ast.Call) else None


def _is_step(source: Source, call: ast.Call) -> bool:
    return _cleans_up(source, call) or bool(_BESIDE_CLEANUP.fullmatch(called_name(call)))


def _cleans_up(source: Source, call: ast.Call) -> bool:
    return bool(_CLEANUP_NAMES.fullmatch(called_name(call))) or names(source).resolve(call.func) in _GONE


def _is_own(source: Source, test: Function, call: ast.Call) -> bool:
    """Tell whether a call takes down something that the test made: a local name, or what a fixed text names."""
    arguments = {parameter.arg for parameter in parameters(test.args)}
    on = _root(call.func.value) if isinstance(call.func, ast.Attribute) else None
    if isinstance(on, ast.Name) and not _is_imported(source, on):
        return on.id not in arguments | {"self", "cls"}
    handed = [_root(argument) for argument in call.args]
    if any(isinstance(name, ast.Name) and name.id in arguments | {"self", "cls"} for name in handed):
        return False
    return bool(handed) or isinstance(on, ast.Name)


def _root(expression: ast.expr) -> ast.expr:
    """Give the name at the beginning of `server.socket.close`."""
    while isinstance(expression, (ast.Attribute, ast.Subscript, ast.Call)):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression


def _is_imported(source: Source, name: ast.Name) -> bool:
    return any(isinstance(binder, ast.alias) for binder in names(source).binders(name))
