"""Tests that tidy up behind themselves: a `finally` that only takes down what the same test put up."""

import ast
import re
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Try
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, parameters, walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.testing.pytest_model import test_set

_TIDIES = re.compile(
    r"_*((a|server_|force_)?close(_all)?|unlink|rm|rmdir|rmtree|removedirs|stop(_all|_server)?|terminate|kill|killpg"
    r"|shutdown(_\w+)?|disconnect|drop(_\w+)?|quit|clean_?up|tear_?down|dispose|rollback|uninstall|unregister|undo"
    r"|restore|delete(_\w+)?|destroy(_\w+)?|(cleanup|clean_up|teardown|tear_down|remove|reset|restore|stop|close|kill)_\w+)",
    re.IGNORECASE,
)
_ALSO = re.compile(r"clear|reset|pop|remove|wait|join|cancel|release|set|discard|chdir|update|exists|debug|info|gather")
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_GONE = frozenset({"os.remove", "os.close"})


@question
def tidying_attempts(source: Source) -> tuple[Try, ...]:
    """Which `try` statements of tests have a `finally` that only takes down what the test put up?"""
    tests = test_set(source)
    attempts: Sequence[Try] = source.nodes(*TRY_STATEMENTS) if tests else ()
    return tuple(one for one in attempts if one.finalbody and _only_tidies(source, one))


def _only_tidies(source: Source, attempt: Try) -> bool:
    test = enclosing_function(source, attempt)
    if test is None or test not in test_set(source):
        return False
    between = [one for one in source.ancestors(attempt) if isinstance(one, _LOOPS)]
    if any(test in source.ancestors(loop) for loop in between):
        return False
    calls = [_call_in(statement) for statement in _plain(attempt.finalbody)]
    steps = [call for call in calls if call is not None]
    if len(steps) < len(calls) or not all(_is_step(source, call) for call in steps):
        return False
    later = {node.id for one in following(source, attempt) for node in walk(one) if isinstance(node, ast.Name)}
    ended = {node.id for call in steps for node in walk(call) if isinstance(node, ast.Name)}
    return ended.isdisjoint(later) and any(_tidies(source, call) and _is_own(source, test, call) for call in steps)


def _plain(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a block, those under `if`, `with` and `for` in place of these; plain values left out."""
    for statement in body:
        if isinstance(statement, (ast.If, ast.With, ast.AsyncWith, *_LOOPS)):
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
    return _tidies(source, call) or bool(_ALSO.fullmatch(called_name(call)))


def _tidies(source: Source, call: ast.Call) -> bool:
    return bool(_TIDIES.fullmatch(called_name(call))) or names(source).resolve(call.func) in _GONE


def _is_own(source: Source, test: Function, call: ast.Call) -> bool:
    """Tell whether a call takes down something that the test made: a local name, or what a fixed text names."""
    given = {parameter.arg for parameter in parameters(test.args)}
    on = _root(call.func.value) if isinstance(call.func, ast.Attribute) else None
    if isinstance(on, ast.Name) and not _is_imported(source, on):
        return on.id not in given | {"self", "cls"}
    handed = [_root(argument) for argument in call.args]
    if any(isinstance(one, ast.Name) and one.id in given | {"self", "cls"} for one in handed):
        return False
    return bool(handed) or isinstance(on, ast.Name)


def _root(expression: ast.expr) -> ast.expr:
    """Give the name at the beginning of `server.socket.close`."""
    while isinstance(expression, (ast.Attribute, ast.Subscript, ast.Call)):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression


def _is_imported(source: Source, name: ast.Name) -> bool:
    return any(isinstance(binder, ast.alias) for binder in names(source).binders(name))
