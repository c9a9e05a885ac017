"""Locks: what is one, and which guard nothing because each call makes its own."""

import ast
import re

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.call_graph import Runnable, class_of, functions_behind, method_of, runnable_around
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import call_target, type_of
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.threads.shared_state import definition_values
from rulekit.known.threads import LOCKS
from rulekit.model.late import regex

_LOCK_METHODS = frozenset({"acquire", "release", "locked"})

# Parts of the words below, in whichever case their first letter is: most files hold none and are done with at once.
_HINTS = (
    "lock",
    "Lock",
    "LOCK",
    "acquire",
    "utex",
    "ondition",
    "emaphore",
    "ynchron",
    "cond",
    "sem",
    "guard",
    "cv",
    "Queue",
)
# `block` and `clock` end in the word too.
_LOCK_WORD = regex(r"(?<![bc])lock|mutex|semaphore|synchron|condition|(^|_)(cond|cv|sem|guard)(_|$)", re.IGNORECASE)


@question
def mentions_locks(source: Source) -> bool:
    """Does the text speak of locks at all?"""
    return any(word in vocabulary(source) for word in _HINTS)


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
    return any(names_lock(part.attr if isinstance(part, ast.Attribute) else part.id) for part in parts)


def names_lock(word: str) -> bool:
    """Tell whether a name is one for a lock."""
    return _LOCK_WORD.search(word) is not None


def _locks_when_entered(source: Source, expression: ast.expr) -> bool:
    """Recognise an object of a class of this file whose `__enter__` takes a lock, and a generator that does."""
    owner_class = class_of(source, expression)
    entered: list[Runnable | None] = [method_of(source, owner_class, "__enter__")] if owner_class is not None else []
    if isinstance(expression, ast.Call):
        entered += [made for made in functions_behind(source, expression.func) if _is_context_manager(made)]
    words = (last_name(node) for function in entered if function is not None for node in walk(function))
    return any(word == "acquire" or names_lock(word) for word in words if isinstance(word, str))


def _is_context_manager(function: Runnable) -> bool:
    decorators = function.decorator_list if isinstance(function, FUNCTIONS) else ()
    return any(last_name(decorator) in {"contextmanager", "asynccontextmanager"} for decorator in decorators)


def _is_used_as_lock(source: Source, use: ast.Name, function: Runnable) -> bool:
    parent = source.parents.get(use)
    if runnable_around(source, use) is not function:
        return False
    return isinstance(parent, ast.withitem) or (isinstance(parent, ast.Attribute) and parent.attr in _LOCK_METHODS)
