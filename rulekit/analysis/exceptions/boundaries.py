"""The edges of a program: handlers above which nobody of ours could act on an error any more."""

import ast

from rulekit.analysis.exceptions.handlers import ATTEMPTS
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.functions import decorators, enclosing_function, functions, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.roles import program_starts
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.frameworks import (
    CALLBACK_ARGUMENTS,
    CALLED_BACK,
    CALLED_BACK_IN,
    DECORATORS,
    FINALIZERS,
    LIFECYCLE,
    REGISTRARS,
    REQUEST,
    WEB_METHODS,
)

_AT_EXIT = frozenset({"atexit.register", "weakref.finalize"})


def is_boundary(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler stands at the edge of a program.

    The outermost `try` of a function that starts a program, of a thread's or task's function, of a callback or of a
    request handler; of a loop that runs for ever; of the code outside functions.
    """
    attempt = source.parents[handler]
    if _in_endless_loop(source, attempt):
        return True
    if _inside_another(source, attempt):
        return False
    function = enclosing_function(source, attempt)
    if function is None:
        return _at_top(source, attempt)
    if not program_starts(source).isdisjoint((function, *source.ancestors(attempt))):
        return True
    return is_called_back(source, function)


def is_called_back(source: Source, function: Function) -> bool:
    """Tell whether a library calls a function, such as a thread's target, a callback or a request handler."""
    if function.name in LIFECYCLE or function.name in registered(source):
        return True
    home = owner(source, function)
    if CALLED_BACK.fullmatch(function.name) or (home and _is_hook(home, function)):
        return True
    arguments = [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
    if REQUEST in arguments[:1] or (REQUEST in arguments and function.name in WEB_METHODS):
        return True
    return any(DECORATORS.fullmatch(name) for name in decorators(source, function))


@question
def registered(source: Source) -> frozenset[str]:
    """Which names of functions are handed to something that calls them later?"""
    found: set[str] = set()
    by_word = calls_by_word(source)
    for value in [value for word in REGISTRARS for call in by_word.get(word, ()) for value in call.args]:
        found |= {_reference(value), called_name(value)}
    found |= {_reference(one.value) for one in source.nodes(ast.keyword) if one.arg in CALLBACK_ARGUMENTS}
    return frozenset(found - {""})


@question
def run_at_exit(source: Source) -> frozenset[str]:
    """Which functions run when the program ends, or when an object is thrown away?"""
    if "atexit" not in vocabulary(source) and "finalize" not in vocabulary(source):
        return frozenset()
    found: set[str] = set()
    resolve = names(source).resolve
    by_word = calls_by_word(source)
    for call in (*by_word.get("register", ()), *by_word.get("finalize", ())):
        if resolve(call.func) in _AT_EXIT:
            found.update(_reference(value) for value in call.args)
    for function in functions(source):
        if function.decorator_list and "atexit.register" in decorators(source, function):
            found.add(function.name)
    return frozenset(found)


def is_last_breath(source: Source, node: ast.AST) -> bool:
    """Tell whether a node stands in a function that runs at the end: of an object or of the program."""
    function = enclosing_function(source, node)
    if function is None:
        return False
    return function.name in FINALIZERS or function.name in run_at_exit(source)


def _reference(value: ast.expr) -> str:
    if isinstance(value, ast.Attribute):
        return value.attr
    return value.id if isinstance(value, ast.Name) else ""


def _is_hook(home: ast.ClassDef, function: Function) -> bool:
    patterns = [pattern for name, pattern in CALLED_BACK_IN if name == function.name]
    bases = [_reference(base) for base in home.bases]
    return any(pattern.fullmatch(base) for pattern in patterns for base in bases)


def _at_top(source: Source, attempt: ast.AST) -> bool:
    return not any(isinstance(around, (ast.ClassDef, ast.Lambda)) for around in source.ancestors(attempt))


def _in_endless_loop(source: Source, attempt: ast.AST) -> bool:
    """Tell whether the nearest loop around runs until somebody stops it."""
    for around in source.ancestors(attempt):
        if isinstance(around, ast.While):
            test = around.test
            test = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else test
            return not isinstance(test, (ast.Compare, ast.BoolOp, ast.BinOp))
        if isinstance(around, (*FUNCTIONS, ast.For, ast.AsyncFor, ast.ClassDef, ast.ExceptHandler)):
            return False
    return False


def _inside_another(source: Source, attempt: ast.AST) -> bool:
    """Tell whether another `try` of the same function with handlers holds this one in its body."""
    child = attempt
    for around in source.ancestors(attempt):
        if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
            return False
        if isinstance(around, ATTEMPTS) and around.handlers and child in around.body:
            return True
        child = around
    return False
