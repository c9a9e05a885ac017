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
class NamedPlace:
    """A function or what a call names, and where it stands."""

    name: str
    span: Span


@question
def setup_functions(source: Source) -> tuple[NamedPlace, ...]:
    """Which functions at the top of the module configure logging for the whole program?"""
    by_name: dict[str, NamedPlace] = {}
    for setup in setups(source):
        function = enclosing_function(source, setup.node)
        if function is None or setup.reach is Reach.ONE or changes_nothing(source, setup.node):
            continue
        if source.parents[function] is source.tree:
            by_name.setdefault(function.name, NamedPlace(function.name, source.span(setup.node)))
    return tuple(by_name.values())


@question
def calls_while_imported(source: Source) -> tuple[NamedPlace, ...]:
    """Which imported functions does a module that is no program call while it is imported?"""
    if source.role not in {"production", "script"} or is_application(source) or has_main_guard(source):
        return ()
    places: list[NamedPlace] = []
    for statement in source.tree.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and at_import(source, call) and not in_entry_scope(source, call):
            target = names(source).resolve(call.func)
            if target is not None and not target.startswith("builtins."):
                places.append(NamedPlace(target, source.span(call)))
    return tuple(places)


def setups_of_other_modules(project: Project) -> Iterator[tuple[Member, NamedPlace, NamedPlace]]:
    """Yield the calls, while a module is imported, of another module's function that configures logging."""
    by_target = {
        f"{member.module}.{function.name}": function
        for member, functions in project.collected(setup_functions)
        for function in functions
    }
    for member, calls in project.collected(calls_while_imported) if by_target else ():
        for call in calls:
            if function := by_target.get(member.absolute(call.name)):
                yield member, call, function
