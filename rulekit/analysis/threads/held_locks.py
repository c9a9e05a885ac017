"""Where a lock is held: around a place, around every call of its function, or as its function promises."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import RUNNABLES, Runnable, callers, runnable_around
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.threads.acquisitions import taken_before, taken_if
from rulekit.analysis.threads.locks import is_lock, is_made_per_call, mentions_locks, names_lock
from rulekit.analysis.threads.spawns import spawns
from rulekit.model.late import regex

# Private helpers of `threading` and `concurrent.futures` rely on the lock of their callers; further away no reader
# would find it.
DEPTH = 3

# `_save_locked` tells its callers to hold the lock; `_unlocked` says that it takes none because they do.
_HELD_BY_CALLER = regex(r"_(un)?locked$|^_?locked_|_lock_held$|_(with|holding|under)_lock$", re.IGNORECASE)
_DOCUMENTED = regex(r"\block\b[^.]*\b(held|hold|holds|holding|acquired)\b|\b(held|hold|holds|holding)\b[^.]*\block\b")


def is_guarded(source: Source, node: ast.AST, depth: int = DEPTH) -> bool:
    """Tell whether a lock is held where a node runs: around it, or around every call of its function in this file."""
    if not mentions_locks(source):
        return False
    if any(not is_made_per_call(source, lock) for lock in locks_around(source, node)):
        return True
    function = runnable_around(source, node)
    return function is not None and is_called_with_lock(source, function, depth)


@question_per
def is_called_with_lock(source: Source, function: Runnable, depth: int = DEPTH) -> bool:
    """Tell whether a function promises that its callers hold a lock, or all those of this file do."""
    if not isinstance(function, ast.Lambda) and _promises_lock(function):
        return True
    if depth <= 0 or function in thread_targets(source):
        return False
    called = _callers_outside(source, function)
    return bool(called) and all(is_guarded(source, call, depth - 1) for call in called)


@question_per
def locks_held(source: Source, node: ast.AST, depth: int = DEPTH) -> frozenset[str]:
    """Return the names of the locks that are surely held where a node runs; what a docstring promises has no name."""
    held = {_name_of(lock) for lock in locks_around(source, node) if not is_made_per_call(source, lock)}
    function = runnable_around(source, node)
    if isinstance(function, FUNCTIONS):
        calls = (decorator for decorator in function.decorator_list if isinstance(decorator, ast.Call))
        handed = (part for call in calls for argument in call.args for part in walk(argument))
        held |= {word for part in handed if names_lock(word := last_name(part))}
    if function is not None and depth > 0 and is_called_with_lock(source, function, depth):
        called = [locks_held(source, call, depth - 1) for call in _callers_outside(source, function)]
        held |= frozenset.intersection(*called) if called else frozenset()
    return frozenset(held)


def _name_of(lock: ast.expr) -> str:
    return last_name(lock.func if isinstance(lock, ast.Call) else lock)


def _callers_outside(source: Source, function: Runnable) -> list[ast.Call]:
    """Return the calls of a function but for those that it makes itself: the lock of the first call is still held."""
    return [call for call in callers(source, function) if runnable_around(source, call) is not function]


def locks_around(source: Source, node: ast.AST) -> Iterator[ast.expr]:
    """Yield the locks that the function around a node holds there, by `with` or by `acquire`."""
    child, given_back = node, set[str]()
    for around in source.ancestors(node):
        if isinstance(child, ast.stmt):
            yield from taken_before(source, child, given_back)
        if isinstance(around, (ast.With, ast.AsyncWith)) and child in around.body:
            yield from (item.context_expr for item in around.items if is_lock(source, item.context_expr))
        if isinstance(around, (ast.If, ast.While)) and child is not around.test:
            taken = taken_if(source, around.test, child in around.body)
            yield from (one.lock for one in taken if one.ended_by not in given_back)
        if isinstance(around, RUNNABLES):
            return
        child = around


@question
def thread_targets(source: Source) -> frozenset[Runnable]:
    """Which functions are handed to threads?"""
    return frozenset(target for spawn in spawns(source) for target in spawn.targets)


def _promises_lock(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Recognise a decorator, a name or a docstring that promises the lock."""
    if _HELD_BY_CALLER.search(function.name) or _DOCUMENTED.search(ast.get_docstring(function) or ""):
        return True
    decorators = (part for decorator in function.decorator_list for part in walk(decorator))
    words = (last_name(part) for part in decorators)
    return any(isinstance(word, str) and names_lock(word) for word in words)
