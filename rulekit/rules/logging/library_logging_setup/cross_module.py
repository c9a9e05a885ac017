"""Functions that configure logging, and calls of other modules' functions that run while a module is imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.project.roles import in_entry_scope
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span
from rulekit.rules.logging.library_logging_setup.applications import is_application
from rulekit.rules.logging.library_logging_setup.configuration import at_import, changes_nothing, has_main_guard, setups
from rulekit.rules.logging.library_logging_setup.logger_tree import Reach


@dataclass(frozen=True)
class Named:
    """A function or what a call names, and where it stands."""

    name: str
    span: Span


@question
def setup_functions(source: Source) -> tuple[Named, ...]:
    """Which functions at the top of the module configure logging for the whole program?"""
    found: dict[str, Named] = {}
    for setup in setups(source):
        function = enclosing_function(source, setup.node)
        is_empty = isinstance(setup.node, ast.Call) and changes_nothing(source, setup.node)
        if function is None or setup.reach is Reach.ONE or is_empty:
            continue
        if source.parents[function] is source.tree:
            found.setdefault(function.name, Named(function.name, source.span(setup.node)))
    return tuple(found.values())


@question
def early_calls(source: Source) -> tuple[Named, ...]:
    """Which imported functions does a module that is no program call while it is imported?"""
    if source.role not in {"production", "script"} or is_application(source) or has_main_guard(source):
        return ()
    return tuple(_early_calls(source))


def _early_calls(source: Source) -> Iterator[Named]:
    for statement in source.tree.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and at_import(source, call) and not in_entry_scope(source, call):
            target = names(source).resolve(call.func)
            if target is not None and not target.startswith("builtins."):
                yield Named(target, source.span(call))


def setups_from_afar(project: Project) -> Iterator[tuple[Member, Named, Named]]:
    """Give the calls, while a module is imported, of another module's function that configures logging."""
    made = {
        f"{member.module}.{function.name}": function
        for member, functions in project.collected(setup_functions)
        for function in functions
    }
    for member, calls in project.collected(early_calls) if made else ():
        for call in calls:
            target = member.absolute(call.name)
            if function := made.get(target):
                yield member, call, function
