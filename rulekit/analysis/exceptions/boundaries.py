"""The boundaries of a program: handlers above which nobody of ours could act on an error any more."""

import ast

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.functions import decorators, enclosing_function, functions, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.roles import program_starts
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.frameworks import (
    CALLBACK_ARGUMENTS,
    CALLBACK_DECORATORS,
    CALLBACK_METHODS,
    CALLBACK_NAME,
    FINALIZERS,
    LIFECYCLE,
    REGISTRARS,
    REQUEST,
    WEB_METHODS,
)

_AT_EXIT = frozenset({"atexit.register", "weakref.finalize"})


def is_boundary(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler stands at the boundary of a program.

    The outermost `try` of a function that starts a program, of a thread's or task's function, of a callback or of a
    request handler; of a loop that runs for ever; of the code outside functions.
    """
    statement = source.parents[handler]
    if _in_endless_loop(source, statement):
        return True
    if _inside_another_try(source, statement):
        return False
    function = enclosing_function(source, statement)
    if function is None or not program_starts(source).isdisjoint((function, *source.ancestors(statement))):
        return True
    return is_called_back(source, function)


def is_called_back(source: Source, function: Function) -> bool:
    """Tell whether a library calls a function, such as a thread's target, a callback or a request handler."""
    if function.name in LIFECYCLE or function.name in callback_names(source) or CALLBACK_NAME.fullmatch(function.name):
        return True
    home = owner(source, function)
    bases = [last_name(base) for base in home.bases] if home is not None else []
    patterns = [pattern for name, pattern in CALLBACK_METHODS if name == function.name]
    if any(pattern.fullmatch(base) for pattern in patterns for base in bases):
        return True
    arguments = [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
    # A view function gets the request first; a method such as `get(self, request)` gets it anywhere.
    if REQUEST in arguments[:1] or (REQUEST in arguments and function.name in WEB_METHODS):
        return True
    return any(CALLBACK_DECORATORS.fullmatch(name) for name in decorators(source, function))


@question
def callback_names(source: Source) -> frozenset[str]:
    """Which names of functions are handed to something that calls them later?"""
    by_word = calls_by_word(source)
    values = [value for word in REGISTRARS for call in by_word.get(word, ()) for value in call.args]
    # A coroutine is called before it is handed over: `create_task(watch(queue))`.
    called = {called_name(value) for value in values}
    values += [keyword.value for keyword in source.nodes(ast.keyword) if keyword.arg in CALLBACK_ARGUMENTS]
    return frozenset(called | {last_name(value) for value in values}) - {""}


@question
def run_at_exit(source: Source) -> frozenset[str]:
    """Which functions run when the program ends, or when an object is thrown away?"""
    if "atexit" not in vocabulary(source) and "finalize" not in vocabulary(source):
        return frozenset()
    resolve, by_word = names(source).resolve, calls_by_word(source)
    calls = [*by_word.get("register", ()), *by_word.get("finalize", ())]
    handed = {last_name(value) for call in calls if resolve(call.func) in _AT_EXIT for value in call.args}
    decorated = {
        function.name
        for function in functions(source)
        if function.decorator_list and "atexit.register" in decorators(source, function)
    }
    return frozenset(handed | decorated)


def in_finalizer(source: Source, node: ast.AST) -> bool:
    """Tell whether a node stands in a function that runs at the end: of an object or of the program."""
    function = enclosing_function(source, node)
    return function is not None and (function.name in FINALIZERS or function.name in run_at_exit(source))


def _in_endless_loop(source: Source, statement: ast.AST) -> bool:
    """Tell whether the nearest loop around runs until somebody stops it."""
    for around in source.ancestors(statement):
        if isinstance(around, ast.While):
            test = around.test
            test = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else test
            # `while True` and `while not stopped` serve; `while tries < 3` comes to its end.
            return not isinstance(test, (ast.Compare, ast.BoolOp, ast.BinOp))
        if isinstance(around, (*FUNCTIONS, ast.For, ast.AsyncFor, ast.ClassDef, ast.ExceptHandler)):
            return False
    return False


def _inside_another_try(source: Source, statement: ast.AST) -> bool:
    """Tell whether another `try` of the same function with handlers holds this one in its body."""
    child = statement
    for around in source.ancestors(statement):
        if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
            return False
        if isinstance(around, TRY_STATEMENTS) and around.handlers and child in around.body:
            return True
        child = around
    return False
