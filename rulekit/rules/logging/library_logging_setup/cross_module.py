"""Modules that are an application, functions that configure logging, and calls of these by other modules at import."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import calls_to
from rulekit.analysis.logs.loggers import log_libraries
from rulekit.analysis.names.functions import enclosing_function, functions, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.project.roles import in_entry_scope
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.logs import APPLICATIONS, MIGRATION_CONTEXTS, SERVERS
from rulekit.model.finding import Span
from rulekit.model.late import dataclass, regex
from rulekit.rules.logging.library_logging_setup.configuration import (
    SPEAKS_OF_LOGS,
    Reach,
    at_import,
    changes_nothing,
    has_main_guard,
    setups,
)

# Files that a server or a framework reads as settings, and functions that make or start an application, by name.
_SETTINGS_FILE = regex(r"(\w*settings\w*|local_settings|gunicorn\w*|celeryconfig|\w*gunicorn\.conf|uwsgi\w*)\.py")
_MAKES_APPLICATIONS = (
    rf"\b(?:lambda_handler|event, context|{'|'.join(sorted(name.rpartition('.')[2] for name in APPLICATIONS))})\b"
)
_FACTORY_NAME = regex(
    r"(create|make|build|get|init|setup|configure)_?(\w+_)?(app|application|server|cli|api|bot)|lifespan|_?startup"
    r"|on_startup|start_server|launch|serve|lambda_handler|runserver|start_app"
)


@links_cells(says=_MAKES_APPLICATIONS, hears=SPEAKS_OF_LOGS)
@question
def is_application(source: Source) -> bool:
    """Is the module an application by itself, which others load and do not use?

    At its top it makes the object of a web framework, bot or task queue; it is a settings file or the environment of a
    migration tool; or it holds the handler of a serverless function.
    """
    in_settings = source.file_name.endswith(".py") and "settings" in source.folders
    if in_settings or _SETTINGS_FILE.fullmatch(source.file_name):
        return True
    known = names(source)
    binders = [binder for bound in known.bindings[known.module].values() for binder in bound]
    imported = {known.imports[binder].target for binder in binders if isinstance(binder, ast.alias)}
    if imported & MIGRATION_CONTEXTS or any(_is_serverless(statement) for statement in source.tree.body):
        return True
    packages = {target.partition(".")[0] for target in imported}
    if packages.isdisjoint(application.partition(".")[0] for application in APPLICATIONS):
        return False
    return any(
        known.resolve(call.func) in APPLICATIONS
        for call in source.nodes(ast.Call)
        if enclosing_function(source, call) is None
    )


def _is_serverless(statement: ast.stmt) -> bool:
    """Recognise the handler of AWS Lambda and its like: `def handler(event, context)`."""
    if not isinstance(statement, FUNCTIONS):
        return False
    arguments = [parameter.arg.lstrip("_") for parameter in statement.args.args]
    return statement.name == "lambda_handler" or arguments == ["event", "context"]


@question
def application_factories(source: Source) -> frozenset[ast.AST]:
    """Which functions make or start an application, by their name or by what they call?"""
    named = {function for function in functions(source) if _FACTORY_NAME.fullmatch(function.name)}
    calls = (call for call, _ in calls_to(source, APPLICATIONS | SERVERS))
    return frozenset({*named, *(function for call in calls if (function := enclosing_function(source, call)))})


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
def calls_of_functions(source: Source) -> tuple[tuple[str, str], ...]:
    """Which functions does each function at the top of the module call, by their names across the project?"""
    if not log_libraries(source) and "log" not in source.text:
        return ()
    known, pairs = names(source), list[tuple[str, str]]()
    for function in functions(source):
        if source.parents[function] is source.tree:
            calls = (node.func for node in own_nodes(function) if isinstance(node, ast.Call))
            targets = (_target(source, called) for called in calls)
            pairs += [(function.name, target) for target in dict.fromkeys(targets) if target is not None]
    return tuple(pairs) if known.imports else ()


def _target(source: Source, called: ast.expr) -> str | None:
    """Return the name of an imported function, or of one of this module with a colon before it."""
    binder = names(source).single_binder(called)
    if isinstance(binder, FUNCTIONS) and source.parents[binder] is source.tree:
        return f":{binder.name}"
    target = names(source).resolve(called)
    return None if target is None or target.startswith("builtins.") else target


@question
def calls_while_imported(source: Source) -> tuple[NamedPlace, ...]:
    """Which imported functions does a module that is no program call while it is imported?"""
    if source.role not in {"production", "script"} or is_application(source) or has_main_guard(source):
        return ()
    places: list[NamedPlace] = []
    for statement in source.tree.body:
        call = statement.value if isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign)) else None
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
    handing_on = [
        (f"{member.module}.{name}", f"{member.module}.{target[1:]}" if target[0] == ":" else member.absolute(target))
        for member, pairs in (project.collected(calls_of_functions) if by_target else ())
        for name, target in pairs
    ]
    # A function that calls one which configures logging does so too.
    while added := {name: by_target[to] for name, to in handing_on if to in by_target and name not in by_target}:
        by_target |= {name: NamedPlace(name.rpartition(".")[2], place.span) for name, place in added.items()}
    for member, calls in project.collected(calls_while_imported) if by_target else ():
        for call in calls:
            if function := by_target.get(member.absolute(call.name)):
                yield member, call, function
