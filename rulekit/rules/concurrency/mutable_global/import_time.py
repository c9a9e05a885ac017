"""What runs only while modules are imported: decorators, what makes classes, functions called at the top."""

import ast

from rulekit.analysis.flow.call_graph import callers, runnable_around
from rulekit.analysis.names.functions import functions, owner
from rulekit.analysis.project.roles import is_main_guard
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question

# Python runs these when a class is made: registries of subclasses fill themselves so.
AT_IMPORT = frozenset("__init_subclass__ __set_name__ __class_getitem__".split())


def runs_at_import(source: Source, function: ast.AST | None) -> bool:
    """Tell whether a function of this file runs only while modules are imported.

    It is called at the top of this module only, or is a decorator, or is run when a class is made.
    """
    if not isinstance(function, FUNCTIONS):
        return False
    if function.name in AT_IMPORT or _is_metaclass(source, function) or _is_decorator(source, function):
        return True
    called = callers(source, function)
    return bool(called) and all(
        runnable_around(source, call) is None and not any(map(is_main_guard, source.ancestors(call))) for call in called
    )


def _is_decorator(source: Source, function: Function) -> bool:
    """Recognise a function that gives back the function or class it was called with, or that is used as a decorator."""
    last = function.body[-1]
    parameter_names = {argument.arg for argument in (*function.args.posonlyargs, *function.args.args)} - {"self", "cls"}
    gives_back = isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id in parameter_names
    if (gives_back and not function.decorator_list) or _decorates(source, function):
        return True
    outer = runnable_around(source, function)
    return isinstance(outer, FUNCTIONS) and _decorates(source, outer)


def _decorates(source: Source, function: Function) -> bool:
    return function.name in decorating_names(source)


@question
def decorating_names(source: Source) -> frozenset[str]:
    """Which names stand in decorators?"""
    definitions: list[Function | ast.ClassDef] = [*functions(source), *source.nodes(ast.ClassDef)]
    parts = [part for definition in definitions for part in definition.decorator_list]
    return frozenset(last_name(part.func if isinstance(part, ast.Call) else part) for part in parts)


def _is_metaclass(source: Source, function: Function) -> bool:
    owner_class = owner(source, function)
    return owner_class is not None and any(last_name(base) == "type" for base in owner_class.bases)
