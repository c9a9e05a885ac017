"""Modules that are an application: they make its object, hold its settings, or are loaded by a server or tool."""

import ast
import re

from rulekit.analysis.flow.calls import calls_to
from rulekit.analysis.names.functions import enclosing_function, functions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.logs import APPLICATIONS, MIGRATION_CONTEXTS, SERVERS

_LOADED = re.compile(r"(\w*settings\w*|local_settings|gunicorn\w*|celeryconfig|\w*gunicorn\.conf|uwsgi\w*)\.py")
_FACTORY = re.compile(
    r"(create|make|build|get|init|setup|configure)_?(\w+_)?(app|application|server|cli|api|bot)|lifespan|_?startup"
    r"|on_startup|start_server|launch|serve|lambda_handler|runserver|start_app"
)
_SERVERLESS = ("event", "context")


@question
def is_application(source: Source) -> bool:
    """Is the module an application by itself, which others load and do not use?

    At its top it makes the object of a web framework, bot or task queue; it is a settings file or the environment of a
    migration tool; or it holds the handler of a serverless function.
    """
    if _is_settings(source):
        return True
    known = names(source)
    targets = {
        known.imports[alias].target
        for binders in known.bindings[known.module].values()
        for alias in binders
        if isinstance(alias, ast.alias)
    }
    if targets & MIGRATION_CONTEXTS:
        return True
    if any(_is_serverless(function) for function in source.tree.body):
        return True
    roots = {application.partition(".")[0] for application in APPLICATIONS}
    if roots.isdisjoint(target.partition(".")[0] for target in targets):
        return False
    return any(
        known.resolve(call.func) in APPLICATIONS
        for call in source.nodes(ast.Call)
        if enclosing_function(source, call) is None
    )


@question
def application_factories(source: Source) -> frozenset[ast.AST]:
    """Which functions make or start an application, by their name or by what they call?"""
    found: set[ast.AST] = {one for one in functions(source) if _FACTORY.fullmatch(one.name)}
    for call, _ in calls_to(source, APPLICATIONS | SERVERS):
        if function := enclosing_function(source, call):
            found.add(function)
    return frozenset(found)


def _is_settings(source: Source) -> bool:
    is_module = source.file_name.endswith(".py")
    return bool(_LOADED.fullmatch(source.file_name)) or (is_module and "settings" in source.folders)


def _is_serverless(statement: ast.stmt) -> bool:
    if not isinstance(statement, FUNCTIONS):
        return False
    given = tuple(parameter.arg.lstrip("_") for parameter in statement.args.args)
    return statement.name == "lambda_handler" or given == _SERVERLESS
