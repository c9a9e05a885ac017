"""Locks: where one is held, and which guard nothing because each call makes its own."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.call_graph import (
    RUNNABLES,
    Runnable,
    callers,
    class_of,
    method_of,
    runnable_around,
)
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import call_target, type_of
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import preceding
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.threads.shared_state import definition_values
from rulekit.analysis.threads.spawns import spawns
from rulekit.known.threads import LOCKS

# Private helpers of `threading` and `concurrent.futures` rely on the lock of their callers; further away no reader
# would find it.
DEPTH = 3
_LOCK_METHODS = frozenset({"acquire", "release", "locked"})

# Parts of the words below, in whichever case their first letter is: most files hold none and are done with at once.
_HINTS = ("lock", "Lock", "LOCK", "acquire", "utex", "ondition", "emaphore", "ynchron", "cond", "sem", "guard", "cv")
# `block` and `clock` end in the word too.
_LOCK_WORD = re.compile(
    r"(?<![bc])lock|mutex|semaphore|synchron|condition|(^|_)(cond|cv|sem|guard)(_|$)", re.IGNORECASE
)
# `logging._acquireLock()` and the like: a function that takes the lock of its module.
_ACQUIRING = re.compile(r"acquire_?lock|lock_?acquire", re.IGNORECASE)
# `_save_locked` tells its callers to hold the lock; `_unlocked` says that it takes none because they do.
_HELD_BY_CALLER = re.compile(r"_(un)?locked$|^_?locked_|_lock_held$|_(with|holding|under)_lock$", re.IGNORECASE)
_DOCUMENTED = re.compile(
    r"\block\b[^.]*\b(held|hold|holds|holding|acquired)\b|\b(held|hold|holds|holding)\b[^.]*\block\b"
)


def is_guarded(source: Source, node: ast.AST, depth: int = DEPTH) -> bool:
    """Tell whether a lock is held where a node runs: around it, or around every call of its function in this file."""
    if not mentions_locks(source):
        return False
    if any(not is_made_per_call(source, lock) for lock in locks_around(source, node)):
        return True
    function = runnable_around(source, node)
    if function is None:
        return False
    if not isinstance(function, ast.Lambda) and _promises_lock(function):
        return True
    if not depth or function in thread_targets(source):
        return False
    called = callers(source, function)
    return bool(called) and all(is_guarded(source, call, depth - 1) for call in called)


@question
def mentions_locks(source: Source) -> bool:
    """Does the text speak of locks at all?"""
    return any(word in vocabulary(source) for word in _HINTS)


def locks_around(source: Source, node: ast.AST) -> Iterator[ast.expr]:
    """Yield the locks that the function around a node holds there, by `with` or by `acquire`."""
    child, acquires = node, "acquire" in vocabulary(source)
    for around in source.ancestors(node):
        if isinstance(child, ast.stmt) and acquires:
            yield from _acquired_before(source, child)
        if isinstance(around, (ast.With, ast.AsyncWith)) and child in around.body:
            yield from (item.context_expr for item in around.items if is_lock(source, item.context_expr))
        if isinstance(around, ast.If) and child in around.body:
            yield from (lock for part in walk(around.test) if (lock := _lock_of_call(source, part, "acquire")))
        if isinstance(around, RUNNABLES):
            return
        child = around


@question
def locks_made_per_call(source: Source) -> tuple[ast.expr, ...]:
    """Which locks after `with` are made anew at each call, so that nobody else can hold them?"""
    if "Lock" not in vocabulary(source) and "allocate_lock" not in vocabulary(source):
        return ()
    guards = [item.context_expr for item in source.nodes(ast.withitem)]
    return tuple(lock for lock in guards if is_made_per_call(source, lock))


def is_made_per_call(source: Source, lock: ast.expr) -> bool:
    """Tell whether a lock is made where it is taken, or by the function that takes it and shows it to nobody."""
    if isinstance(lock, ast.Call):
        return _is_new_lock(source, lock)
    function = runnable_around(source, lock)
    if isinstance(lock, ast.Attribute) and function is not None:
        return _is_attribute_made_here(source, lock, function)
    if function is None or not isinstance(lock, ast.Name):
        return False
    known = names(source)
    values = [
        known.value(definition)
        for definition in definitions(source, lock)
        if runnable_around(source, definition) is function
    ]
    if not values or any(not isinstance(value, ast.Call) or not is_made_per_call(source, value) for value in values):
        return False
    uses = [name for name in source.nodes(ast.Name) if name.id == lock.id and isinstance(name.ctx, ast.Load)]
    return all(_is_used_as_lock(source, use, function) for use in uses if known.binders(use) is known.binders(lock))


def _is_new_lock(source: Source, value: ast.AST) -> bool:
    """Tell whether an expression makes a lock, at once or by a function of this file that returns a new one."""
    if not isinstance(value, ast.Call):
        return False
    if call_target(source, value.func) in LOCKS:
        return True
    returned = list(returned_values(source, value))
    return bool(returned) and all(
        isinstance(made, ast.Call) and call_target(source, made.func) in LOCKS for made in returned
    )


def _is_attribute_made_here(source: Source, lock: ast.Attribute, function: Runnable) -> bool:
    """Recognise a method that puts a new lock on its object and takes it at once."""
    holder = class_of(source, lock.value)
    values = definition_values(source, (holder, lock.attr)) if holder is not None else ()
    return bool(values) and all(
        _is_new_lock(source, value) and runnable_around(source, value) is function for value in values
    )


def is_lock(source: Source, expression: ast.expr) -> bool:
    """Recognise a lock by its type, else by its name."""
    if type_of(source, expression) in LOCKS or _locks_when_entered(source, expression):
        return True
    parts = [part for part in walk(expression) if isinstance(part, (ast.Name, ast.Attribute))]
    return any(_LOCK_WORD.search(part.attr if isinstance(part, ast.Attribute) else part.id) for part in parts)


def _locks_when_entered(source: Source, expression: ast.expr) -> bool:
    """Recognise an object of a class of this file whose `__enter__` takes a lock."""
    owner_class = class_of(source, expression)
    enter = method_of(source, owner_class, "__enter__") if owner_class is not None else None
    words = (getattr(node, "attr", "") for node in walk(enter)) if enter is not None else ()
    return any(word == "acquire" or _LOCK_WORD.search(word) for word in words)


@question
def thread_targets(source: Source) -> frozenset[Runnable]:
    """Which functions are handed to threads?"""
    return frozenset(target for spawn in spawns(source) for target in spawn.targets)


def _acquired_before(source: Source, statement: ast.stmt) -> Iterator[ast.expr]:
    """Yield locks that an earlier statement of the block acquires and none before this one releases."""
    released: set[str] = set()
    for earlier in preceding(source, statement):
        called = getattr(getattr(earlier, "value", None), "func", None)
        if isinstance(called, ast.Name) and _ACQUIRING.search(called.id) and not released:
            yield called
        for part in walk(earlier):
            lock = _lock_of_call(source, part, "release")
            if lock is not None:
                released.add(ast.dump(lock))
        value = getattr(earlier, "value", None)
        lock = _lock_of_call(source, value, "acquire") if isinstance(value, ast.AST) else None
        if lock is not None and ast.dump(lock) not in released:
            yield lock


def _lock_of_call(source: Source, node: ast.AST, method: str) -> ast.expr | None:
    """Return what a method such as `acquire` is called on, if that is a lock."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != method:
        return None
    return node.func.value if is_lock(source, node.func.value) else None


def _is_used_as_lock(source: Source, use: ast.Name, function: Runnable) -> bool:
    parent = source.parents.get(use)
    if runnable_around(source, use) is not function:
        return False
    return isinstance(parent, ast.withitem) or (isinstance(parent, ast.Attribute) and parent.attr in _LOCK_METHODS)


def _promises_lock(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Recognise a decorator, a name or a docstring that promises the lock."""
    if _HELD_BY_CALLER.search(function.name) or _DOCUMENTED.search(ast.get_docstring(function) or ""):
        return True
    decorators = (part for decorator in function.decorator_list for part in walk(decorator))
    words = (last_name(part) for part in decorators)
    return any(isinstance(word, str) and _LOCK_WORD.search(word) for word in words)
